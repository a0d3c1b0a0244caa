import type { Act, Desk } from "../account/happening.ts";
import type { Incident, Role, User } from "../model.ts";
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
  /** Refused with 400 unless the From header names a user of the account, with 403 when they may only look. */
  readonly needsFrom?: boolean;
  /** Refused with 402 in an account without it. */
  readonly ability?: string;
  /** Status of success; 200 by default. */
  readonly status?: number;
  /** The response body; undefined for none, with another status as `Empty`. Throws Refusal. */
  handle(call: Call): object | undefined;
}

/** An answer without a body. */
export class Empty {
  readonly status: number;

  constructor(status: number) {
    this.status = status;
  }
}

/** Whether people of a role may change things. https://support.pagerduty.com/main/docs/user-roles */
export const mayAct = (role: Role): boolean => ["owner", "admin", "user", "limited_user"].includes(role);

/** 402 in an account that has not paid for it. */
export const requireAbility = ({ desk: { account } }: Rest, name: string): void => {
  if (!account.abilities.has(name)) throw new Refusal(2014, [`The account lacks the ability ${name}`]);
};

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

/** The id of a reference in a field, whose type must be `kind` or its reference; undefined when absent. */
export const readId = (from: Readonly<Record<string, unknown>>, field: string, kind?: string): string | undefined => {
  const value = from[field];
  if (value === undefined || value === null) return undefined;
  const id = isRecord(value) ? readText(value, "id") : undefined;
  if (!isRecord(value) || id === undefined) throw invalid(`${field} must be a reference with an id`);
  if (kind !== undefined && value.type !== kind && value.type !== `${kind}_reference`)
    throw invalid(`${field} must be a ${kind}_reference`);
  return id;
};

/** One of a list by its id; 404 when there is none. */
export const requireOne = <T extends { readonly id: string }>(all: readonly T[], id: string | undefined): T => {
  const found = all.find((one) => one.id === id);
  if (found === undefined) throw notFound();
  return found;
};

/** An incident by id; 404 when unknown. */
export const requireIncident = (rest: Rest, id: string | undefined): Incident => {
  const found = rest.desk.account.incidentById.get(id ?? "");
  if (found === undefined) throw notFound();
  return found;
};

/** An incident by id or number; 404 when unknown. Only reading one incident takes numbers. */
export const requireNumbered = (rest: Rest, id: string | undefined): Incident =>
  rest.desk.account.incidents.find((one) => String(one.number) === id) ?? requireIncident(rest, id);

/** The person a change is made for. */
export const requireFrom = (call: Call): User => {
  if (call.from === undefined) throw new Refusal(1008);
  return call.from;
};

/** The change that a call makes: who, through the API, now. */
export const actOf = (rest: Rest, call: Call): Act => ({
  by: { kind: "user", id: requireFrom(call).id },
  via: "api",
  atMs: rest.clock(),
});
