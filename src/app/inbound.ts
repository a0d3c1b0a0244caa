import { randomUUID } from "node:crypto";
import { commands } from "../commands/index.ts";
import type { Config } from "../config.ts";
import type { Chat } from "../core/chat.ts";
import type { Inbound, InboundHandlers } from "../core/inbound.ts";
import type { Message } from "../core/message.ts";
import type { Tally } from "../core/tally.ts";
import { type ActPorts, actionId, storeAction } from "../flows/act.ts";
import { type AnswerPorts, answer, changesSomething } from "../flows/answer.ts";
import type { Parts, Ports } from "./parts.ts";

interface InboundParts {
  readonly config: Config;
  readonly ports: Ports;
  readonly parts: Parts;
  readonly tally: Tally;
  /** Late, because the bot that makes it needs these handlers first. */
  readonly chat: () => Chat;
}

const MOST_ASKERS = 1_000;

/** What comes from Slack: questions are answered behind the ack, what changes something is on disk before it. */
export const createInbound = ({ config, ports, parts, tally, chat }: InboundParts) => {
  const running = new Set<Promise<void>>();
  /** Who asked for a stored command, while this process still can answer them directly. */
  const askers = new Map<string, Inbound>();
  const answerPorts = (): AnswerPorts => ({
    store: parts.store,
    chat: chat(),
    commands,
    contextFor: parts.contextFor,
    snapshot: parts.snapshot,
    links: (snapshot) => [{ label: "Live view", url: parts.liveUrl(snapshot) }],
    weekStart: config.weekStart,
    log: ports.log,
    clock: ports.clock,
    tally,
  });
  const track = (work: Promise<void>): void => {
    running.add(work);
    void work.finally(() => running.delete(work));
  };
  const handlers: InboundHandlers = {
    async words(inbound: Inbound) {
      const { id, text, userId, channel, thread } = inbound;
      if (!changesSomething(text, commands)) return track(answer(text, userId, inbound, answerPorts()));
      askers.set(actionId(id), inbound);
      if (askers.size > MOST_ASKERS) askers.delete(askers.keys().next().value ?? "");
      await storeAction(parts.store, id, { kind: "words", text, userId, channel, thread }, ports.clock());
    },
    press: (press) => storeAction(parts.store, press.id, { kind: "press", ...press }, ports.clock()),
  };
  const runStored: ActPorts["words"] = async ({ text, userId, channel, thread }, id) => {
    const place = { channel, thread };
    const anew = {
      channel,
      working: async () => undefined,
      say: (message: Message) => chat().post(place, message, randomUUID()),
      whisper: (message: Message) => chat().whisper(place, userId, message),
    };
    await answer(text, userId, askers.get(id) ?? anew, answerPorts());
    askers.delete(id);
  };
  return {
    handlers,
    runStored,
    /** Resolves when the questions under way are answered. */
    drain: async () => {
      await Promise.all(running);
    },
  };
};
