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
import { isAnswer, toldReply } from "./told.ts";

/** Everything about an asker that commands may use, made fresh for each. */
export type ContextFor = (asker: ChatUser) => CommandContext;

/** What an answer needs from outside: who asks, what is known, and a picture on request. */
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
const FAILED = "That did not work, and it is not your fault.\nThe log says why; try again in a minute.";
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
  const askedBy = to.how === "slash" && !reply.private ? asker.name : undefined;
  const message: Message = { kind: "reply", reply, askedBy };
  if (reply.private) await to.whisper(message);
  else await patiently(() => to.say(message), to, ports);
  if (!reply.picture) return;
  const { graph, query } = reply.picture;
  let why = "it could not be drawn";
  try {
    const snapshot = await ports.snapshot(graph, query, asker.id, to.channel);
    const { spec, id, png } = snapshot;
    why = "Slack did not take it";
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
    const say = failure.retry ? ports.log.warn : ports.log.error;
    say.call(ports.log, { graph, code: failure.code, err: failure }, "the picture failed; the text was posted");
    const mend = failure.code === "credentials" || failure.code === "channel" ? `\n${failure.tell}` : "";
    const sorry = `No picture this time: ${why}.${mend}\nThe numbers stand; ask again in a minute.`;
    await tellAsker(sorry, to, ports);
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
  const facts = { command, code: failure.code };
  if (isAnswer(failure)) log.info({ ...facts, why: failure.message }, "a command was answered with what to do instead");
  else if (failure.retry) log.warn({ ...facts, err: failure }, "a command failed; the same may work later");
  else log.error({ ...facts, err: failure }, "a command failed");
  await tellAsker(failure.tell ?? FAILED, to, ports);
};

/** Says it to the asker alone. Never throws. */
const tellAsker = async (tell: string, to: Answerer, { log }: AnswerPorts): Promise<void> => {
  try {
    await to.whisper({ kind: "reply", reply: toldReply(tell) });
  } catch (error) {
    log.error({ err: error }, "could not even say that it failed");
  }
};
