import type { types } from "@slack/bolt";
import type { Digest, DigestLine } from "../core/digest.ts";
import { formatDuration } from "../core/number-words.ts";
import { actions, context, linkButtons, type Payload, section } from "./blocks.ts";
import { LIMITS } from "./limits.ts";
import { escapeLine, link } from "./mrkdwn.ts";

/** Longer titles and links than these leave no room for the names of others. */
const TITLE = 110;
const SERVICE = 40;
const URL_CHARS = 160;
/** Characters that names may take in all, and in the text of notifications. */
const NAMES_CHARS = 7_000;
const TEXT_CHARS = 2_000;
const COUNTS = 6;

const LEAST_MS = 1_000;
/** A number stays on the line of what it counts. */
const NBSP = "\u00a0";

const headline = ({ problems, urgent, firing, openedAtMs, joinedAtMs, endedAtMs }: Digest): readonly string[] => {
  const lasted = formatDuration(Math.max(LEAST_MS, joinedAtMs - openedAtMs));
  const what = `${problems} ${problems === 1 ? "problem" : "problems"} in ${lasted}`;
  const facts = [
    ...(urgent > 0 ? [`${urgent} critical`] : []),
    `${firing} still firing${endedAtMs === undefined ? "" : " at its end"}`,
  ];
  return [`Storm${endedAtMs === undefined ? "" : " over"}: ${what}`, ...facts.map((fact) => fact.replace(" ", NBSP))];
};

const named = ({ title, service, source }: DigestLine): string => `${title} · ${service || source}`;

const nameLine = (mark: string, line: DigestLine): string => {
  const title = link(line.url, escapeLine(line.title, TITLE), URL_CHARS);
  return `${mark} ${title}  ·  ${escapeLine(line.service || line.source, SERVICE)}`;
};

/** As many lines as fit, the rest as a number; a paragraph holds 3,000 characters. */
const paragraphs = (heading: string, lines: readonly string[], all: number): types.SectionBlock[] => {
  if (lines.length === 0) return [];
  const texts = [`*${heading}*`];
  let used = 0;
  let shown = 0;
  for (const line of lines) {
    if (used + line.length > NAMES_CHARS) break;
    used += line.length + 1;
    shown += 1;
    const last = texts.length - 1;
    if (`${texts[last]}\n${line}`.length < LIMITS.sectionText - 20) texts[last] += `\n${line}`;
    else texts.push(line);
  }
  if (all > shown) texts[texts.length - 1] += `\nand ${all - shown} more`;
  return texts.map(section);
};

const counts = (heading: string, all: Digest["sources"]): string[] => {
  if (all.length === 0) return [];
  const shown = all.slice(0, COUNTS).map(({ name, count }) => `${escapeLine(name, SERVICE)} *${count}*`);
  const rest = all.slice(COUNTS).reduce((sum, { count }) => sum + count, 0);
  return [`*${heading}*  ${[...shown, ...(rest > 0 ? [`others *${rest}*`] : [])].join("  ·  ")}`];
};

const smallPrint = ({ own, problems, endedAtMs }: Digest): string => {
  const rest = problems - own;
  const where = rest === 0 ? "" : ` The other ${rest} are told here and on the live list.`;
  const news = endedAtMs === undefined ? "" : " What fires again gets a message.";
  return `${own} of ${problems} have a message of their own.${where}${news}`;
};

/** All essentials for notifications: "🌊 Storm: 412 problems in 60 s · 37 critical · …", then names that fit. Escaped. */
const digestText = (digest: Digest): string => {
  let text = `🌊 ${headline(digest).join(" · ")}`;
  for (const line of digest.critical) {
    const more = `\n${escapeLine(named(line), 150)}`;
    if (text.length + more.length > TEXT_CHARS) break;
    text += more;
  }
  return text;
};

/** A storm's one message: how many, urgent ones by name, where from, a few of the others, and the way to the whole list. */
export const formatDigest = (digest: Digest, liveUrl: string | undefined): Payload => {
  const [first = "", ...rest] = headline(digest);
  const row = actions(linkButtons(liveUrl === undefined ? [] : [{ label: "Open the live list", url: liveUrl }]));
  const from = [...counts("By source", digest.sources), ...counts("By service", digest.services)];
  const critical = digest.critical.map((line) => nameLine("🔴", line));
  const top = digest.top.map((line) => nameLine("•", line));
  return {
    text: digestText(digest),
    blocks: [
      section([`🌊 *${first}*`, ...rest].join("  ·  ")),
      ...paragraphs("Critical, each gets its own message", critical, digest.criticalWaiting),
      ...(from.length > 0 ? [section(from.join("\n"))] : []),
      ...paragraphs("Among the others", top, top.length),
      context(smallPrint(digest)),
      ...(row === undefined ? [] : [row]),
    ],
  };
};
