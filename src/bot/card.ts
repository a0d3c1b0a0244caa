import type { types } from "@slack/bolt";
import type { Incident } from "../core/incident.ts";
import { formatDuration } from "../core/number-words.ts";
import { actions, context, linkButtons, mrkdwn, type Payload, section } from "./blocks.ts";
import { historyLine, lastLine } from "./card-history.ts";
import { LIMITS, truncate } from "./limits.ts";
import { escapeLine, link, moment } from "./mrkdwn.ts";

/** How each state looks: never colour alone. */
const LOOK = {
  firing: { emoji: "🔴", word: "Firing", color: "#d0342c" },
  acked: { emoji: "🟠", word: "Acknowledged", color: "#e8912d" },
  resolved: { emoji: "🟢", word: "Resolved", color: "#2e8540" },
  notice: { emoji: "⚪", word: "Notice", color: "#868e96" },
} as const;

/** Facts that come first, in this order; the others follow as the source gave them. */
const FIRST = ["service", "assigned", "priority", "urgency"];

/** Facts that are for routing, or said elsewhere on the card. */
const NOT_SHOWN = ["number", "policy", "teams"];

/** Action ids of the buttons that change something. */
export const ACK_ACTION = "drm_ack";

/** Action id of the button that resolves a problem; a press of it arrives under this name. */
export const RESOLVE_ACTION = "drm_resolve";

const numberOf = (incident: Incident): string =>
  incident.labels.number === undefined ? "" : `#${incident.labels.number.replace(/^#/, "")} `;

const headline = (incident: Incident): string => {
  const look = LOOK[incident.state];
  const title = escapeLine(`${numberOf(incident)}${incident.title || incident.key}`, 500);
  const word = incident.state === "resolved" && incident.ending === "merged" ? "Merged" : look.word;
  return `${look.emoji} *${link(incident.url, title, 2000)}*  ·  ${word}`;
};

const since = (incident: Incident): string => {
  const at = moment(incident.openedAtMs, "{date_short_pretty} {time}");
  if (incident.resolvedAtMs !== undefined)
    return `*Lasted*\n${formatDuration(incident.resolvedAtMs - incident.openedAtMs)}, since ${at}`;
  return incident.state === "notice" ? `*At*\n${at}` : `*Since*\n${at} (${moment(incident.openedAtMs, "{ago}")})`;
};

const fields = (incident: Incident): types.MrkdwnElement[] => {
  const named = Object.entries(incident.labels).filter(
    ([name, value]) => !NOT_SHOWN.includes(name) && value.trim() !== "",
  );
  const place = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  const shown = named.sort(([a], [b]) => place(a) - place(b)).slice(0, LIMITS.fields - 1);
  const heading = (name: string): string => escapeLine(`${name.charAt(0).toUpperCase()}${name.slice(1)}`, 50);
  return [
    ...shown.map(([name, value]) => mrkdwn(`*${heading(name)}*\n${escapeLine(value, LIMITS.value)}`)),
    mrkdwn(since(incident)),
  ];
};

const button = (incident: Incident, label: string, actionId: string, style?: "primary"): types.Button => ({
  type: "button",
  action_id: actionId,
  value: incident.id,
  text: { type: "plain_text", text: label, emoji: true },
  accessibility_label: truncate(`${label} ${numberOf(incident)}${incident.title}`, LIMITS.accessibilityLabel),
  ...(style === undefined ? {} : { style }),
});

const buttons = (incident: Incident, canAct: boolean): types.Button[] => {
  const acts = canAct && incident.id.length <= LIMITS.buttonValue;
  const runbook = incident.runbook === undefined ? [] : linkButtons([{ label: "Runbook", url: incident.runbook }]);
  if (!acts || incident.state === "resolved" || incident.state === "notice") return runbook;
  const ack = incident.state === "firing" ? [button(incident, "Acknowledge", ACK_ACTION, "primary")] : [];
  return [...ack, button(incident, "Resolve", RESOLVE_ACTION), ...runbook];
};

/** All essentials in one line: "🔴 #1234 Checkout API high latency · Checkout · assigned to Ana". Escaped. */
const cardText = (incident: Incident): string => {
  const { service, assigned } = incident.labels;
  const parts = [
    `${LOOK[incident.state].emoji} ${numberOf(incident)}${truncate(incident.title || incident.key, 300)}`,
    ...(service ? [truncate(service, 100)] : []),
    ...(assigned && incident.state !== "resolved" ? [`assigned to ${truncate(assigned, 200)}`] : []),
    ...(incident.state === "firing" || incident.state === "notice" ? [] : [lastLine(incident)]),
  ];
  return escapeLine(parts.join(" · "), LIMITS.text);
};

/** The live message of one problem: a headline, then facts, the last events and buttons beside a bar of colour. */
export const formatCard = (incident: Incident, canAct: boolean): Payload => {
  const text = cardText(incident);
  const row = actions(buttons(incident, canAct));
  const past = historyLine(incident);
  const said = lastLine(incident);
  const blocks = [
    { type: "section", fields: fields(incident) } satisfies types.SectionBlock,
    ...(said === "" ? [] : [section(escapeLine(said, 500))]),
    ...(past === "" ? [] : [context(past)]),
    ...(row === undefined ? [] : [row]),
  ];
  return {
    text,
    blocks: [section(headline(incident))],
    attachments: [{ color: LOOK[incident.state].color, fallback: text, blocks }],
  };
};
