import { isJson, type Json, readJson } from "../json.ts";
import { Refusal } from "../refusal.ts";

/** The arguments of one call. Forms carry texts only, JSON bodies carry values: both read the same. */
export class Arguments {
  readonly all: Json;

  constructor(all: Json) {
    this.all = all;
  }

  /** undefined when absent or empty. */
  text(name: string): string | undefined {
    const value = this.all[name];
    if (value === undefined || value === null || value === "") return undefined;
    return typeof value === "string" ? value : typeof value === "object" ? JSON.stringify(value) : String(value);
  }

  /** As `text`, "" when absent. */
  word(name: string): string {
    return this.text(name) ?? "";
  }

  flag(name: string): boolean {
    return ["true", "1"].includes(this.word(name));
  }

  /** Whole number, or `otherwise` when absent; `refuse` is the error code for everything else. */
  number(name: string, otherwise: number, refuse: string): number {
    const value = this.text(name);
    if (value === undefined) return otherwise;
    if (!/^\d+$/.test(value)) throw new Refusal(refuse);
    return Number(value);
  }

  /** A nested value, given as JSON text or as itself; undefined when absent, Refusal(`refuse`) when no JSON. */
  nested(name: string, refuse: string): unknown {
    const value = this.all[name];
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value !== "string") return value;
    const parsed = readJson(value);
    if (parsed === undefined) throw new Refusal(refuse);
    return parsed;
  }
}

const fromPairs = (pairs: Iterable<readonly [string, unknown]>): Json => Object.fromEntries(pairs);

/** Body and query of a call -> arguments. Failures are Slack's: invalid_json, json_not_object, invalid_form_data. */
export const readArguments = async (
  query: string,
  contentType: string,
  body: Uint8Array,
): Promise<{ readonly args: Arguments; readonly token: string | undefined }> => {
  const fromQuery = fromPairs(new URLSearchParams(query));
  const all: Json = { ...fromQuery, ...(await readBody(contentType, body)) };
  const { token, ...args } = all;
  return { args: new Arguments(args), token: typeof token === "string" ? token : undefined };
};

const readBody = async (contentType: string, body: Uint8Array): Promise<Json> => {
  if (body.length === 0) return {};
  const type = contentType.split(";")[0]?.trim().toLowerCase();
  if (type === "application/json") {
    const value = readJson(Buffer.from(body).toString("utf8"));
    if (value === undefined) throw new Refusal("invalid_json");
    if (!isJson(value)) throw new Refusal("json_not_object");
    return value;
  }
  if (type === "multipart/form-data") {
    const form = await new Response(Buffer.from(body), { headers: { "content-type": contentType } }).formData();
    return fromPairs(form.entries());
  }
  if (type === "application/x-www-form-urlencoded")
    return fromPairs(new URLSearchParams(Buffer.from(body).toString("utf8")));
  throw new Refusal("invalid_post_type");
};
