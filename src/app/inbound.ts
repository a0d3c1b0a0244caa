import { createInbound as answererOf } from "../bot/index.ts";
import { commands } from "../commands/index.ts";
import { phrases } from "../commands/phrases.ts";
import type { Config } from "../config.ts";
import type { Chat } from "../core/chat.ts";
import type { Inbound, InboundHandlers } from "../core/inbound.ts";
import { instrumented } from "../core/instrument.ts";
import type { Reply } from "../core/message.ts";
import type { Tally } from "../core/tally.ts";
import { type ActPorts, actionId, storeAction } from "../flows/act.ts";
import { runWords } from "../flows/answer/run-words.ts";
import { type AnswerPorts, answer, changesSomething, nameOf } from "../flows/answer.ts";
import { createForms } from "../flows/forms.ts";
import { createHome, REFRESH_WORDS } from "../flows/home.ts";
import type { Parts, Ports } from "./parts.ts";
import { pictureLinks } from "./picture-links.ts";
import { unfurlOf } from "./unfurl.ts";

interface InboundParts {
  readonly config: Config;
  readonly ports: Ports;
  readonly parts: Parts;
  readonly tally: Tally;
  /** Late, because the bot that makes it needs these handlers first. */
  readonly chat: () => Chat;
}

const MOST_ASKERS = 1_000;
/** Stored words are tried for 15 minutes: what was answered for them is not older. */
const LOOK_BACK_MS = 20 * 60_000;

const answerPortsOf = ({ config, ports, parts, tally, chat }: InboundParts): AnswerPorts => ({
  store: parts.store,
  chat: chat(),
  commands,
  phrases,
  policy: parts.policy,
  contextFor: parts.contextFor,
  snapshot: parts.snapshot,
  kept: (id) => parts.store.snapshots.read(id),
  links: (picture) => pictureLinks(picture, parts),
  weekStart: config.weekStart,
  log: ports.log,
  clock: ports.clock,
  tally,
});

/** Words of the home tab, which only ask. */
const runFor = async (words: string, userId: string, ports: AnswerPorts): Promise<Reply> => {
  const run = async (): Promise<Reply> => {
    const { reply } = await runWords({ text: words, how: "words" }, await ports.chat.user(userId), ports);
    return reply;
  };
  return instrumented({ kind: "command", name: nameOf(words, ports) }, run, ports);
};

/** The home tab anew, for somebody who typed the words of its button: they are told, for they may not look at it. */
const refreshed = async (said: Inbound, home: (userId: string) => Promise<void>, log: Ports["log"]): Promise<void> => {
  await home(said.userId);
  try {
    await said.whisper({ kind: "reply", reply: { title: "Your home tab is new: open it under Apps, Dr. M, Home." } });
  } catch (error) {
    log.warn({ err: error }, "nobody could be told that their home tab is new");
  }
};

/** Runs a stored command: it answers whoever still waits for it here, else where it was said. */
const storedRunner =
  (inbound: InboundParts, askers: Map<string, Inbound>): ActPorts["words"] =>
  async ({ text, userId, channel, thread, how = "mention" }, id, again, tooLate) => {
    const doubt = { sinceMs: inbound.ports.clock() - LOOK_BACK_MS, again };
    // As it was when they were said: what was answered before a crash is found by that.
    const said = id.slice(actionId("").length);
    const asked = { id: said, text, userId, channel, thread, how, doubt };
    const to = askers.get(id) ?? answererOf(asked, inbound.chat(), inbound.ports.log);
    await answer(text, userId, to, answerPortsOf(inbound), { actionId: id, again, tooLate });
    askers.delete(id);
  };

/** What comes from Slack: questions are answered behind the ack, what changes something is on disk before it. */
export const createInbound = (inbound: InboundParts) => {
  const { ports, parts, chat } = inbound;
  const { clock, log } = ports;
  const running = new Set<Promise<void>>();
  /** Who asked for a stored command, while this process still can answer them directly. */
  const askers = new Map<string, Inbound>();
  const answerPorts = (): AnswerPorts => answerPortsOf(inbound);
  const track = (work: Promise<void>): void => {
    running.add(work);
    void work.finally(() => running.delete(work));
  };
  const forms = createForms({
    ...{ deskFor: parts.deskFor, chat: { user: (id) => chat().user(id) }, clock, log },
    why: async (incidentId) => (await parts.store.verdicts.read(incidentId))?.note,
  });
  const home = createHome({
    run: (words, userId) => runFor(words, userId, answerPorts()),
    chat: { home: (user, sections) => chat().home(user, sections) },
    ...{ log, clock },
  });
  const unfurl = unfurlOf(ports, parts, chat);
  const handlers: InboundHandlers = {
    async words(said: Inbound) {
      const { id, text, userId, channel, thread, how } = said;
      if (text === REFRESH_WORDS) return track(refreshed(said, home, log));
      if (!changesSomething(text, commands, phrases)) return track(answer(text, userId, said, answerPorts()));
      askers.set(actionId(id), said);
      if (askers.size > MOST_ASKERS) askers.delete(askers.keys().next().value ?? "");
      await storeAction(parts.store, id, { kind: "words", text, userId, channel, thread, how }, clock());
    },
    press: (press) => storeAction(parts.store, press.id, { kind: "press", ...press }, clock()),
    ...forms,
    home: async (userId) => track(home(userId)),
    links: async (shared) => track(unfurl(shared)),
  };
  return {
    handlers,
    runStored: storedRunner(inbound, askers),
    /** Resolves when the questions under way are answered. */
    drain: async () => {
      await Promise.all(running);
    },
  };
};
