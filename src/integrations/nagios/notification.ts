import type { AlertState, Severity } from "../../core/alert.ts";
import { Failure } from "../../core/failure.ts";
import type { Delivered, ParsedAlert } from "../../core/integration.ts";
import { digest, shortId } from "../../lib/digest.ts";
import { clip, firstText, linesOf, present, webLink } from "../../lib/shape.ts";
import { minuteOf } from "../../lib/unnamed.ts";
import { type Fields, readFields } from "./fields.ts";

/** Notification types of Nagios, and event types of pd-nagios. */
const STATES: readonly (readonly [RegExp, AlertState, string])[] = [
  [/^(PROBLEM|TRIGGER)$/, "firing", "triggered"],
  [/^ACKNOWLEDGE(MENT)?$/, "acked", "acknowledged"],
  [/^(RECOVERY|RESOLVE)$/, "resolved", "recovered"],
  [/^FLAPPINGSTART$/, "notice", "began to flap"],
  [/^FLAPPINGSTOP$/, "notice", "stopped flapping"],
  [/^FLAPPINGDISABLED$/, "notice", "is no longer watched for flapping"],
  [/^DOWNTIMESTART$/, "notice", "went into downtime"],
  [/^DOWNTIME(END|STOP)$/, "notice", "came out of downtime"],
  [/^DOWNTIME(CANCELLED|REMOVED)$/, "notice", "had its downtime cancelled"],
  [/^CUSTOM$/, "notice", "note added"],
];

const SEVERITIES: Readonly<Record<string, Severity>> = {
  CRITICAL: "critical",
  DOWN: "critical",
  WARNING: "warning",
  UNKNOWN: "warning",
  UNREACHABLE: "warning",
  OK: "info",
  UP: "info",
};

/** LONGDATETIME is written in the words of the machine: only what names its zone is a time. */
const timeOf = ({ seconds, time }: Fields): number | undefined => {
  if (/^\d{9,11}$/.test(seconds ?? "")) return Number(seconds) * 1000;
  const ms = /(UTC|GMT|Z|[+-]\d{4})\b/.test(time ?? "") ? Date.parse(time ?? "") : Number.NaN;
  return ms > 0 ? ms : undefined;
};

/** "time=0.52s;1;2": what was measured, and against what. Begins after the first "|" of an output. */
const measuredOf = (perfdata: string | undefined): Record<string, string | undefined> => {
  const [, quoted, plain, value, warning, critical] =
    /^\s*(?:'([^']{1,80})'|([^\s=']{1,80}))=([^\s;]{1,40})(?:;([^\s;]{0,40}))?(?:;([^\s;]{0,40}))?/.exec(
      perfdata ?? "",
    ) ?? [];
  const limits = [warning && `warning ${warning}`, critical && `critical ${critical}`].filter(Boolean).join(", ");
  return { metric: quoted ?? plain, value, threshold: limits };
};

const linkOf = (base: string | undefined, host: string, service: string | undefined): string | undefined => {
  if (base === undefined) return undefined;
  const query = new URLSearchParams({ type: service === undefined ? "1" : "2", host, ...(service ? { service } : {}) });
  return webLink(`${base.replace(/\/$/, "")}/cgi-bin/extinfo.cgi?${query}`);
};

const titleOf = (place: string, state: string, output: string | undefined): string => {
  const said = output !== undefined && (state === "" || output.toUpperCase().includes(state));
  if (output === undefined) return state === "" ? place : `${place} is ${state}`;
  return said ? `${place}: ${output}` : `${place} is ${state}: ${output}`;
};

/** pd-nagios nests the macros under `details` and names the event beside them. */
const flat = (raw: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  if (typeof raw.event_type !== "string" || typeof raw.details !== "object" || raw.details === null) return raw;
  return { ...raw.details, notificationtype: raw.event_type };
};

/** One notification -> one alert. Throws Failure("unreadable") when it names neither a host nor what happened. */
export const readNotification = (
  raw: Readonly<Record<string, unknown>>,
  { receivedAtMs }: Delivered,
  base: string | undefined,
): ParsedAlert => {
  const fields = readFields(flat(raw));
  const { host, service, type } = fields;
  if (!host) throw new Failure("unreadable", "not a Nagios notification: it names no host");
  if (!type) throw new Failure("unreadable", "not a Nagios notification: it has no NOTIFICATIONTYPE");
  const kind = type.toUpperCase().replace(/\s.*$/, "");
  const [, state, what] = STATES.find(([pattern]) => pattern.test(kind)) ?? [null, "notice" as const, `sent ${kind}`];
  const stateWord = ((service ? fields.serviceState : fields.hostState) ?? fields.state ?? "").toUpperCase();
  const [output, tail] = (fields.output ?? fields.hostOutput ?? "").split(/\|(.*)/s);
  const place = service ? `${host}/${service}` : host;
  const key = shortId(place);
  const atMs = timeOf(fields);
  const problem = fields.problem === "0" ? undefined : fields.problem;
  const when = fields.seconds ?? fields.time ?? problem ?? minuteOf(receivedAtMs);
  const known = state === "firing" ? SEVERITIES[stateWord] : undefined;
  return {
    key,
    eventId: `${key}:${shortId(`${kind}:${stateWord}:${when}:${digest([problem, output, fields.comment])}`, 100)}`,
    state,
    severity: known ?? (state === "notice" ? "info" : "error"),
    ...(known === undefined ? { severityKnown: false } : {}),
    title:
      firstText(
        titleOf(place, state === "resolved" && /^(CRITICAL|DOWN)$/.test(stateWord) ? "" : stateWord, firstText(output)),
      ) ?? place,
    url: linkOf(base, host, service),
    runbook: webLink(fields.notes),
    atMs: atMs ?? receivedAtMs,
    by: state === "acked" || kind === "CUSTOM" ? firstText(fields.author) : undefined,
    what: clip(firstText(what) ?? "notified", 100),
    labels: present({
      service,
      host,
      address: fields.address === host ? undefined : fields.address,
      ...measuredOf(fields.perfdata ?? tail),
      groups: fields.groups,
    }),
    details: [...linesOf(fields.comment, 8), ...linesOf(fields.long?.replaceAll("\\n", "\n"), 12)],
    ending: state === "resolved" ? "auto" : undefined,
  };
};
