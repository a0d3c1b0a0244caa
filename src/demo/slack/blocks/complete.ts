import { randomBytes } from "node:crypto";
import { isJson, type Json, list, objects, text } from "../json.ts";
import { sizeOf } from "../sniff.ts";
import type { StoredFile } from "../types.ts";

const newId = (): string => randomBytes(4).toString("base64url").slice(0, 5);

/** What Slack adds to a picture; sending it back is refused as "additional property" (bolt-js#1841). */
const completeImage = (image: Json, files: ReadonlyMap<string, StoredFile>): Json => {
  const reference = isJson(image.slack_file) ? image.slack_file : undefined;
  const file = [...files.values()].find(
    (one) => one.id === reference?.id || one.permalink === reference?.url || one.urlPrivate === reference?.url,
  );
  const size = file === undefined ? { width: 640, height: 360 } : sizeOf(file.bytes);
  return {
    ...image,
    ...(file === undefined ? {} : { slack_file: { ...reference, id: file.id } }),
    fallback: `${size.width}x${size.height}px image`,
    image_width: size.width,
    image_height: size.height,
    image_bytes: file?.bytes.length ?? 0,
    is_animated: file?.mimetype === "image/gif",
  };
};

const completeText = (value: Json): Json =>
  value.type === "plain_text" ? { emoji: true, ...value } : { verbatim: false, ...value };

const complete = (value: unknown, files: ReadonlyMap<string, StoredFile>): unknown => {
  if (Array.isArray(value)) return value.map((one) => complete(one, files));
  if (!isJson(value)) return value;
  const inner: Json = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, complete(one, files)]));
  if (inner.type === "image") return completeImage(inner, files);
  if (inner.type === "plain_text" || inner.type === "mrkdwn") return completeText(inner);
  return inner;
};

const INTERACTIVE = /^(button|overflow|.*select|radio_buttons|checkboxes|.*picker|plain_text_input)$/;
const completeElement = (value: unknown): unknown =>
  isJson(value) && INTERACTIVE.test(text(value.type)) && value.action_id === undefined
    ? { ...value, action_id: newId() }
    : value;

/** Checked blocks as Slack stores and shows them: ids, flags and picture sizes are filled in. */
export const completeBlocks = (blocks: readonly Json[], files: ReadonlyMap<string, StoredFile>): readonly Json[] =>
  blocks.map((block) => {
    const inner = complete(block, files);
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
export const completeAttachments = (
  attachments: readonly Json[],
  files: ReadonlyMap<string, StoredFile>,
): readonly Json[] =>
  attachments.map((one, index) => ({
    id: index + 1,
    fallback: "[no preview available]",
    ...one,
    ...(one.blocks === undefined ? {} : { blocks: completeBlocks(objects(one.blocks), files) }),
  }));
