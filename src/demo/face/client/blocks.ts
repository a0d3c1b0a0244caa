import { isJson, type Json, list, objects, text } from "../../slack/json.ts";
import { h } from "./dom.ts";
import { type Field, paintElement, paintField, type Surface } from "./elements.ts";
import { paintMrkdwn, paintText, plainOf } from "./paint-text.ts";
import { paintRich } from "./rich-text.ts";

/** What blocks are drawn with. */
export interface BlockSurface extends Surface {
  /** Files that show as "file not found". */
  readonly missing: readonly string[];
  /** Shows a picture large. */
  enlarge(src: string, alt: string): void;
  /** Takes note of an input block, of modals. */
  field?(blockId: string, actionId: string, field: Field): void;
}

const sizeOf = (value: unknown): number | undefined => (typeof value === "number" && value > 0 ? value : undefined);

/** A picture of our own server; click it to see it large. */
const paintSource = (src: string, alt: string, image: Json, surface: BlockSurface): HTMLElement => {
  const img = h("img", { src, alt, width: sizeOf(image.image_width), height: sizeOf(image.image_height) });
  img.addEventListener("error", () => img.replaceWith(h("p", { class: "lost" }, `Picture not available: ${alt}`)));
  const open = (): void => surface.enlarge(src, alt);
  return h("button", { type: "button", class: "picture", "aria-label": `Enlarge: ${alt}`, onclick: open }, img);
};

/** An uploaded picture. */
export const paintPicture = (id: string, alt: string, image: Json, surface: BlockSurface): HTMLElement =>
  surface.missing.includes(id)
    ? h("p", { class: "lost" }, "File not found")
    : paintSource(`/face/picture/${encodeURIComponent(id)}`, alt, image, surface);

/** What was fetched from elsewhere comes from our own server too: the page itself asks nobody else. */
const paintImage = (image: Json, surface: BlockSurface): HTMLElement => {
  const alt = text(image.alt_text);
  if (isJson(image.slack_file)) return paintPicture(text(image.slack_file.id), alt, image, surface);
  return paintSource(`/face/elsewhere?url=${encodeURIComponent(text(image.image_url))}`, alt, image, surface);
};

const paintSection = (block: Json, surface: BlockSurface): HTMLElement => {
  const fields = objects(block.fields).map((one) => h("div", { class: "field" }, ...paintText(one, surface)));
  const accessory = isJson(block.accessory) ? block.accessory : undefined;
  const beside =
    accessory === undefined
      ? undefined
      : accessory.type === "image"
        ? paintImage(accessory, surface)
        : paintElement(accessory, surface);
  return h(
    "div",
    { class: "section" },
    h(
      "div",
      { class: "words" },
      ...paintText(block.text, surface),
      fields.length > 0 && h("div", { class: "fields" }, ...fields),
    ),
    beside !== undefined && h("div", { class: "beside" }, beside),
  );
};

const paintContext = (block: Json, surface: BlockSurface): HTMLElement =>
  h(
    "div",
    { class: "context" },
    ...objects(block.elements).flatMap((one) =>
      one.type === "image" ? [paintImage(one, surface)] : paintText(one, surface),
    ),
  );

const paintInput = (block: Json, surface: BlockSurface): HTMLElement => {
  const element = isJson(block.element) ? block.element : {};
  const field = paintField(element, surface);
  const id = `input-${text(block.block_id)}`;
  const label = `${plainOf(block.label)}${block.optional === true ? " (optional)" : ""}`;
  field.element.id = id;
  field.element.setAttribute("aria-label", label);
  surface.field?.(text(block.block_id), text(element.action_id), field);
  return h(
    "div",
    { class: "input", "data-block": text(block.block_id) },
    h("label", { for: id }, label),
    field.element,
    block.hint !== undefined && h("p", { class: "hint" }, plainOf(block.hint)),
  );
};

const paintTable = (block: Json, surface: BlockSurface): HTMLElement => {
  const cell = (one: Json): Node[] =>
    one.type === "raw_text" ? [document.createTextNode(text(one.text))] : paintRich(one, surface);
  const rows = list(block.rows).map((row, place) =>
    h("tr", {}, ...objects(row).map((one) => h(place === 0 ? "th" : "td", {}, ...cell(one)))),
  );
  return h("div", { class: "table", tabindex: 0 }, h("table", {}, ...rows));
};

const paintBlock = (block: Json, surface: BlockSurface): HTMLElement[] => {
  switch (block.type) {
    case "section":
      return [paintSection(block, surface)];
    case "header":
      return [h("h3", {}, plainOf(block.text))];
    case "context":
      return [paintContext(block, surface)];
    case "divider":
      return [h("hr")];
    case "image":
      return [
        h(
          "figure",
          {},
          block.title !== undefined && h("figcaption", {}, plainOf(block.title)),
          paintImage(block, surface),
        ),
      ];
    case "actions":
      return [h("div", { class: "actions" }, ...objects(block.elements).map((one) => paintElement(one, surface)))];
    case "input":
      return [paintInput(block, surface)];
    case "rich_text":
      return paintRich(block, surface);
    case "markdown":
      return paintMrkdwn(text(block.text), surface);
    case "table":
      return [paintTable(block, surface)];
    default:
      return [h("p", { class: "lost" }, `A block of the type ${text(block.type)} cannot be shown here.`)];
  }
};

/** Block Kit as elements, top to bottom. */
export const paintBlocks = (blocks: readonly Json[], surface: BlockSurface): HTMLElement[] =>
  blocks.flatMap((block) => paintBlock(block, surface));
