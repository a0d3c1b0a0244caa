import { isJson, type Json, list, objects, text } from "../json.ts";
import { arr, bool, byType, type Check, int, obj, oneOf, rule, str } from "./check.ts";
import {
  ACCESSORIES,
  anyText,
  INPUTS,
  INTERACTIVE,
  imageElement,
  imageMembers,
  oneImageSource,
  plain,
} from "./elements.ts";
import { LIMITS } from "./limits.ts";

const BLOCK = { block_id: str(LIMITS.id) };
const TYPE = { type: str(40) };

const section: Check = obj(
  TYPE,
  {
    ...BLOCK,
    text: anyText(LIMITS.section.text),
    fields: arr(anyText(LIMITS.section.field), LIMITS.section.fields),
    accessory: byType(ACCESSORIES),
    expand: bool,
  },
  rule(
    (value) => value.text !== undefined || value.fields !== undefined,
    "must define either `text` or `fields`",
    "/type",
  ),
);

const contextText = anyText(LIMITS.section.text);
const context: Check = obj(
  {
    ...TYPE,
    elements: arr(byType({ image: imageElement, plain_text: contextText, mrkdwn: contextText }), LIMITS.context),
  },
  BLOCK,
);

const actions: Check = obj(
  { ...TYPE, elements: arr(byType(INTERACTIVE), LIMITS.actions) },
  BLOCK,
  (value, at, problems) => {
    checkUnique(objects(value.elements), "action_id", `${at}/elements`, problems);
  },
);

const image: Check = obj(
  { ...TYPE, alt_text: str(LIMITS.image.alt) },
  { ...BLOCK, ...imageMembers, title: plain(LIMITS.image.title) },
  oneImageSource,
);

const input: Check = obj(
  { ...TYPE, label: plain(LIMITS.input.label), element: byType(INPUTS) },
  { ...BLOCK, hint: plain(LIMITS.input.hint), optional: bool, dispatch_action: bool },
);

/** Rich text is checked for its outline only: sections, lists, quotes and preformatted parts. */
const richPart: Check = (value, at, problems) => {
  byType({
    rich_text_section: loose,
    rich_text_list: loose,
    rich_text_preformatted: loose,
    rich_text_quote: loose,
  })(value, at, problems);
};
const loose: Check = (value, at, problems) => {
  if (isJson(value)) arr(() => {}, 3000, 0)(value.elements, `${at}/elements`, problems);
};
const richText: Check = obj({ ...TYPE, elements: arr(richPart, 1000) }, BLOCK);

const cell: Check = byType({
  raw_text: obj({ ...TYPE, text: str(3000) }),
  rich_text: richText,
});
const table: Check = obj(
  { ...TYPE, rows: arr(arr(cell, LIMITS.table.cells), LIMITS.table.rows) },
  {
    ...BLOCK,
    column_settings: arr(obj({}, { align: oneOf("left", "center", "right"), is_wrapped: bool }), LIMITS.table.cells),
  },
);

const shared: Readonly<Record<string, Check>> = {
  actions,
  context,
  divider: obj(TYPE, BLOCK),
  header: obj({ ...TYPE, text: plain(LIMITS.header) }, { ...BLOCK, level: int(1, 4) }),
  image,
  input,
  rich_text: richText,
  section,
};

/** Block types of each surface. Types Slack rolls out in phases are "unsupported" here, as in a workspace without them. */
export const messageBlock: Check = byType({
  ...shared,
  markdown: obj({ ...TYPE, text: str(LIMITS.markdown) }, BLOCK),
  table,
});
/** What modals and the home tab may hold. */
export const viewBlock: Check = byType(shared);

/** The same id twice among `items`. */
export const checkUnique = (items: readonly Json[], member: string, at: string, problems: string[]): void => {
  const seen = new Set<string>();
  items.forEach((item, index) => {
    const id = text(item[member]);
    if (id !== "" && seen.has(id)) {
      problems.push(`\`${member}\` "${id}" already exists [json-pointer:${at}/${index}/${member}]`);
    }
    seen.add(id);
  });
};

/** Tables of one message: how many, and their characters together. */
export const tableFacts = (blocks: readonly unknown[]): { readonly count: number; readonly chars: number } => {
  const tables = objects(blocks).filter((block) => block.type === "table");
  const cells = tables.flatMap((one) => list(one.rows).flatMap(list)).filter(isJson);
  return { count: tables.length, chars: cells.reduce((sum, one) => sum + text(one.text).length, 0) };
};
