import { isJson, type Json, list, objects, text } from "../json.ts";
import type { View } from "../types.ts";

/** What somebody entered, as one text; "" for nothing. */
const entered = (held: Json): string => {
  const { type: _, ...members } = held;
  const [value] = Object.values(members);
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (isJson(value)) return text(value.value);
  return list(value).length > 0 ? "chosen" : "";
};

const problemOf = (block: Json, values: Json): string | undefined => {
  const element = isJson(block.element) ? block.element : {};
  const ofBlock = values[text(block.block_id)];
  const held = isJson(ofBlock) ? ofBlock[text(element.action_id)] : undefined;
  const words = isJson(held) ? entered(held) : "";
  if (words === "") return block.optional === true ? undefined : "Please complete this required field.";
  const { min_length: min, max_length: max } = element;
  if (typeof max === "number" && words.length > max) return `Please enter at most ${max} characters.`;
  if (typeof min === "number" && words.length < min) return `Please enter at least ${min} characters.`;
  return undefined;
};

/** What Slack's own client refuses before the app hears of a submitted modal: block id -> words. */
export const findInputProblems = (view: View, values: Json): Readonly<Record<string, string>> =>
  Object.fromEntries(
    objects(view.body.blocks).flatMap((block) => {
      const problem = block.type === "input" ? problemOf(block, values) : undefined;
      return problem === undefined ? [] : [[text(block.block_id), problem]];
    }),
  );
