import type { Chat } from "../core/chat.ts";
import { Failure, toFailure } from "../core/failure.ts";
import type { Clock, Log } from "../core/log.ts";
import type { Reply } from "../core/message.ts";
import {
  failedSection,
  HOME_SECTIONS,
  type HomeSection,
  loadingSection,
  QUICK_ACTIONS,
  sectionOf,
} from "./home/sections.ts";
import { inTime, LATE } from "./in-time.ts";

export { REFRESH_WORDS } from "./home/sections.ts";

/** What the home tab needs from outside. */
export interface HomePorts {
  /** Answers words as if that person had typed them where only they see it; changes nothing. */
  readonly run: (words: string, userId: string) => Promise<Reply>;
  readonly chat: Pick<Chat, "home">;
  readonly log: Log;
  readonly clock: Clock;
}

/** What is not there by then is shown as loading, and published once more when it is. */
const FIRST_MS = 800;
/** A part takes no longer. */
const MOST_MS = 2_500;
/** Opened again and again, it is looked for no more often. */
const AGAIN_MS = 1_000;

/** A look at one person's tab, and the one after it for whoever asked too soon. */
interface Look {
  readonly atMs: number;
  readonly shown: Promise<void>;
  next?: Promise<void>;
}

/**
 * Publishes somebody's home tab: its parts are made at once, side by side; it is shown when all are there, or after
 * 800 ms with what is, and then once more. Asked for again within a second, all get one more look at the end of it.
 * Never throws: what fails is on the tab or in the log.
 */
export const createHome = (ports: HomePorts): ((userId: string) => Promise<void>) => {
  const looks = new Map<string, Look>();
  const look = (userId: string): Promise<void> => {
    let mine: Look | undefined;
    // A later look shows newer answers: the slow rest of an earlier one must not cover them.
    const isNewest = (): boolean => looks.get(userId) === mine;
    const shown = show(userId, isNewest, ports);
    mine = { atMs: ports.clock(), shown };
    looks.set(userId, mine);
    return shown;
  };
  return (userId) => {
    const before = looks.get(userId);
    const agoMs = before ? ports.clock() - before.atMs : AGAIN_MS;
    if (!before || agoMs < 0 || agoMs >= AGAIN_MS) return look(userId);
    before.next ??= new Promise<void>((resolve) => setTimeout(resolve, AGAIN_MS - agoMs)).then(() => look(userId));
    return before.next;
  };
};

const show = async (userId: string, isNewest: () => boolean, ports: HomePorts): Promise<void> => {
  const parts = HOME_SECTIONS.map((section): Part => ({ section, reply: loadingSection(section) }));
  const all = Promise.all(parts.map((part) => fill(part, userId, ports)));
  const first = await inTime(all, FIRST_MS);
  await publish(userId, parts, isNewest, ports);
  if (first !== LATE) return;
  await all;
  await publish(userId, parts, isNewest, ports);
};

interface Part {
  readonly section: HomeSection;
  reply: Reply | undefined;
}

const fill = async (part: Part, userId: string, { run, log }: HomePorts): Promise<void> => {
  const { section } = part;
  try {
    part.reply = sectionOf(await requireInTime(run(section.words, userId), section), section);
  } catch (error) {
    const failure = toFailure(error);
    const level = failure.code === "internal" ? "error" : "info";
    log[level]({ user: userId, words: section.words, code: failure.code, err: failure }, "a part of a home tab failed");
    part.reply = failedSection(section, failure);
  }
};

const requireInTime = async (answer: Promise<Reply>, { words }: HomeSection): Promise<Reply> => {
  const reply = await inTime(answer, MOST_MS);
  if (reply !== LATE) return reply;
  const tell = "This takes too long at the moment. Press Refresh to try again.";
  throw new Failure("timeout", `${words}: no answer in time`, { tell });
};

const publish = async (
  userId: string,
  parts: readonly Part[],
  isNewest: () => boolean,
  { chat, log }: HomePorts,
): Promise<void> => {
  if (!isNewest()) return;
  const [mine, all, ...rest] = parts.map(({ reply }) => (reply === undefined ? [] : [reply]));
  const sections = [...(mine ?? []), ...(all ?? []), QUICK_ACTIONS, ...rest.flat()];
  try {
    await chat.home(userId, sections);
  } catch (error) {
    const failure = toFailure(error);
    log.warn({ user: userId, code: failure.code, err: failure }, "a home tab could not be published");
  }
};
