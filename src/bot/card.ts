import type { types } from "@slack/bolt";
import type { Incident } from "../core/incident.ts";
import type { CardExtras } from "../core/message.ts";
import { actions, context, type Payload, section } from "./blocks.ts";
import { cardButtons } from "./card-buttons.ts";
import { smallPrint } from "./card-context.ts";
import { formatFields, isGroup, titled, valueWords } from "./card-fields.ts";
import { lastLine, withoutTold } from "./card-history.ts";
import { isAnnouncement, ownLines } from "./card-lines.ts";
import { lookOf, statusLines } from "./card-look.ts";
import { memberLines } from "./card-members.ts";
import { LIMITS, truncate } from "./limits.ts";
import { formatMention } from "./mention.ts";
import { escapeLine, link } from "./mrkdwn.ts";

/** Grey: somebody asked for quiet. */
const MUTED_COLOR = "#868e96";

/** How much is shown; the next one is tried when a message would be too long for Slack. */
interface Size {
  readonly title: number;
  readonly value: number;
  readonly url: number;
  readonly members: number;
  readonly small: boolean;
  readonly buttonChars: number;
}

const SIZES: readonly [Size, ...Size[]] = [
  { title: 500, value: LIMITS.value, url: 2000, members: 10, small: true, buttonChars: LIMITS.totalChars },
  { title: 300, value: 100, url: 1000, members: 5, small: false, buttonChars: 9_000 },
  { title: 150, value: 60, url: 0, members: 0, small: false, buttonChars: 6_000 },
];

const headline = (incident: Incident, extras: CardExtras | undefined, size: Size): types.SectionBlock => {
  const { emoji, word } = lookOf(incident);
  const title = link(incident.url, escapeLine(titled(incident), size.title), size.url);
  const first = isAnnouncement(incident) ? `*${title}*` : `${emoji} *${title}*  ·  ${escapeLine(word, 200)}`;
  const mention = formatMention(extras?.mention);
  return section([first, ...statusLines(incident, extras), ...(mention === "" ? [] : [mention])].join("\n"));
};

/** As many as fit into so many characters of JSON; the first ones matter most. */
const within = (buttons: readonly types.Button[], chars: number): readonly types.Button[] => {
  let used = 0;
  return buttons.filter((one) => {
    used += JSON.stringify(one).length;
    return used <= chars;
  });
};

/** All essentials in one line: "🔴 #1234 Checkout API high latency · Checkout · assigned to Ana". Escaped. */
const cardText = (incident: Incident, extras: CardExtras | undefined): string => {
  const { service, assigned, host } = incident.labels;
  const { emoji, word } = lookOf(incident);
  const alone = !isGroup(incident);
  const value = alone ? valueWords(incident.labels) : word;
  const parts = [
    `${emoji} ${truncate(titled(incident), 300)}`,
    ...(service ? [truncate(service, 100)] : []),
    ...(alone && host ? [truncate(host, 100)] : []),
    ...(value ? [truncate(value, 100)] : []),
    ...(extras?.mute === undefined ? [] : [`muted by ${truncate(extras.mute.by, 80)}`]),
    ...(assigned && incident.state !== "resolved" ? [`assigned to ${truncate(assigned, 200)}`] : []),
    ...(incident.unconfirmed === undefined ? [] : [`unconfirmed: no heartbeat from ${incident.unconfirmed}`]),
    ...(incident.state === "firing" || incident.state === "notice" ? [] : [lastLine(incident)]),
  ];
  return escapeLine(parts.join(" · "), LIMITS.text);
};

const fields = (incident: Incident, maxValue: number): types.SectionBlock => ({
  type: "section",
  fields: formatFields(incident, maxValue),
});

const draw = (whole: Incident, canAct: boolean, extras: CardExtras | undefined, size: Size): Payload => {
  const incident = withoutTold(whole, extras?.mute !== undefined);
  const text = cardText(incident, extras);
  const row = actions(within(cardButtons(incident, canAct, extras), size.buttonChars));
  const said = escapeLine(lastLine(incident), Math.min(500, size.value * 2));
  const own = ownLines(incident, Math.min(500, size.value * 2));
  const members = memberLines(incident, size.members);
  const small = size.small ? smallPrint(incident, extras) : [];
  const blocks = [
    ...(isAnnouncement(incident) ? [] : [fields(incident, size.value)]),
    ...(own.length === 0 ? [] : [section(own.join("\n"))]),
    ...(members.length === 0 ? [] : [section(members.join("\n"))]),
    ...(said === "" ? [] : [section(said)]),
    ...(small.length === 0 ? [] : [context(small.join("\n"))]),
    ...(row === undefined ? [] : [row]),
  ];
  const mention = formatMention(extras?.mention);
  const color = extras?.mute === undefined || incident.state === "resolved" ? lookOf(incident).color : MUTED_COLOR;
  return {
    text,
    ...(mention === "" ? {} : { mention }),
    blocks: [headline(incident, extras, size)],
    ...(blocks.length === 0 ? {} : { attachments: [{ color, fallback: text, blocks }] }),
  };
};

const lengthOf = ({ blocks, attachments }: Payload): number => JSON.stringify([blocks, attachments]).length;

/**
 * The live message of one problem: a headline with what is special about it, then facts, members, the last event, small
 * print and buttons beside a bar of colour. Whatever is put in, it stays within Slack's limits: the least important goes first.
 */
export const formatCard = (incident: Incident, canAct: boolean, given?: CardExtras): Payload => {
  const extras = given?.mute?.endedAtMs === undefined ? given : { ...given, mute: undefined };
  let card = draw(incident, canAct, extras, SIZES[0]);
  for (const size of SIZES.slice(1)) {
    if (lengthOf(card) <= LIMITS.totalChars) return card;
    card = draw(incident, canAct, extras, size);
  }
  return card;
};
