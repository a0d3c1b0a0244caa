import type { ChatUser } from "../core/chat.ts";
import type { SaidWhere } from "../core/command.ts";
import { Failure, toFailure } from "../core/failure.ts";
import type { Inbound } from "../core/inbound.ts";
import { instrumented } from "../core/instrument.ts";
import type { Message, Reply } from "../core/message.ts";
import { redactText } from "../core/redact.ts";
import type { Store } from "../core/store.ts";
import type { Tally } from "../core/tally.ts";
import { matchCommand } from "../core/words.ts";
import { failedReply } from "./answer/choices.ts";
import { withUndo } from "./answer/offer-undo.ts";
import { type PicturePorts, showWithPicture } from "./answer/pictures.ts";
import { type Ran, type RunPorts, runWords, type Said } from "./answer/run-words.ts";
import { isAnswer, toldReply } from "./answer/told.ts";
import { recordUnsaid } from "./audit.ts";
import { postBudget } from "./deliver/post.ts";
import type { PermitPorts } from "./permit.ts";

export type { ContextFor } from "./answer/run-words.ts";

/** What an answer needs from outside: who asks, what is known, what is allowed, and a picture on request. */
export interface AnswerPorts extends RunPorts, PicturePorts {
  readonly store: Pick<Store, "budgets" | "audit">;
  readonly chat: PermitPorts["chat"] & PicturePorts["chat"];
  readonly tally: Tally;
}

/** Where an answer goes: the three ways of `Inbound`, or their like for a stored command. */
export type Answerer = Pick<Inbound, "say" | "whisper" | "working" | "channel"> & {
  readonly thread?: string | undefined;
  /** A slash command, a button or a form is not seen by others: the answer says who asked. */
  readonly how?: Inbound["how"] | undefined;
};

/** A command that was stored before it is done: its id, whether a try of before may have done it, or it is too late. */
export type StoredWords = Required<Pick<SaidWhere, "actionId" | "again">> & Pick<Said, "tooLate">;

const WORKING_AFTER_MS = 1_000;
const FAILED = "That did not work, and it is not your fault.\nThe log says why; try again in a minute.";
/** People may be answered in a short burst, which Slack allows beside its 1 post a second. */
const BURST = 3;

/** True when these words change something: they are stored before they are acked. */
export const changesSomething = (
  text: string,
  commands: AnswerPorts["commands"],
  phrases?: AnswerPorts["phrases"],
): boolean => matchCommand(text, commands, phrases)?.changes === true;

/** Name of the command that these words mean; "unknown" for none of ours. */
export const nameOf = (text: string, { commands, phrases }: Pick<AnswerPorts, "commands" | "phrases">): string =>
  matchCommand(text, commands, phrases)?.name ?? "unknown";

/** Words -> answer: text at once, the picture after it; a failing picture never swallows the text. Never throws. */
export const answer = async (
  text: string,
  userId: string,
  to: Answerer,
  ports: AnswerPorts,
  stored?: StoredWords,
): Promise<void> => {
  const command = nameOf(text, ports);
  const working = setTimeout(() => void to.working(), WORKING_AFTER_MS);
  const did: { ran?: Ran } = {};
  const run = async (): Promise<void> => {
    const asker = await ports.chat.user(userId);
    const place = { channel: to.channel, thread: to.thread };
    const said = { text, place, how: to.how === "button" ? "button" : "words", ...stored } as const;
    const ran = await runWords(said, asker, ports);
    did.ran = ran;
    clearTimeout(working);
    await show(withUndo(ran.reply, ran.recorded?.entry, ports.clock()), asker, to, ports);
  };
  try {
    await instrumented({ kind: "command", name: command }, run, ports);
  } catch (error) {
    clearTimeout(working);
    const { ran } = did;
    const failure = toFailure(error);
    // Showing a picture that was taken before is all that was asked for: it is not done when nobody sees it.
    const unsaid = ran?.reply.taken !== undefined;
    if (ran?.recorded && !unsaid) return tellDone(ran, failure, to, ports);
    if (ran?.recorded) await recordUnsaid(ran.recorded, failure, ports);
    await explain(failure, text, command, to, ports);
  }
};

/** What is done is not to be told as failed because Slack did not take the answer: it would be done once more. */
const tellDone = async ({ command, reply }: Ran, failure: Failure, to: Answerer, ports: AnswerPorts): Promise<void> => {
  const { code } = failure;
  ports.log.error({ command: command.name, code, err: failure }, "what was done could not be told where it was asked");
  const lines = [
    ...(reply.lines ?? []),
    "It is done. Slack did not take this answer where you asked: only you see it.",
  ];
  await tellAsker({ ...reply, lines, private: true }, to, ports);
};

const notThere = new Failure("channel", "a taken picture was shown to its asker alone", {
  tell: "I may not post in that channel. Invite me there, or choose another one.",
});

const show = (reply: Reply, asker: ChatUser, to: Answerer, ports: AnswerPorts): Promise<void> => {
  const seen = to.how !== "slash" && to.how !== "button";
  const showing = {
    asked: { by: asker.id, channel: to.channel, thread: to.thread },
    askedBy: seen || reply.private ? undefined : asker.name,
    say: async (message: Message) => {
      if (reply.private) return to.whisper(message);
      const said = await patiently(() => to.say(message), to, ports);
      if (said === undefined && reply.taken !== undefined) throw notThere;
    },
    sorry: (words: string) => tellAsker(toldReply(words), to, ports),
  };
  return showWithPicture(reply, showing, ports);
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

const explain = async (
  failure: Failure,
  text: string,
  command: string,
  to: Answerer,
  ports: AnswerPorts,
): Promise<void> => {
  const { log } = ports;
  const facts = { command, code: failure.code };
  // What was typed may stand in it, and a secret in that.
  const why = redactText(failure.message, ports.policy().redactions);
  if (isAnswer(failure)) log.info({ ...facts, why }, "a command was answered with what to do instead");
  else if (failure.retry) log.warn({ ...facts, err: failure }, "a command failed; the same may work later");
  else log.error({ ...facts, err: failure }, "a command failed");
  await tellAsker(failedReply(text, failure, FAILED), to, ports);
};

/** Says it to the asker alone. Never throws. */
const tellAsker = async (reply: Reply, to: Answerer, { log }: AnswerPorts): Promise<void> => {
  try {
    await to.whisper({ kind: "reply", reply });
  } catch (error) {
    log.error({ err: error }, "could not even say that it failed");
  }
};
