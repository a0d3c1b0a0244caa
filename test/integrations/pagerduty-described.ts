import { strict as assert } from "node:assert";
import { existsSync, readFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import * as z from "zod";

const FILE = fileURLToPath(new URL("../../../shared/pagerduty-openapi/rest-openapiv3.json", import.meta.url));

/** Undefined where PagerDuty's own description does not lie beside the repository: why the test is skipped. */
export const skip = existsSync(FILE) ? undefined : "PagerDuty's OpenAPI description is not beside the repository";

const Parameter = z.object({ name: z.string(), in: z.string(), required: z.boolean().optional() });
const Operation = z.object({
  parameters: z.array(z.unknown()).default([]),
  requestBody: z.unknown().optional(),
});
const Description = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ parameters: z.record(z.string(), Parameter) }),
});

/** A request as it went over the wire. */
export interface Wire {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Details are text in every example of theirs, although the schema says object. */
const mended = (_name: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && Reflect.get(value, "description") === "Additional incident details."
    ? { type: "string" }
    : value;

const load = () => {
  const raw: unknown = JSON.parse(readFileSync(FILE, "utf8"), mended);
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, validateSchema: false });
  ajv.addSchema(z.record(z.string(), z.unknown()).parse(raw), "pd");
  return { ajv, ...Description.parse(raw) };
};
let loaded: ReturnType<typeof load> | undefined;

const Ref = z.object({ $ref: z.string() });

/** Fails unless the request is one that PagerDuty describes: its path, each parameter, its headers, a From only where there is one, its body. */
export const assertDescribed = ({ method, url, headers, body }: Wire): string => {
  loaded ??= load();
  const { paths, components, ajv } = loaded;
  const { pathname, searchParams } = new URL(url, "http://x");
  const [path] = Object.keys(paths)
    .filter((one) => new RegExp(`^${one.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(pathname))
    .sort((a, b) => a.split("{").length - b.split("{").length);
  const verb = method.toLowerCase();
  assert.ok(path !== undefined && paths[path]?.[verb] !== undefined, `${method} ${pathname} is not described`);
  const operation = Operation.parse(paths[path][verb]);
  const parameters = operation.parameters.map((one) => {
    const ref = Ref.safeParse(one);
    return ref.success ? components.parameters[ref.data.$ref.split("/").at(-1) ?? ""] : Parameter.parse(one);
  });
  const named = (where: string) => parameters.flatMap((one) => (one?.in === where ? [one] : []));
  const known = new Set(named("query").map(({ name }) => name));
  for (const name of searchParams.keys()) assert.ok(known.has(name), `${method} ${path} takes no ${name}`);
  for (const { name, required } of named("query"))
    assert.ok(!required || searchParams.has(name), `${method} ${path} needs ${name}`);
  for (const { name, required } of named("header"))
    assert.ok(!required || headers[name.toLowerCase()], `${method} ${path} needs the header ${name}`);
  const takesFrom = named("header").some(({ name }) => name.toLowerCase() === "from");
  assert.ok(takesFrom || headers.from === undefined, `${method} ${path} takes no From`);
  if (operation.requestBody !== undefined && body !== "") {
    const parts = ["paths", path, verb, "requestBody", "content", "application/json", "schema"];
    const pointer = parts.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
    const check = ajv.compile({ $ref: `pd#/${pointer}` });
    assert.ok(check(JSON.parse(body)), JSON.stringify(check.errors?.slice(0, 3), null, 1));
  } else assert.equal(body, "", `${method} ${path} takes no body`);
  return `${method} ${path}`;
};
