import type { Incident } from "../core/incident.ts";
import { SELF } from "../core/self.ts";
import { escapeLine } from "./mrkdwn.ts";

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** What Dr. M says of itself on its card, one line of mrkdwn each: its lines, else what a notice came to. [] for all others. */
export const ownLines = ({ source, state, lines, history }: Incident, maxChars: number): readonly string[] => {
  if (source !== SELF) return [];
  if (lines !== undefined) return lines.map((line) => escapeLine(line, maxChars));
  const [only, ...more] = history;
  if (state !== "notice" || only === undefined || more.length > 0 || only.what === "notice") return [];
  return [escapeLine(capital(only.what), maxChars)].filter((line) => line !== "");
};

/** Whether the card is an announcement: everything about it stands in its lines, it has neither state nor severity. */
export const isAnnouncement = ({ source, state, lines }: Incident): boolean =>
  source === SELF && state === "notice" && lines !== undefined;
