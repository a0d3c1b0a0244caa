import type { ArgSpecs } from "../core/args.ts";
import type { Chat, ChatUser } from "../core/chat.ts";
import type { Command, CommandContext } from "../core/command.ts";
import { Failure, toFailure } from "../core/failure.ts";
import type { Inbound } from "../core/inbound.ts";
import type { Clock, Log } from "../core/log.ts";
import type { Link, Message, Reply } from "../core/message.ts";
import type { Snapshot, Store } from "../core/store.ts";
import type { Tally } from "../core/tally.ts";
import type { WeekStart } from "../core/time-range.ts";
import { matchCommand, parseWords } from "../core/words.ts";
import { postBudget } from "./deliver-post.ts";

/** Everything about an asker that commands may use, made fresh for each. */
export type ContextFor = (asker: ChatUser) => CommandContext;

export interface AnswerPorts {
  readonly store: Pick<Store, "budgets" | "inbox">;
  readonly chat: Pick<Chat, "user" | "upload">;
  readonly commands: readonly Command<ArgSpecs>[];
  readonly contextFor: ContextFor;
  readonly snapshot: (graph: string, query: URLSearchParams, by: string, channel: string) => Promise<Snapshot>;
  readonly links: (snapshot: Snapshot) => readonly Link[];
  readonly weekStart: WeekStart;
  readonly log: Log;
  readonly clock: Clock;
  readonly tally: Tally;
}

/** Where an answer goes: the three ways of `Inbound`, or their like for a stored command. */
export type Answerer = Pick<Inbound, "say" | "whisper" | "working" | "channel"> & {
  /** A slash command is not seen by others: its answer says who asked. */
  readonly how?: Inbound["how"];
};

const WORKING_AFTER_MS = 1_000;
/** People may be answered in a short burst, which Slack allows beside its 1 post a second. */
const BURST = 3;

/** True when these words change something: they are stored before they are acked. */
export const changesSomething = (text: string, commands: AnswerPorts["commands"]): boolean =>
  matchCommand(text, commands)?.changes === true;

/** Words -> answer: text at once, the picture after it; a failing picture never swallows the text. Never throws. */
export const answer = async (text: string, userId: string, to: Answerer, ports: AnswerPorts): Promise<void> => {
  const startMs = ports.clock();
  const working = setTimeout(() => void to.working(), WORKING_AFTER_MS);
  let command = "unknown";
  try {
    const asker = await ports.chat.user(userId);
    const context = ports.contextFor(asker);
    const range = { nowMs: context.nowMs, tz: asker.tz, weekStart: ports.weekStart };
    const parsed = parseWords(text, ports.commands, range);
    command = parsed.command.name;
    if (parsed.command.changes && asker.outsider)
      throw new Failure("forbidden", `${userId} is an outsider`, {
        tell: "Guests and people of other workspaces may look, but not change things.",
      });
    const reply = await parsed.command.run(context, parsed.args);
    clearTimeout(working);
    await show(reply, asker, to, ports);
    ports.tally.time("command", ports.clock() - startMs, { command });
  } catch (error) {
    clearTimeout(working);
    await explain(toFailure(error), command, to, ports);
  }
};

const show = async (reply: Reply, asker: ChatUser, to: Answerer, ports: AnswerPorts): Promise<void> => {
  const message: Message = { kind: "reply", reply, askedBy: to.how === "slash" ? asker.name : undefined };
  if (reply.private) await to.whisper(message);
  else await patiently(() => to.say(message), to, ports);
  if (!reply.picture) return;
  const { graph, query } = reply.picture;
  try {
    const snapshot = await ports.snapshot(graph, query, asker.id, to.channel);
    const { spec, id, png } = snapshot;
    const fileId = await ports.chat.upload(png, {
      filename: `${graph}-${id}.png`,
      title: spec.title,
      alt: spec.summary,
    });
    const picture: Message = {
      kind: "picture",
      title: spec.title,
      alt: spec.summary,
      fileId,
      footer: [],
      links: ports.links(snapshot),
    };
    await patiently(() => to.say(picture), to, ports);
  } catch (error) {
    const failure = toFailure(error);
    ports.log.error({ graph, code: failure.code, err: failure }, "the picture failed; the text was posted");
    const sorry = `The picture could not be made (${failure.tell ?? failure.message}). The numbers above are right.`;
    await to.say({ kind: "reply", reply: { title: sorry } });
  }
};

/** Spends the channel's budget first; when Slack asks to wait, waits, a few times. */
const patiently = async <T>(say: () => Promise<T>, to: Answerer, { store }: AnswerPorts): Promise<T> => {
  const budget = postBudget(to.channel);
  for (let refusals = 0; ; ) {
    const { waitMs } = await store.budgets.take(budget, 1_000, BURST);
    if (waitMs > 0) {
      await sleep(Math.min(waitMs, 5_000));
      continue;
    }
    try {
      return await say();
    } catch (error) {
      const failure = toFailure(error);
      refusals += 1;
      if (failure.code !== "rate_limited" || refusals > 5) throw failure;
      await store.budgets.hold(budget, Math.min(failure.retryAfterMs ?? 1_000, 30_000));
    }
  }
};

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const explain = async (failure: Failure, command: string, to: Answerer, ports: AnswerPorts): Promise<void> => {
  const { log, tally } = ports;
  tally.count("command_failures", { command, code: failure.code });
  const facts = { command, code: failure.code, err: failure };
  if (failure.code === "usage") log.debug(facts, "not understood");
  else log.error(facts, "a command failed");
  const title = failure.tell ?? "That did not work, and it is not your fault. The log says why; try again in a minute.";
  const [first = title, ...lines] = title.split("\n");
  try {
    await to.whisper({ kind: "reply", reply: { title: first, lines, private: true } });
  } catch (error) {
    log.error({ command, err: error }, "could not even say that it failed");
  }
};
