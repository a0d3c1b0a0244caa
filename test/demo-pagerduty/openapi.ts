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
]);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const orNull = (schema: unknown): unknown => ({ anyOf: [{ type: "null" }, schema] });

/**
 * OpenAPI 3.0 to JSON Schema: `nullable`, `oneOf` as `anyOf` (the references overlap), no formats, no examples,
 * and the one enum the description contradicts itself in.
 */
const convert = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(convert);
  if (!isRecord(node)) return node;
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    if (["nullable", "example", "format", "discriminator", "readOnly", "deprecated", "title"].includes(key)) {
      if (typeof value !== "object" || value === null) continue;
      if (key === "example") continue;
    }
    if (key === "oneOf") out.anyOf = convert(value);
    else if (key === "properties" && isRecord(value)) {
      out.properties = Object.fromEntries(
        Object.entries(value).map(([name, one]) => [name, NULLS.has(name) ? orNull(convert(one)) : convert(one)]),
      );
    } else if (key === "enum" && Array.isArray(value) && value.includes("acknowledgement_log_entry")) {
      out.enum = [...value, "acknowledge_log_entry"];
    } else out[key] = convert(value);
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
