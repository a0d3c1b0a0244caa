import { randomUUID } from "node:crypto";
import { commands } from "../commands/index.ts";
import { phrases } from "../commands/phrases.ts";
import type { Config } from "../config.ts";
import type { ChatUser } from "../core/chat.ts";
import { toFailure } from "../core/failure.ts";
import type { Item, Reply } from "../core/message.ts";
import { inZone } from "../core/time/when.ts";
import { failedReply } from "../flows/answer/choices.ts";
import { runWords } from "../flows/answer/run-words.ts";
import { collectOnce } from "../flows/collect.ts";
import { redactCollect } from "../flows/redact-collect.ts";
import { chatOf } from "./late.ts";
import { planAndRules } from "./loops.ts";
import type { Parts, Ports } from "./parts.ts";
import { pictureLinks } from "./picture-links.ts";

/** What a terminal shows for one question. */
export interface Asked {
  readonly text: string;
  readonly png: Uint8Array | undefined;
  /** false: the words were not understood; `text` says what the bot would say. */
  readonly understood: boolean;
}

const itemLines = ({ mark, title, url, lines, buttons = [] }: Item): readonly string[] => [
  [mark, title].filter(Boolean).join(" "),
  ...lines.map((line) => `  ${line}`),
  ...(url === undefined ? [] : [`  ${url}`]),
  ...buttons.flatMap(({ say }) => (say === undefined ? [] : [`  > ${say}`])),
];

/** How to say what an answer would ask for in a form, where it has nothing else to say. */
const insteadOfForms = ({ lines = [], rows = [], items = [], buttons = [] }: Reply): readonly string[] =>
  lines.length + rows.length + items.length > 0
    ? []
    : buttons.flatMap(({ form }) => {
        const example = form && commands.find(({ name }) => name === `oncall ${form.name}`)?.examples[0];
        return example === undefined ? [] : [`For example: ${example}`];
      });

/** Says of which zone the moments are, unless the answer does. */
const withZone = (text: string, tz: string): string => {
  const shown = inZone(text, tz);
  return shown === text || /times of /i.test(text) ? shown : `${shown}\nTimes of ${tz}`;
};

/** A reply as plain lines, its moments in one zone; what buttons would say stands behind ">". */
const formatTerminal = (reply: Reply, tz: string): string => {
  const { title, lines = [], rows = [], items = [], buttons = [], choose, footer = [], links = [] } = reply;
  const width = Math.max(0, ...rows.map(({ label }) => label.length));
  const said = [...buttons, ...(choose?.options ?? [])].flatMap(({ say }) => (say === undefined ? [] : [`> ${say}`]));
  const text = [
    title,
    ...lines,
    ...rows.map(({ label, value }) => `  ${label.padEnd(width)}  ${value}`),
    ...items.flatMap(itemLines),
    ...said,
    ...insteadOfForms(reply),
    ...footer,
    ...links.map(({ label, url }) => `${label}: ${url}`),
  ];
  return withZone(text.join("\n"), tz);
};

/** One question without a chat, as the person at the terminal, who is `email` at the pager. Throws what the bot would not explain. */
export const ask = async (
  words: string,
  parts: Parts,
  config: Config,
  { clock, log }: Pick<Ports, "clock" | "log">,
  email?: string,
): Promise<Asked> => {
  const asker: ChatUser = { id: "terminal", name: "terminal", email, tz: config.tz, outsider: false };
  const { store, policy, contextFor, late } = parts;
  const run = {
    store,
    policy,
    contextFor,
    commands,
    phrases,
    weekStart: config.weekStart,
    chat: chatOf(late),
    clock,
    log,
  };
  try {
    const said = { text: words, how: "words", actionId: `terminal:${randomUUID()}`, again: false } as const;
    const { reply } = await runWords(said, asker, run);
    if (!reply.picture) return { text: formatTerminal(reply, config.tz), png: undefined, understood: true };
    const snapshot = await parts.snapshot(reply.picture, { by: asker.id });
    const links = pictureLinks(snapshot, parts);
    const text = formatTerminal({ ...reply, links: [...(reply.links ?? []), ...links] }, config.tz);
    return { text, png: snapshot.png, understood: true };
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code !== "usage") throw failure;
    const reply = failedReply(words, failure, failure.message);
    return { text: formatTerminal(reply, config.tz), png: undefined, understood: false };
  }
};

/** Reads the history of each source that nothing was read from yet: no running bot has done so. */
export const collectHistory = async (
  parts: Parts,
  config: Config,
  ports: Pick<Ports, "clock" | "log">,
): Promise<void> => {
  const configured = planAndRules(config, parts, ports);
  for (const [source, { collect }] of parts.connections) {
    if (!collect || (await parts.store.cursor(source)) !== undefined) continue;
    const lease = await parts.store.leases.take(`collect:${source}`, "ask", 60_000);
    if (!lease) continue;
    const tally = { count: () => undefined, time: () => undefined };
    const options = {
      source,
      collect: redactCollect(collect, parts.policy),
      store: parts.store,
      ...configured,
      holder: "ask",
      everyMs: 0,
      firstMs: config.historyMs,
      tally,
      ...ports,
    };
    await collectOnce(lease, options, () => parts.store.leases.renew(lease, 60_000));
  }
};
