import { isJson, type Json, list, objects } from "../json.ts";
import { checkUnique, messageBlock, tableFacts, viewBlock } from "./blocks.ts";
import { arr, bool, type Check, obj, str } from "./check.ts";
import { plain } from "./elements.ts";
import { LIMITS } from "./limits.ts";

/** What is wrong with the blocks of a message, in Slack's words; [] when nothing. */
export const findBlockProblems = (blocks: unknown, at = "/blocks"): readonly string[] => {
  const problems: string[] = [];
  arr(messageBlock, LIMITS.message.blocks, 0)(blocks, at, problems);
  checkUnique(objects(blocks), "block_id", at, problems);
  return problems;
};

/**
 * Characters Slack counts against its undocumented total: text and containers together, measured as JSON
 * (https://github.com/slackapi/bolt-js/issues/2509, 2867).
 */
export const isTooLong = (blocks: unknown): boolean => JSON.stringify(blocks).length > LIMITS.message.blockChars;

/** More tables than a message may hold, or too much in them. */
export const hasTooMuchTable = (blocks: unknown): boolean => {
  const { count, chars } = tableFacts(list(blocks));
  return count > 1 || chars > LIMITS.table.chars;
};

const any: Check = () => {};
const legacy = [
  "fallback",
  "callback_id",
  "pretext",
  "author_name",
  "author_link",
  "author_icon",
  "title",
  "title_link",
  "text",
  "image_url",
  "thumb_url",
  "footer",
  "footer_icon",
  "ts",
  "mrkdwn_in",
  "fields",
];

/** What is wrong with the attachments of a message; blocks must not stand beside the older fields except `fallback`. */
export const findAttachmentProblems = (attachments: unknown): readonly string[] => {
  const problems: string[] = [];
  const one: Check = obj(
    {},
    { color: str(20), blocks: any, ...Object.fromEntries(legacy.map((name) => [name, any])) },
    (value, at) => {
      if (value.blocks === undefined) return;
      problems.push(...findBlockProblems(value.blocks, `${at}/blocks`));
      const mixed = legacy.filter((name) => name !== "fallback" && name !== "callback_id" && value[name] !== undefined);
      if (mixed.length > 0) problems.push(`invalid_keys [json-pointer:${at}]`);
    },
  );
  arr(one, LIMITS.message.attachments, 0)(attachments, "/attachments", problems);
  return problems;
};

const viewMembers = {
  private_metadata: str(LIMITS.view.privateMetadata, 0),
  callback_id: str(LIMITS.view.callbackId, 0),
  external_id: str(LIMITS.view.callbackId, 0),
};
const BLOCKS = arr(viewBlock, LIMITS.view.blocks, 0);

const modal: Check = obj(
  { type: str(10), title: plain(LIMITS.view.title), blocks: BLOCKS },
  {
    ...viewMembers,
    submit: plain(LIMITS.view.submit),
    close: plain(LIMITS.view.close),
    clear_on_close: bool,
    notify_on_close: bool,
    submit_disabled: bool,
  },
  (view, at, problems) => {
    const inputs = objects(view.blocks).flatMap((block, index) => (block.type === "input" ? [index] : []));
    if (view.submit !== undefined) return;
    for (const index of inputs) {
      problems.push(
        `must define \`submit\` to use an \`input\` block in modals [json-pointer:${at}/blocks/${index}/input]`,
      );
    }
  },
);
const home: Check = obj({ type: str(10), blocks: BLOCKS }, viewMembers);

/** One element of a view may have it: https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element */
const isFocused = (element: unknown): boolean => isJson(element) && element.focus_on_load === true;

/** What is wrong with a view of this kind, in Slack's words; [] when nothing. */
export const findViewProblems = (view: unknown, kind: "modal" | "home"): readonly string[] => {
  const problems: string[] = [];
  const type = isJson(view) ? view.type : undefined;
  if (type !== kind) return [`must be a valid enum value [json-pointer:/view/type]`];
  (kind === "modal" ? modal : home)(view, "/view", problems);
  const blocks: readonly Json[] = isJson(view) ? objects(view.blocks) : [];
  checkUnique(blocks, "block_id", "/view/blocks", problems);
  const focused = blocks
    .flatMap((block) => [block.element, block.accessory, ...list(block.elements)])
    .filter(isFocused);
  if (focused.length > 1) problems.push("only one element may have `focus_on_load` [json-pointer:/view/blocks]");
  return problems;
};
