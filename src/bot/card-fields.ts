import type { types } from "@slack/bolt";
import type { Incident } from "../core/incident.ts";
import { countOf } from "../core/number-words.ts";
import { SELF } from "../core/self.ts";
import { mrkdwn } from "./blocks.ts";
import { escapeLine, moment } from "./mrkdwn.ts";

/** Facts with a place of their own on the card. */
const PLACED = ["service", "host", "value", "threshold", "severity", "assigned"];

/** Facts that are for routing, or said elsewhere on the card. */
const NOT_SHOWN = ["number", "policy", "teams", "dedup"];

const MOST_OTHERS = 4;

/** "#1234 Checkout API high latency": number where the source has one, and title. Plain. */
export const titled = ({ title, key, labels }: Incident): string =>
  `${labels.number === undefined ? "" : `#${labels.number.replace(/^#/, "")} `}${title || key}`;

const has = (text: string | undefined): text is string => text !== undefined && text.trim() !== "";

/** "812 ms, threshold > 500 ms"; undefined when neither is known. */
export const valueWords = ({ value, threshold }: Readonly<Record<string, string>>): string | undefined => {
  const limit = has(threshold) ? `threshold ${threshold}` : undefined;
  if (!has(value)) return limit;
  return limit === undefined ? value : `${value}, ${limit}`;
};

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const since = (incident: Incident): readonly [string, string] => {
  const at = moment(incident.openedAtMs, "{date_short_pretty} {time}");
  if (incident.state === "notice") {
    const { length, [length - 1]: newest } = incident.history;
    if (length < 2 || newest === undefined) return ["At", at];
    return [
      "At",
      `${moment(newest.atMs, "{date_short_pretty} {time}")}, ${countOf(length, "time")} since ${moment(incident.openedAtMs, "{time}")}`,
    ];
  }
  return incident.state === "resolved" ? ["Since", at] : ["Since", `${at} (${moment(incident.openedAtMs, "{ago}")})`];
};

/** Whether each member has a line of its own, with its host and value. */
export const isGroup = ({ members = [] }: Incident): boolean => members.length > 1;

/** Service, host, value against threshold, severity, who has it, since when: always in this order, label and value on one line. */
export const formatFields = (incident: Incident, maxValue: number): types.MrkdwnElement[] => {
  const { labels, severity, state } = incident;
  const alone = !isGroup(incident);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Service", labels.service],
    ["Host", alone ? labels.host : undefined],
    ["Value", alone ? valueWords(labels) : undefined],
    ["Severity", capital(severity)],
    ["Assigned", state === "resolved" ? undefined : labels.assigned],
  ];
  const [name, when] = since(incident);
  return [
    ...facts.flatMap(([label, value]) => (has(value) ? [mrkdwn(`*${label}*  ${escapeLine(value, maxValue)}`)] : [])),
    mrkdwn(`*${name}*  ${when}`),
  ];
};

/** Who told it, then facts without a place of their own, a few, as the source gave them; what the title or a field says already is left out. */
export const otherFacts = (incident: Incident): string => {
  const { source, labels, title } = incident;
  const told = [title, labels.service, labels.host, labels.assigned, incident.severity]
    .filter(has)
    .map((text) => text.toLowerCase());
  const isTold = (value: string): boolean =>
    value.length > 2 ? told.some((text) => text.includes(value.toLowerCase())) : told.includes(value.toLowerCase());
  const others = Object.entries(labels)
    .filter(([name, value]) => !PLACED.includes(name) && !NOT_SHOWN.includes(name) && has(value) && !isTold(value))
    .slice(0, MOST_OTHERS)
    .map(([name, value]) => `${escapeLine(name, 40)} ${escapeLine(value, 100)}`);
  // Dr. M's own troubles need no word about who told them.
  return [...(source === SELF ? [] : [escapeLine(source, 40)]), ...others].join("  ·  ");
};
