/** A quoted phrase, a group in brackets, anything else without a space. */
const PART = /(?:[^\s"()]|"(?:[^"\\]|\\.)*"|\((?:[^()"]|"(?:[^"\\]|\\.)*")*\))+/g;
const OPERATOR = /^(?:AND|OR|NOT|&&|\|\||[-+!].*)$/s;
const NAME = /(?<![\\\w.@*-])([A-Za-z@][\w.@-]*):/g;

const partsOf = (text: string): readonly string[] => text.match(PART) ?? [];
const isField = (part: string): boolean => /^[-+!(]{0,3}[\w@][\w.@*-]*:/.test(part);

/** The fields that a query names: "status:502 AND host.name:web-1" -> status, host.name. What stands in quotes is no name. */
export const fieldsIn = (text: string): readonly string[] => {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"?/g, '""').replace(/\/[^\s/]*\//g, "//");
  return [...new Set([...bare.matchAll(NAME)].map(([, name = ""]) => name))];
};

/** Whether it looks for words without naming a field. */
export const hasWords = (text: string): boolean => partsOf(text).some((part) => !OPERATOR.test(part) && !isField(part));

/**
 * The same query where words look into every field and any of them suffices: "upstream timed" in message is
 * "message:(upstream AND timed)". https://www.elastic.co/docs/reference/query-languages/query-dsl/query-dsl-query-string-query
 */
export const spelledOut = (text: string, messageField: string): string => {
  const parts = partsOf(text);
  const said = parts.some((part) => OPERATOR.test(part)) ? text.trim() : parts.join(" AND ");
  return hasWords(text) ? `${messageField}:(${said})` : said;
};
