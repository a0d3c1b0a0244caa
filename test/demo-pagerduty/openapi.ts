import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv, type ValidateFunction } from "ajv";

const FILE = fileURLToPath(new URL("../../../shared/pagerduty-openapi/rest-openapiv3.json", import.meta.url));

/** Whether PagerDuty's own description lies beside the repository. */
export const hasDescription = existsSync(FILE);

/** Fields the API gives null for although the description does not say so (its own examples and texts do). */
const NULLS = new Set([
  "resolved_at",
  "resolve_reason",
  "priority",
  "conference_bridge",
  "alert_grouping",
  "schedule",
  "start",
  "end",
  "support_hours",
  "parent",
  "agent",
  "address",
  "auto_resolve_timeout",
  "acknowledgement_timeout",
  "rendered_coverage_percentage",
]);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const orNull = (schema: unknown): unknown => ({ anyOf: [{ type: "null" }, schema] });

/** `include[]` puts whole things where the schemas only have references; and one enum contradicts its own examples. */
const widen = (values: readonly unknown[]): readonly unknown[] => {
  if (values.includes("acknowledgement_log_entry")) return [...values, "acknowledge_log_entry"];
  const references = values.filter((one) => typeof one === "string" && one.endsWith("_reference"));
  return references.length < values.length
    ? values
    : [...values, ...references.map((one) => String(one).replace(/_reference$/, ""))];
};

/** Lists of log entries leave out one kind that the schema of a log entry has. */
const withFieldChanges = (kinds: readonly unknown[]): readonly unknown[] =>
  kinds.some((one) => isRecord(one) && one.$ref === "#/components/schemas/UrgencyChangeLogEntry")
    ? [...kinds, { $ref: "#/components/schemas/FieldValueChangeLogEntry" }]
    : kinds;

/** Incident details are text in every example, and only text is accepted, although the schema says object. */
const DETAILS = "Additional incident details.";

/**
 * OpenAPI 3.0 to JSON Schema: `nullable`, `oneOf` as `anyOf` (the references overlap), no formats, no examples,
 * and what the description contradicts itself in.
 */
const convert = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(convert);
  if (!isRecord(node)) return node;
  if (node.description === DETAILS) return { type: "string" };
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    if (["nullable", "example", "format", "discriminator", "readOnly", "deprecated", "title"].includes(key)) {
      if (typeof value !== "object" || value === null) continue;
      if (key === "example") continue;
    }
    if (key === "oneOf" && Array.isArray(value)) out.anyOf = convert(withFieldChanges(value));
    else if (key === "properties" && isRecord(value)) {
      out.properties = Object.fromEntries(
        Object.entries(value).map(([name, one]) => [name, NULLS.has(name) ? orNull(convert(one)) : convert(one)]),
      );
    } else if (key === "enum" && Array.isArray(value)) out.enum = widen(value);
    else out[key] = convert(value);
  }
  return node.nullable === true ? orNull(out) : out;
};

let ajv: Ajv | undefined;

const load = (): Ajv => {
  if (ajv !== undefined) return ajv;
  ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, validateSchema: false });
  const description = convert(JSON.parse(readFileSync(FILE, "utf8")));
  if (!isRecord(description)) throw new Error("the description is not an object");
  ajv.addSchema(description, "pd");
  return ajv;
};

const checkAt = (parts: readonly string[]): ValidateFunction => {
  const escaped = parts.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")));
  return load().compile({ $ref: `pd#/${escaped.join("/")}` });
};

const EVENTS = fileURLToPath(new URL("../../../shared/pagerduty-openapi/events-v2-openapiv3.json", import.meta.url));

/** The checks of the Events API's answers: "Success" or "Error". */
export const eventCheck = (response: "Success" | "Error"): ValidateFunction => {
  const checks = new Ajv({ strict: false, allErrors: true, validateFormats: false, validateSchema: false });
  const description = convert(JSON.parse(readFileSync(EVENTS, "utf8")));
  if (!isRecord(description)) throw new Error("the description is not an object");
  checks.addSchema(description, "events");
  const path = ["components", "responses", response, "content", "application~1json", "schema"];
  return checks.compile({ $ref: `events#/${path.map(encodeURIComponent).join("/")}` });
};

/** The check of a refusal's body; all refusals share one shape. */
export const refusalCheck = (): ValidateFunction =>
  checkAt(["components", "responses", "Conflict", "content", "application/json", "schema"]);

/** The check of a response of the description, e.g. ("/incidents/{id}", "get", 200). */
export const responseCheck = (path: string, method: string, status: number): ValidateFunction =>
  checkAt(["paths", path, method, "responses", String(status), "content", "application/json", "schema"]);

let described: unknown;

/** Whether the description has such an answer at all, with content or without. */
export const isDescribed = (path: string, method: string, status: number): boolean => {
  described ??= JSON.parse(readFileSync(FILE, "utf8"));
  let node = described;
  for (const part of ["paths", path, method, "responses", String(status)])
    node = isRecord(node) ? node[part] : undefined;
  return isRecord(node);
};

/** The check of one schema by name: "User". */
export const schemaCheck = (name: string): ValidateFunction => checkAt(["components", "schemas", name]);
