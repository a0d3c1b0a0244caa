import { randomBytes } from "node:crypto";
import { isJson, type Json, list, objects, text } from "../json.ts";
import { sizeOf } from "../sniff.ts";
import type { StoredFile } from "../types.ts";
import type { WebPicture } from "../web-pictures.ts";

/** Pictures that are known: uploaded ones, and those that were fetched from elsewhere. */
export interface KnownPictures {
  readonly files: ReadonlyMap<string, StoredFile>;
  readonly pictures: { kept(url: string): WebPicture | undefined };
}

const newId = (): string => randomBytes(4).toString("base64url").slice(0, 5);

/** What Slack adds to a picture; sending it back is refused as "additional property" (bolt-js#1841). */
const completeImage = (image: Json, { files, pictures }: KnownPictures): Json => {
  const reference = isJson(image.slack_file) ? image.slack_file : undefined;
  const file = [...files.values()].find(
    (one) => one.id === reference?.id || one.permalink === reference?.url || one.urlPrivate === reference?.url,
  );
  const fetched = pictures.kept(text(image.image_url));
  const size = file === undefined ? { width: fetched?.width ?? 0, height: fetched?.height ?? 0 } : sizeOf(file.bytes);
  return {
    ...image,
    ...(file === undefined ? {} : { slack_file: { ...reference, id: file.id } }),
    fallback: `${size.width}x${size.height}px image`,
    image_width: size.width,
    image_height: size.height,
    image_bytes: file?.bytes.length ?? fetched?.bytes.length ?? 0,
    is_animated: (file ?? fetched)?.mimetype === "image/gif",
  };
};

const completeText = (value: Json): Json =>
  value.type === "plain_text" ? { emoji: true, ...value } : { verbatim: false, ...value };

const complete = (value: unknown, known: KnownPictures): unknown => {
  if (Array.isArray(value)) return value.map((one) => complete(one, known));
  if (!isJson(value)) return value;
  const inner: Json = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, complete(one, known)]));
  if (inner.type === "image") return completeImage(inner, known);
  if (inner.type === "plain_text" || inner.type === "mrkdwn") return completeText(inner);
  return inner;
};

const INTERACTIVE = /^(button|overflow|.*select|radio_buttons|checkboxes|.*picker|plain_text_input)$/;
const completeElement = (value: unknown): unknown =>
  isJson(value) && INTERACTIVE.test(text(value.type)) && value.action_id === undefined
    ? { ...value, action_id: newId() }
    : value;

/** Checked blocks as Slack stores and shows them: ids, flags and picture sizes are filled in. */
export const completeBlocks = (blocks: readonly Json[], known: KnownPictures): readonly Json[] =>
  blocks.map((block) => {
    const inner = complete(block, known);
    const one: Json = isJson(inner) ? inner : {};
    return {
      ...one,
      block_id: block.block_id ?? newId(),
      ...(one.elements === undefined ? {} : { elements: list(one.elements).map(completeElement) }),
      ...(one.accessory === undefined ? {} : { accessory: completeElement(one.accessory) }),
      ...(one.element === undefined ? {} : { element: completeElement(one.element) }),
    };
  });

/** Attachments as Slack stores them: numbered, with a fallback text. */
export const completeAttachments = (attachments: readonly Json[], known: KnownPictures): readonly Json[] =>
  attachments.map((one, index) => ({
    id: index + 1,
    fallback: "[no preview available]",
    ...one,
    ...(one.blocks === undefined ? {} : { blocks: completeBlocks(objects(one.blocks), known) }),
  }));
