import { isJson, type Json, list, objects, text } from "../../slack/json.ts";
import { h } from "./dom.ts";
import { paintMenu } from "./menu.ts";
import { safeHref } from "./mrkdwn.ts";
import { plainOf, type Reader } from "./paint-text.ts";
import type { Outcome } from "./wire.ts";
import { fromLocal, toLocal } from "./zone-time.ts";

/** What somebody chose or typed. */
export type Chosen = string | readonly string[];

/** Where blocks are shown: who reads, and what using an element does. */
export interface Surface extends Reader {
  readonly people: readonly { readonly id: string; readonly realName: string; readonly bot: boolean }[];
  readonly rooms: readonly { readonly id: string; readonly name: string; readonly kind: string }[];
  press(actionId: string, value?: Chosen): Promise<Outcome>;
  /** Words about something that went wrong, near where it happened. */
  complain(near: HTMLElement, tell: string): void;
}

/** An element of an input block, and how to read it. */
export interface Field {
  readonly element: HTMLElement;
  value(): Chosen | undefined;
}

const confirmed = (element: Json): boolean => {
  const { confirm } = element;
  if (!isJson(confirm)) return true;
  return window.confirm(`${plainOf(confirm.title)}\n\n${plainOf(confirm.text)}`);
};

const use = async (surface: Surface, element: Json, shown: HTMLElement, value?: Chosen): Promise<void> => {
  if (shown.getAttribute("aria-busy") === "true" || !confirmed(element)) return;
  shown.setAttribute("aria-busy", "true");
  const outcome = await surface.press(text(element.action_id), value);
  shown.removeAttribute("aria-busy");
  if (!outcome.ok) surface.complain(shown, outcome.tell ?? "That did not work.");
};

const look = (element: Json): string =>
  ["button", text(element.style)].filter((one) => /^(button|primary|danger)$/.test(one)).join(" ");

const paintButton = (element: Json, surface: Surface): HTMLElement => {
  const label = text(element.accessibility_label) || undefined;
  const href = safeHref(text(element.url));
  const common = { class: look(element), "aria-label": label, "data-focus": text(element.action_id) };
  const words = plainOf(element.text);
  const shown: HTMLElement =
    href === undefined
      ? h("button", { ...common, type: "button" }, words)
      : h("a", { ...common, href, target: "_blank", rel: "noopener" }, words, h("span", { class: "out" }, "↗"));
  shown.addEventListener("click", () => void use(surface, element, shown));
  return shown;
};

const optionsIn = (element: Json): HTMLElement[] => {
  const one = (option: Json): HTMLElement => h("option", { value: text(option.value) }, plainOf(option.text));
  const groups = objects(element.option_groups).map((group) =>
    h("optgroup", { label: plainOf(group.label) }, ...objects(group.options).map(one)),
  );
  return [...objects(element.options).map(one), ...groups];
};

const choicesOf = (element: Json, surface: Surface): HTMLElement[] => {
  const type = text(element.type);
  const person = (one: Surface["people"][number]) => h("option", { value: one.id }, one.realName);
  const room = (one: Surface["rooms"][number]) => h("option", { value: one.id }, `#${one.name}`);
  if (type.includes("users")) return surface.people.filter((one) => !one.bot).map(person);
  if (/channels|conversations/.test(type)) return surface.rooms.filter((one) => one.kind !== "im").map(room);
  return optionsIn(element);
};

const initialOf = (element: Json): readonly string[] => {
  const [, initial] = Object.entries(element).find(([name]) => name.startsWith("initial_")) ?? [];
  return (Array.isArray(initial) ? list(initial) : [initial]).map((one) => (isJson(one) ? text(one.value) : text(one)));
};

const paintSelect = (element: Json, surface: Surface): Field => {
  const many = text(element.type).startsWith("multi_");
  const label = plainOf(element.placeholder) || "Choose…";
  const empty = many ? [] : [h("option", { value: "" }, label)];
  const focus = { "data-focus": text(element.action_id), "aria-label": label };
  const select = h("select", { ...focus, multiple: many }, ...empty, ...choicesOf(element, surface));
  const initial = initialOf(element).filter((one) => one !== "");
  for (const option of select.options) option.selected = initial.includes(option.value);
  if (!many && initial.length === 0) select.selectedIndex = 0;
  const chosen = (): string[] => [...select.selectedOptions].map((one) => one.value).filter((one) => one !== "");
  return { element: select, value: () => (many ? chosen() : chosen()[0]) };
};

const paintTicks = (element: Json): Field => {
  const type = element.type === "checkboxes" ? "checkbox" : "radio";
  const name = `${text(element.action_id)}-${crypto.randomUUID()}`;
  const initial = initialOf(element);
  const ticks = objects(element.options).map((option) => {
    const value = text(option.value);
    return h("input", { type, name, value, checked: initial.includes(value) });
  });
  const labels = objects(element.options).map((option, place) => h("label", {}, ticks[place], plainOf(option.text)));
  const chosen = (): string[] => ticks.filter((one) => one.checked).map((one) => one.value);
  return {
    element: h("div", { class: "ticks", role: "group" }, ...labels),
    value: () => (type === "checkbox" ? chosen() : chosen()[0]),
  };
};

const INPUT_TYPES: Readonly<Record<string, string>> = { datepicker: "date", timepicker: "time" };

/** A date and a time in the reader's own zone; its value is epoch seconds. */
const paintMoment = (element: Json, { tz }: Surface): Field => {
  const input = h("input", { type: "datetime-local", "data-focus": text(element.action_id) });
  const { initial_date_time: initial } = element;
  if (typeof initial === "number") input.value = toLocal(initial, tz);
  return { element: input, value: () => fromLocal(input.value, tz)?.toString() };
};

const paintTyped = (element: Json): Field => {
  const common = {
    placeholder: plainOf(element.placeholder) || undefined,
    maxlength: typeof element.max_length === "number" ? element.max_length : undefined,
    "data-focus": text(element.action_id),
  };
  const input =
    element.multiline === true
      ? h("textarea", { ...common, rows: 4 })
      : h("input", { ...common, type: INPUT_TYPES[text(element.type)] ?? "text" });
  input.value = initialOf(element)[0] ?? "";
  return { element: input, value: () => (input.value === "" ? undefined : input.value) };
};

/** An element of an input block; nothing is sent until the modal is submitted. */
export const paintField = (element: Json, surface: Surface): Field => {
  const type = text(element.type);
  if (type === "radio_buttons" || type === "checkboxes") return paintTicks(element);
  if (type === "datetimepicker") return paintMoment(element, surface);
  if (type === "plain_text_input" || INPUT_TYPES[type] !== undefined) return paintTyped(element);
  return paintSelect(element, surface);
};

/** An element that acts as soon as it is used. */
export const paintElement = (element: Json, surface: Surface): HTMLElement => {
  if (element.type === "button") return paintButton(element, surface);
  if (element.type === "overflow")
    return paintMenu(element, (value, shown) => void use(surface, element, shown, value));
  const field = paintField(element, surface);
  field.element.addEventListener("change", () => {
    const value = field.value();
    if (value !== undefined) void use(surface, element, field.element, value);
  });
  return field.element;
};
