import type { Urgency } from "../model.ts";
import { isRecord } from "../rest/route.ts";

/** A refusal of the Events API: another shape than REST's. */
export class EventRefused extends Error {
  readonly status: number;
  readonly body: { readonly status: string; readonly message: string; readonly errors?: readonly string[] };

  constructor(status: number, name: string, message: string, errors?: readonly string[]) {
    super(message);
    this.name = "EventRefused";
    this.status = status;
    this.body = { status: name, message, ...(errors === undefined ? {} : { errors }) };
  }
}

/** An event that is in order. */
export interface ReadEvent {
  readonly routingKey: string;
  readonly action: "trigger" | "acknowledge" | "resolve";
  readonly dedupKey: string | undefined;
  readonly title: string;
  readonly urgency: Urgency;
}

type Fields = Readonly<Record<string, unknown>>;
const ACTIONS = ["trigger", "acknowledge", "resolve"] as const;
const SEVERITIES = ["critical", "error", "warning", "info"];
const ROUTING_KEY_LENGTH = 32;
const LONGEST_SUMMARY = 1024;
const LONGEST_KEY = 255;

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const isLink = (value: unknown, protocol: RegExp): boolean =>
  typeof value === "string" && URL.canParse(value) && protocol.test(value);

const payloadProblems = (payload: unknown): readonly string[] => {
  if (!isRecord(payload)) return ["'payload' is missing or blank"];
  const missing = ["summary", "source", "severity"].filter((field) => textOf(payload[field]).trim() === "");
  const problems = missing.map((field) => `'payload.${field}' is missing or blank`);
  if (textOf(payload.summary).length > LONGEST_SUMMARY)
    problems.push(`'payload.summary' is too long (maximum is ${LONGEST_SUMMARY} characters)`);
  if (textOf(payload.severity) !== "" && !SEVERITIES.includes(textOf(payload.severity)))
    problems.push(
      "'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')",
    );
  if (payload.timestamp !== undefined && Number.isNaN(Date.parse(textOf(payload.timestamp))))
    problems.push("'payload.timestamp' is not a time");
  for (const field of ["component", "group", "class"])
    if (payload[field] !== undefined && typeof payload[field] !== "string")
      problems.push(`'payload.${field}' is no text`);
  if (payload.custom_details !== undefined && !isRecord(payload.custom_details))
    problems.push("'payload.custom_details' is not an object");
  return problems;
};

const listProblems = (list: unknown, name: string, fits: (one: Fields) => boolean): readonly string[] => {
  if (list === undefined) return [];
  const good = Array.isArray(list) && list.every((one: unknown) => isRecord(one) && fits(one));
  return good ? [] : [`'${name}' is invalid`];
};

const problemsOf = (event: Fields): readonly string[] => {
  const key = event.routing_key;
  const action = event.event_action;
  const problems: string[] = [];
  if (textOf(key) === "") problems.push("'routing_key' is missing or blank");
  else if (textOf(key).length !== ROUTING_KEY_LENGTH)
    problems.push(`Length of 'routing_key' is incorrect (should be ${ROUTING_KEY_LENGTH} characters)`);
  if (textOf(action) === "") problems.push("'event_action' is missing or blank");
  else if (!ACTIONS.some((one) => one === action)) problems.push("'event_action' is invalid");
  if (textOf(event.dedup_key).length > LONGEST_KEY)
    problems.push(`'dedup_key' is too long (maximum is ${LONGEST_KEY} characters)`);
  if (event.dedup_key !== undefined && typeof event.dedup_key !== "string") problems.push("'dedup_key' is no text");
  if (action === "trigger") {
    problems.push(...payloadProblems(event.payload));
    problems.push(...listProblems(event.links, "links", ({ href }) => isLink(href, /^https?:/)));
    problems.push(...listProblems(event.images, "images", ({ src }) => isLink(src, /^https:/)));
  } else if (textOf(event.dedup_key) === "") problems.push("'dedup_key' is missing or blank");
  return problems;
};

/**
 * The body of an event, checked as the Events API checks it. Throws EventRefused with status 400.
 * https://developer.pagerduty.com/docs/send-alert-event
 */
export const readEvent = (body: string): ReadEvent => {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    event = undefined;
  }
  if (!isRecord(event))
    throw new EventRefused(400, "Unrecognized object", "Event object format is unrecognized", ["JSON parse error"]);
  const problems = problemsOf(event);
  if (problems.length > 0) throw new EventRefused(400, "invalid event", "Event object is invalid", problems);
  const payload = isRecord(event.payload) ? event.payload : {};
  return {
    routingKey: textOf(event.routing_key),
    action: ACTIONS.find((one) => one === event.event_action) ?? "trigger",
    dedupKey: textOf(event.dedup_key) || undefined,
    title: textOf(payload.summary),
    urgency: ["critical", "error"].includes(textOf(payload.severity)) ? "high" : "low",
  };
};
