import { usage } from "../../core/args.ts";
import { Failure } from "../../core/failure.ts";
import { requireAnswer } from "../../lib/answer-shape.ts";
import type { AskJson } from "../../lib/ask-json.ts";
import { cut } from "../../lib/wording.ts";
import { FieldsBody } from "./answers.ts";
import type { ElasticsearchOptions } from "./options.ts";
import { fieldsFor } from "./question.ts";
import { fieldsIn, hasWords } from "./words.ts";

const SERVICE = "Elasticsearch";
/** Types whose words are found one by one; the others are compared as a whole. */
const TEXT = ["text", "match_only_text", "annotated_text", "search_as_you_type", "semantic_text"];

/** Types whose members are fields that nothing lists. */
const OPEN = ["flattened", "flat_object"];

type Fields = ReturnType<typeof FieldsBody.parse>["fields"];

/** "a.b.c" -> "a", "a.b". */
const parentsOf = (name: string): readonly string[] =>
  name
    .split(".")
    .map((_, index, parts) => parts.slice(0, index).join("."))
    .slice(1);

const isKnown = (name: string, fields: Fields): boolean =>
  fields[name] !== undefined ||
  parentsOf(name).some((parent) => Object.keys(fields[parent] ?? {}).some((type) => OPEN.includes(type)));

/** Nothing is there to search: a pattern that fits no index is no error, nor is one that the key may not read. */
export const noIndex = (index: string): Failure =>
  new Failure("not_found", `no index ${index}`, {
    tell: `${SERVICE} has no index ${index}, or our key may not read it. Whoever runs me has to look at ELASTICSEARCH_INDEX.`,
  });

/** What fields the indices have: https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-field-caps */
export const createFields = (
  { index, timeField, messageField }: ElasticsearchOptions,
  ask: AskJson,
  at: (path: string) => URL,
) => {
  const read = async (names: readonly string[]): Promise<Fields> => {
    const url = at("_field_caps");
    url.search = new URLSearchParams({ fields: names.join(",") }).toString();
    const { indices, fields } = requireAnswer(FieldsBody, await ask("_field_caps", { url }), SERVICE);
    if (indices?.length === 0) throw noIndex(index);
    return fields;
  };
  const wrong = (field: string, setting: string, why: string): Failure =>
    new Failure("config", `${field} in ${index}: ${why}`, {
      tell: `${SERVICE}: in ${index} ${why}, so nothing can be found. Whoever runs me has to look at ${setting}.`,
    });
  return {
    /** Under which name lines can be counted by it: one that all indices can count by comes first. Throws Failure("usage"). */
    async countable(by: string): Promise<string> {
      const names = fieldsFor(by);
      const fields = await read(names);
      const can = (name: string) => Object.values(fields[name] ?? {}).map(({ aggregatable }) => aggregatable);
      const found =
        names.find((name) => can(name).length > 0 && can(name).every(Boolean)) ??
        names.find((name) => can(name).some(Boolean));
      if (found !== undefined) return found;
      throw usage(`no field ${by}`, `${SERVICE} has no field "${by}" in ${index} that lines can be counted by.`);
    },
    /** Throws Failure where a query finds nothing whatever the lines hold: it looks into fields that are not there. */
    async requireFields(text: string): Promise<void> {
      const named = fieldsIn(text).filter((name) => !name.includes("*"));
      const words = hasWords(text);
      const fields = await read([timeField, ...(words ? [messageField] : []), ...named, ...named.flatMap(parentsOf)]);
      if (!fields[timeField]) throw wrong(timeField, "ELASTICSEARCH_TIME_FIELD", `no line has a field ${timeField}`);
      if (words && !fields[messageField])
        throw wrong(messageField, "ELASTICSEARCH_MESSAGE_FIELD", `no line has a field ${messageField}`);
      const unknown = named.find((name) => !isKnown(name, fields));
      if (unknown !== undefined)
        throw usage(
          `no field ${unknown}`,
          `${SERVICE} has no field "${unknown}" in ${index}. To look for words with a colon as they stand, put them in quotes: "${cut(text.replaceAll('"', ""), 60)}".`,
        );
      if (words && !Object.keys(fields[messageField] ?? {}).some((type) => TEXT.includes(type)))
        throw wrong(
          messageField,
          "ELASTICSEARCH_MESSAGE_FIELD",
          `words cannot be looked for in ${messageField}, it is compared as a whole`,
        );
    },
  };
};
