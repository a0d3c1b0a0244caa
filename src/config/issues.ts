import * as z from "zod";
import { strangerWords } from "./fields.ts";
import type { Lined } from "./lines.ts";
import { sectionsSchema } from "./sections.ts";

/** What is wrong with a file, and on which line. */
export interface Problem {
  readonly line: number;
  readonly text: string;
}

/** "routes[2].channel" */
const formatPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : `${text}${text && "."}${String(key)}`),
    "",
  );

type Issue = z.core.$ZodIssue;

/** Names that an object of the schema takes, found by the path of an issue. */
const namesAt = (path: readonly PropertyKey[]): readonly string[] => {
  let at: unknown = sectionsSchema;
  for (const key of path) at = unwrap(at) instanceof z.ZodArray ? elementOf(unwrap(at)) : memberOf(unwrap(at), key);
  const found = unwrap(at);
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
};

const unwrap = (schema: unknown): unknown => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  if (schema instanceof z.ZodUnion) return schema.options.map(unwrap).find((one) => one instanceof z.ZodObject);
  return schema;
};
const elementOf = (schema: unknown): unknown => (schema instanceof z.ZodArray ? schema.element : undefined);
const memberOf = (schema: unknown, key: PropertyKey): unknown =>
  schema instanceof z.ZodObject ? schema.shape[String(key)] : undefined;

/** A problem at a path: where it stands, and what to do. */
export const problemAt = (path: readonly PropertyKey[], why: string, lined: Lined): Problem => ({
  line: lined.lineOf(path),
  text: `${formatPath(path)}: ${why}${/[.?!]$/.test(why) ? "" : "."}`,
});

/** One issue as sentences: within a union, what is wrong with the form that was meant. */
export const sayIssue = (issue: Issue, lined: Lined, outer: readonly PropertyKey[] = []): readonly Problem[] => {
  const at = [...outer, ...issue.path];
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => problemAt([...at, key], strangerWords(key, namesAt(at)), lined));
  if (issue.input === undefined) return [problemAt(at, `is missing: it ${issue.message}`, lined)];
  const forms = issue.code === "invalid_union" ? issue.errors : [];
  const meant = forms.find((errors) =>
    errors.some(({ path, code }) => path.length > 0 || code === "unrecognized_keys"),
  );
  return meant ? meant.flatMap((one) => sayIssue(one, lined, at)) : [problemAt(at, issue.message, lined)];
};
