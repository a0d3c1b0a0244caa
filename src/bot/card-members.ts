import type { Incident, Member } from "../core/incident.ts";
import { formatDuration } from "../core/number-words.ts";
import { isGroup, valueWords } from "./card-fields.ts";
import { escapeLine, moment } from "./mrkdwn.ts";

const nameOf = ({ title, key, labels }: Member, ofGroup: string): string => {
  const host = labels.host ?? "";
  const own = title === ofGroup || title.trim() === "" ? "" : title;
  if (own === "") return host.trim() === "" ? key : host;
  return host.trim() === "" || own.includes(host) ? own : `${own} on ${host}`;
};

const line = (member: Member, ofGroup: string): string => {
  const { state, sinceMs, endedAtMs, labels } = member;
  const value = valueWords(labels);
  const when =
    state === "resolved"
      ? `resolved after ${formatDuration((endedAtMs ?? sinceMs) - sinceMs)}`
      : `since ${moment(sinceMs, "{time}")}`;
  return [
    `${state === "resolved" ? "🟢" : "🔴"} ${escapeLine(nameOf(member, ofGroup), 120)}`,
    ...(value === undefined ? [] : [escapeLine(value, 80)]),
    when,
  ].join("  ·  ");
};

const firingWords = (firing: number, of: number): string => {
  if (firing === 0) return "";
  return firing === of ? ", all firing" : `, ${firing} of them firing`;
};

/** The problems that share a card, one line of mrkdwn each: firing ones first, at most `most`, then "and N more". */
export const memberLines = (incident: Incident, most: number): readonly string[] => {
  const { members = [], title } = incident;
  if (!isGroup(incident)) return [];
  const ordered = [...members].sort(
    (a, b) => Number(a.state === "resolved") - Number(b.state === "resolved") || a.sinceMs - b.sinceMs,
  );
  const left = ordered.slice(most);
  const firing = left.filter(({ state }) => state === "firing").length;
  const more = left.length === 0 ? [] : [`and ${left.length} more${firingWords(firing, left.length)}`];
  return [...ordered.slice(0, most).map((member) => line(member, title)), ...more];
};
