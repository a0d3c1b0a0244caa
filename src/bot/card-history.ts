import type { Incident, Moment } from "../core/incident.ts";
import { formatDuration } from "../core/number-words.ts";
import { isGroup } from "./card-fields.ts";
import { escapeLine, moment } from "./mrkdwn.ts";

const SHOWN = 4;
const DAY_MS = 24 * 3_600_000;
/** So soon after the opening, a report that it fires tells of the same moment. */
const AT_ONCE_MS = 10_000;

/** The words of a state; everything else is already said in words by the source. */
const WORDS: Readonly<Record<string, string>> = {
  firing: "triggered",
  acked: "acknowledged",
  update: "updated",
  notice: "noticed",
};

const words = ({ what, by }: Moment): string => `${WORDS[what] ?? what}${by === undefined ? "" : ` by ${by}`}`;

const by = (name: string | undefined): string => (name === undefined ? "" : ` by ${name}`);

const after = (incident: Incident, atMs: number): string => ` after ${formatDuration(atMs - incident.openedAtMs)}`;

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** The event that ended it. */
const end = ({ history, resolvedAtMs }: Incident): Moment | undefined =>
  history.findLast(({ state, atMs }) => state === "resolved" && atMs === resolvedAtMs);

const mergedWords = (incident: Incident): string => {
  const what = end(incident)?.what ?? "";
  return what.startsWith("merged into ") ? capital(what) : "Merged into another incident";
};

const ended = (incident: Incident, atMs: number): string => {
  if (incident.ending === "merged") return `${mergedWords(incident)}${by(incident.resolvedBy)}`;
  const who = incident.ending === "auto" && incident.resolvedBy === undefined ? " by itself" : by(incident.resolvedBy);
  return `Resolved${who}${after(incident, atMs)}`;
};

/** Since when the problem was firing when somebody acked it: its opening, or the last time that an ack or an end was taken back. */
const firingSince = (incident: Incident, ack: Moment): number | undefined => {
  const before = incident.history.slice(0, incident.history.lastIndexOf(ack));
  const fired = before.findLastIndex(({ state }) => state === "firing");
  const settled = before.findLastIndex(({ state }, at) => at < fired && state !== undefined && state !== "firing");
  const again = before.find(({ state }, at) => at > settled && state === "firing")?.atMs;
  const isFirst = ack.atMs - (incident.ackedAtMs ?? ack.atMs) < 1_000;
  return settled < 0 && isFirst ? incident.openedAtMs : again;
};

/** The newest ack: who, and how long after the problem was firing. */
const acked = (incident: Incident): string => {
  const { ackedAtMs, ackedBy, firings, history } = incident;
  const words = (who: string | undefined): string =>
    incident.claimed ? `${who ?? "Somebody"} is on it` : `Acknowledged${by(who)}`;
  const ack = history.findLast(({ state }) => state === "acked");
  if (ack === undefined)
    return firings > 1 || ackedAtMs === undefined ? words(undefined) : `${words(ackedBy)}${after(incident, ackedAtMs)}`;
  const sinceMs = firingSince(incident, ack);
  return `${words(ack.by)}${sinceMs === undefined ? "" : ` after ${formatDuration(ack.atMs - sinceMs)}`}`;
};

/**
 * The incident without the moments that a line of their own on the card tells: somebody was called, it is kept quiet.
 * What remains is told by `lastLine` and `historyLine`.
 */
export const withoutTold = (incident: Incident, muted: boolean): Incident => {
  const pages = new Set((incident.paged ?? []).map(({ atMs }) => atMs));
  const isTold = ({ atMs, what, state }: Moment): boolean =>
    state === undefined && (pages.has(atMs) || (muted && /^muted\b/i.test(what)));
  return { ...incident, history: incident.history.filter((one) => !isTold(one)) };
};

/** What happened last, who did it and after how long: "Acknowledged by Ana after 2 min". Plain text; "" when nothing did. */
export const lastLine = (incident: Incident): string => {
  if (incident.state === "resolved" && incident.resolvedAtMs !== undefined)
    return ended(incident, incident.resolvedAtMs);
  if (incident.state === "acked") return acked(incident);
  const last = incident.history.at(-1);
  // What became of one problem of a group stands on that problem's own line.
  if (last?.state !== undefined && isGroup(incident)) return "";
  if (last === undefined || (incident.history.length === 1 && last.atMs === incident.openedAtMs)) return "";
  const atOnce = last.state === "firing" && last.atMs - incident.openedAtMs < AT_ONCE_MS;
  return `${capital(words(last))}${atOnce ? "" : after(incident, last.atMs)}`;
};

/** The event that `lastLine` tells. */
const toldAbove = (incident: Incident): Moment | undefined => {
  if (incident.state === "resolved") return end(incident);
  if (incident.state === "acked") return incident.history.findLast(({ state }) => state === "acked");
  return incident.history.at(-1);
};

/**
 * The last events but the one that `lastLine` tells, oldest first, as one line of mrkdwn: "10:41 triggered · 10:43
 * acknowledged by Ana". "" when only the opening is left, whose time the card shows anyway.
 */
export const historyLine = (incident: Incident): string => {
  const above = toldAbove(incident);
  const past = incident.history.filter((one) => one !== above);
  if (past.length === 0 || (past.length === 1 && past[0]?.atMs === incident.openedAtMs)) return "";
  const shown = past.slice(-SHOWN);
  const spanMs = (incident.history.at(-1)?.atMs ?? 0) - incident.openedAtMs;
  const format = spanMs < DAY_MS / 2 ? "{time}" : "{date_short_pretty} {time}";
  const told = shown.map((one) => `${moment(one.atMs, format)} ${escapeLine(words(one), 120)}`);
  return [...(past.length > shown.length ? ["…"] : []), ...told].join("  ·  ");
};
