import type { Desk } from "../account/happening.ts";
import type { Incident, User } from "../model.ts";
import { invalid, notFound, Refusal } from "../refusal.ts";
import type { Deliveries } from "../webhooks/deliveries.ts";

/** What endpoints work on. */
export interface Rest {
  readonly desk: Desk;
  readonly clock: () => number;
  readonly deliveries: Deliveries;
  /** False: an account whose resolved incidents stay resolved (code 1001). */
  readonly reopening: boolean;
}

/** One request, checked: who, what, and where. */
export interface Call {
  readonly query: URLSearchParams;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** The person of the From header; present on endpoints that need it. */
  readonly from: User | undefined;
  /** Whose key was used; undefined for an account-level key. */
  readonly me: User | undefined;
}

/** One endpoint of the REST API; `path` has `:name` where a segment varies. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  /** Refused with 400 unless the From header names a user of the account. */
  readonly needsFrom?: boolean;
  /** Status of success; 200 by default. */
  readonly status?: number;
  /** The response body; undefined for none. Throws Refusal. */
  handle(call: Call): object | undefined;
}

/** Whether a value is an object with fields. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A field that must be an object. */
export const requireRecord = (body: unknown, field: string): Readonly<Record<string, unknown>> => {
  const value = isRecord(body) ? body[field] : undefined;
  if (!isRecord(value)) throw invalid(`${field} is missing or not an object`);
  return value;
};

/** The text of a field; undefined when absent. */
export const readText = (from: Readonly<Record<string, unknown>>, field: string): string | undefined => {
  const value = from[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw invalid(`${field} must be a string`);
  return value;
};

/** The id of a reference in a field; undefined when absent. */
export const readId = (from: Readonly<Record<string, unknown>>, field: string): string | undefined =>
  isRecord(from[field]) ? readText(from[field], "id") : undefined;

/** An incident by id or number; 404 when unknown. */
export const requireIncident = (rest: Rest, id: string | undefined): Incident => {
  const { account } = rest.desk;
  const found =
    account.incidentById.get(id ?? "") ??
    account.incidents.find((one) => String(one.number) === id && id !== undefined);
  if (found === undefined) throw notFound();
  return found;
};

/** The person a change is made for. */
export const requireFrom = (call: Call): User => {
  if (call.from === undefined) throw new Refusal(400, 1008, "Requester User Not Found");
  return call.from;
};
