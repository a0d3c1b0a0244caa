import type { AlertState } from "../../core/alert.ts";
import { Failure } from "../../core/failure.ts";
import type { ParsedAlert } from "../../core/integration.ts";
import { shortId } from "../../lib/digest.ts";
import { severityOfWord } from "../../lib/severity-words.ts";
import { clip, firstText, linesOf, present, someLines, Texts, webLink } from "../../lib/shape.ts";
import { minuteOf } from "../../lib/unnamed.ts";
import type { Mapping } from "./mapping.ts";
import { readSource, type Source, valueAt } from "./source.ts";

/** The documented names of each field, the first that says something counts. */
const FIELDS = {
  title: ["title", "summary", "subject", "headline", "name", "alert_name"],
  key: ["dedup", "dedup_key", "id", "alert_uid", "key", "incident_key", "incident_id"],
  event: ["event_id"],
  state: ["state", "status", "action", "current_state", "event_type"],
  severity: ["severity", "priority", "level", "urgency"],
  url: ["link", "url", "incident_url", "alert_url", "issueUrl"],
  runbook: ["runbook_url", "runbook", "playbook"],
  at: ["timestamp", "time", "at", "occurred_at", "created_at", "createdAt"],
  by: ["by", "user", "actor"],
  details: ["message", "details", "description", "text", "body"],
} as const satisfies Partial<Record<keyof Mapping, readonly string[]>>;

const LABELS: Readonly<Record<string, Source>> = {
  service: ["service", "app", "application", "component"],
  host: ["host", "hostname", "source", "server"],
  environment: ["environment", "env"],
  metric: "metric",
  value: ["value", "current_value"],
  threshold: "threshold",
};

const STATES: readonly (readonly [AlertState, RegExp])[] = [
  [
    "firing",
    /^(trigger(ed)?|fir(e|ing)|open(ed)?|alert(ing)?|alarm|problem|down|fail(ed|ing|ure)?|critical|error|warn(ing)?|active|activated|created?|start(ed)?|new|unhealthy|bad)$/,
  ],
  ["acked", /^(ack|acked|acknowledged?|acknowledge?ment)$/],
  ["resolved", /^(resolved?|ok|okay|closed?|up|recover(y|ed)?|clear(ed)?|normal|success|passed|healthy|ended|good)$/],
  ["update", /^(updated?|note|comment(ed)?)$/],
];

const WHAT: Readonly<Record<AlertState, string>> = {
  firing: "triggered",
  acked: "acknowledged",
  resolved: "cleared",
  update: "updated",
  notice: "noticed",
};

/** Seconds, milliseconds, micro- or nanoseconds since 1970, or a time as text -> milliseconds. */
const timeOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const number = /^\d{9,19}(\.\d+)?$/.test(text) ? Number(text) : undefined;
  if (number === undefined) {
    const ms = /^\d{4}-\d\d-\d\d|^\w{3}, \d/.test(text) ? Date.parse(text) : Number.NaN;
    return ms > 0 ? ms : undefined;
  }
  const scale = number < 1e11 ? 1000 : number < 1e14 ? 1 : number < 1e17 ? 1e-3 : 1e-6;
  return Math.round(number * scale);
};

/** No word is a problem; a word that nobody knows is only told. */
const stateOf = (word: string | undefined, mapping: Mapping | undefined): AlertState => {
  if (word === undefined) return "firing";
  const own = mapping?.states;
  if (own && Object.hasOwn(own, word)) return own[word] ?? "notice";
  const plain = word.toLowerCase();
  return STATES.find(([, pattern]) => pattern.test(plain))?.[0] ?? "notice";
};

/** The first members of a body that nobody knows, never the whole of it. */
const extract = (event: unknown): readonly string[] =>
  someLines(
    Object.entries(Texts.parse(event)).map(([name, text]) => `${clip(name, 50)}: ${clip(firstText(text) ?? "", 150)}`),
    8,
  );

const unknownShape = (event: unknown, { receivedAtMs, contentId }: Context): ParsedAlert => {
  const lines = extract(event);
  const text = firstText(readSource(event, [...FIELDS.details])) ?? lines[0];
  if (text === undefined) throw new Failure("unreadable", "the body holds no title and no text at all");
  return {
    key: `content:${contentId}`,
    eventId: `content:${contentId}:${minuteOf(receivedAtMs)}`,
    state: "notice",
    severity: "info",
    severityKnown: false,
    title: clip(text, 200),
    atMs: receivedAtMs,
    what: "sent in a form that nobody described",
    labels: {},
    details: lines,
  };
};

interface Context {
  readonly receivedAtMs: number;
  /** Tells the content of one event from that of another. */
  readonly contentId: string;
}

const labelsOf = (event: unknown, mapping: Mapping | undefined): Record<string, string> => {
  const given = { ...Texts.parse(valueAt(event, "tags")), ...Texts.parse(valueAt(event, "labels")) };
  const named = Object.entries({ ...LABELS, ...mapping?.labels });
  const read = named.map(([name, source]): [string, string | undefined] => [name, readSource(event, source)]);
  return present({ ...Object.fromEntries(read), ...Object.fromEntries(Object.entries(given).slice(0, 12)) });
};

/** One event -> one alert. Throws Failure("unreadable") when nothing in it can be shown. */
export const readEvent = (event: unknown, mapping: Mapping | undefined, context: Context): ParsedAlert => {
  if (typeof event !== "object" || event === null || Array.isArray(event))
    throw new Failure("unreadable", "the body is neither an object nor a list of objects");
  const read = (name: keyof typeof FIELDS): string | undefined =>
    readSource(event, mapping?.[name] ?? [...FIELDS[name]]);
  const word = read("state");
  const details = read("details");
  const bad = severityOfWord(read("severity"));
  const title = firstText(read("title"), word === undefined && bad === undefined ? undefined : details);
  if (title === undefined) return unknownShape(event, context);
  const state = stateOf(word, mapping);
  const labels = labelsOf(event, mapping);
  const severity = bad ?? (state === "firing" ? severityOfWord(word) : undefined);
  const at = read("at");
  const atMs = timeOf(at);
  const key = shortId(read("key") ?? [labels.host, labels.service, title].filter(Boolean).join("/"));
  const given = read("event");
  const told = given ?? `${context.contentId}:${atMs === undefined ? minuteOf(context.receivedAtMs) : at}`;
  const by = firstText(read("by"));
  return {
    key,
    eventId: shortId(`${key}:${state}:${told}`, 400),
    state,
    severity: severity ?? (state === "resolved" || state === "notice" ? "info" : "error"),
    ...(severity === undefined ? { severityKnown: false } : {}),
    title,
    url: webLink(read("url")),
    runbook: webLink(read("runbook")),
    atMs: atMs ?? context.receivedAtMs,
    by,
    what: state === "notice" && word !== undefined ? `became ${clip(firstText(word) ?? "", 50)}` : WHAT[state],
    labels,
    details: firstText(details) === title ? [] : linesOf(details),
    ending: state === "resolved" ? (by === undefined ? "auto" : "human") : undefined,
  };
};
