import { strict as assert } from "node:assert";
import { existsSync, readFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import * as z from "zod";

const FILE = fileURLToPath(new URL("../../../shared/pagerduty-openapi/rest-openapiv3.json", import.meta.url));

/** Undefined where PagerDuty's own description does not lie beside the repository: why the test is skipped. */
export const skip = existsSync(FILE) ? undefined : "PagerDuty's OpenAPI description is not beside the repository";

const Values = z.object({ enum: z.array(z.string()).optional() });
const Parameter = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  schema: Values.extend({ items: Values.optional() }).optional(),
});
const Operation = z.object({
  parameters: z.array(z.unknown()).default([]),
  requestBody: z.unknown().optional(),
});
const Description = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/** A request as it went over the wire. */
export interface Wire {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const Ref = z.object({ $ref: z.string() });
const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Details are text in every example of theirs, although the schema says object. */
const mended = (_name: string, value: unknown): unknown =>
  isObject(value) && Reflect.get(value, "description") === "Additional incident details." ? { type: "string" } : value;

const load = () => {
  const raw: unknown = JSON.parse(readFileSync(FILE, "utf8"), mended);
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, validateSchema: false });
  ajv.addSchema(z.record(z.string(), z.unknown()).parse(raw), "pd");
  const at = ({ $ref }: z.infer<typeof Ref>): unknown =>
    $ref.split("/").reduce((node, part) => (part === "#" || !isObject(node) ? node : Reflect.get(node, part)), raw);
  return { ajv, at, paths: Description.parse(raw).paths };
};
let loaded: ReturnType<typeof load> | undefined;

/** Names of all fields that a schema or its examples speak of, at any depth. */
const fieldsOf = (schema: unknown, seen = new Set<unknown>()): string[] => {
  if (!isObject(schema) || seen.has(schema)) return [];
  seen.add(schema);
  const ref = Ref.safeParse(schema).data;
  const own = "properties" in schema && isObject(schema.properties) ? Object.keys(schema.properties) : [];
  const shown = "examples" in schema ? namesOf(schema.examples) : [];
  const parts = ref ? [loaded?.at(ref)] : Object.values(schema);
  return [...own, ...shown, ...parts.flatMap((part) => fieldsOf(part, seen))];
};

/** Names of all fields of a value, at any depth. */
const namesOf = (value: unknown): string[] => {
  if (!isObject(value)) return [];
  const own = Array.isArray(value) ? [] : Object.keys(value);
  return [...own, ...Object.values(value).flatMap(namesOf)];
};

/** Fails unless the request is one that PagerDuty describes: its path, each parameter and its value, its headers, a From only where there is one, its body and each field in it. */
export const assertDescribed = ({ method, url, headers, body }: Wire): string => {
  loaded ??= load();
  const { paths, at, ajv } = loaded;
  const { pathname, searchParams } = new URL(url, "http://x");
  const [path] = Object.keys(paths)
    .filter((one) => new RegExp(`^${one.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(pathname))
    .sort((a, b) => a.split("{").length - b.split("{").length);
  const verb = method.toLowerCase();
  assert.ok(path !== undefined && paths[path]?.[verb] !== undefined, `${method} ${pathname} is not described`);
  const operation = Operation.parse(paths[path][verb]);
  const parameters = operation.parameters.map((one) => {
    const ref = Ref.safeParse(one).data;
    return Parameter.parse(ref ? at(ref) : one);
  });
  const named = (where: string) => parameters.flatMap((one) => (one.in === where ? [one] : []));
  const known = new Set(named("query").map(({ name }) => name));
  for (const name of searchParams.keys()) assert.ok(known.has(name), `${method} ${path} takes no ${name}`);
  for (const { name, required, schema } of named("query")) {
    assert.ok(!required || searchParams.has(name), `${method} ${path} needs ${name}`);
    const values = schema?.enum ?? schema?.items?.enum;
    for (const value of searchParams.getAll(name))
      assert.ok(values?.includes(value) ?? true, `${method} ${path} takes no ${name} of ${value}`);
  }
  for (const { name, required } of named("header"))
    assert.ok(!required || headers[name.toLowerCase()], `${method} ${path} needs the header ${name}`);
  const takesFrom = named("header").some(({ name }) => name.toLowerCase() === "from");
  assert.ok(takesFrom || headers.from === undefined, `${method} ${path} takes no From`);
  if (operation.requestBody !== undefined && body !== "") {
    const parts = ["paths", path, verb, "requestBody", "content", "application/json", "schema"];
    const pointer = parts.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
    const check = ajv.compile({ $ref: `pd#/${pointer}` });
    const sent: unknown = JSON.parse(body);
    assert.ok(check(sent), JSON.stringify(check.errors?.slice(0, 3), null, 1));
    const fields = new Set(fieldsOf(operation.requestBody));
    for (const field of namesOf(sent)) assert.ok(fields.has(field), `${method} ${path} takes no field ${field}`);
  } else assert.equal(body, "", `${method} ${path} takes no body`);
  return `${method} ${path}`;
};
