import type { Channel, Fact, FactKind } from "../../core/fact.ts";
import { shortId } from "../../lib/digest.ts";
import type { Directory } from "./directory.ts";
import type { ApiAlert, ApiLog, ApiRecipient } from "./read-shapes.ts";

/** An alert with all that is told of it one by one. */
export interface WholeAlert {
  readonly alert: ApiAlert;
  readonly logs: readonly ApiLog[];
  readonly recipients: readonly ReturnType<typeof ApiRecipient.parse>[];
  /** When its log was asked for, or somewhat before. */
  readonly readAtMs: number;
}

/** What a line says, in the words that people read too; the first that fits holds. */
const KINDS: readonly (readonly [RegExp, FactKind])[] = [
  [/\bun-?acknowledged\b/i, "unacked"],
  [/\backnowledged\b/i, "acked"],
  [/\b(un)?snooze/i, "snoozed"],
  [/\balert( is| was)? closed\b/i, "resolved"],
  [/\bescalated\b/i, "escalated"],
  [/\bnote (is |was )?added\b|\badded (a )?note\b/i, "noted"],
];
const CHANNELS: readonly (readonly [RegExp, Channel])[] = [
  [/\bsms\b/i, "sms"],
  [/\b(voice|call|phone)\b/i, "phone"],
  [/\b(mobile|push)\b/i, "push"],
  [/\be-?mail\b/i, "email"],
];
const IS_NOTIFICATION = /\b(sent|notified|notification)\b/i;
/** A try that reached nobody is no notification. */
const FAILED = /\b(failed|could not|cannot|suppressed|delayed|skipped|not sent)\b/i;
/** The log may come a little later than the report: until then nobody knows whether it tells the ack itself. */
const SETTLED_MS = 5 * 60_000;
const ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;

const channelOf = (text: string): Channel | undefined => CHANNELS.find(([words]) => words.test(text))?.[1];

const kindOf = ({ log }: ApiLog): FactKind | undefined => {
  const kind = KINDS.find(([words]) => words.test(log))?.[1];
  if (kind) return kind;
  return IS_NOTIFICATION.test(log) && !FAILED.test(log) && channelOf(log) ? "notified" : undefined;
};

/** To whom a notification went: a line about a recipient is theirs, else it names an address. */
const notifiedName = ({ log, type, owner }: ApiLog): string | null | undefined =>
  type === "alertRecipient" ? owner : (ADDRESS.exec(log)?.[0] ?? owner);

const baseOf = (alert: ApiAlert, directory: Directory) => ({
  source: "opsgenie",
  incidentKey: shortId(alert.id),
  service: alert.entity || alert.integration?.name || "",
  teams: teamsOf(alert, directory),
});

/** Names of the teams that the alert went to. */
export const teamsOf = ({ responders }: ApiAlert, directory: Directory): readonly string[] =>
  responders.flatMap(({ id, type }) => (type === "team" ? (directory.teamName(id) ?? []) : []));

/** What the log says; of acks and closes some time ago that it does not tell, the alert's own report. */
const ofLog = ({ alert, logs, readAtMs }: WholeAlert, directory: Directory): readonly Fact[] => {
  const base = baseOf(alert, directory);
  const facts = logs.flatMap((line): Fact[] => {
    const kind = kindOf(line);
    if (!kind) return [];
    const at = { ...base, id: `${alert.id}:${line.offset}`, kind, atMs: line.createdAt };
    if (kind !== "notified") return [{ ...at, personId: directory.personId(line.owner) }];
    return [{ ...at, personId: directory.personId(notifiedName(line)), channel: channelOf(line.log) ?? "other" }];
  });
  const reported = (kind: FactKind, afterMs: number | null | undefined, by: string | null | undefined): Fact[] =>
    afterMs === null ||
    afterMs === undefined ||
    readAtMs - (alert.createdAt + afterMs) < SETTLED_MS ||
    facts.some((fact) => fact.kind === kind)
      ? []
      : [
          {
            ...base,
            id: `${alert.id}:${kind}`,
            kind,
            atMs: alert.createdAt + afterMs,
            personId: directory.personId(by),
          },
        ];
  const { ackTime, closeTime, acknowledgedBy, closedBy } = alert.report ?? {};
  return [
    ...facts,
    ...reported("acked", ackTime, acknowledgedBy),
    ...(alert.status === "closed" ? reported("resolved", closeTime, closedBy) : []),
  ];
};

/** Everything that happened to people with an alert: created, given to somebody, and what its log tells. */
export const factsOf = (whole: WholeAlert, directory: Directory): readonly Fact[] => {
  const { alert, recipients } = whole;
  const base = baseOf(alert, directory);
  return [
    { ...base, id: `${alert.id}:opened`, kind: "opened", atMs: alert.createdAt },
    ...recipients.map(
      ({ user, createdAt }): Fact => ({
        ...base,
        id: `${alert.id}:${user.id}:assigned`,
        kind: "assigned",
        atMs: createdAt,
        personId: user.id,
      }),
    ),
    ...ofLog(whole, directory),
  ];
};
