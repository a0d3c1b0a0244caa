import type { Chat } from "../core/chat.ts";
import { DUE_KINDS, type Due } from "../core/due.ts";
import { type Failure, toFailure } from "../core/failure.ts";
import type { Pager } from "../core/integration.ts";
import type { Clock, Log } from "../core/log.ts";
import type { OnCallSource } from "../core/oncall.ts";
import type { PolicyNow } from "../core/policy.ts";
import type { Store } from "../core/store.ts";
import type { Tally } from "../core/tally.ts";
import { askVerdict } from "./due/ask-verdict.ts";
import { endPage } from "./due/end-page.ts";
import { leftAlone } from "./due/left-alone.ts";
import { muteEnded } from "./due/mutes-end.ts";
import { settle } from "./due/settle.ts";
import { createHeld } from "./held.ts";
import { createLoop, type Loop } from "./loop.ts";
import type { TellAdmin, TellOurs } from "./tell-admin.ts";

/** What timers need from outside. */
export interface DueOptions {
  readonly store: Pick<Store, "dues" | "mutes" | "incident" | "people" | "leases" | "verdicts" | "outbox">;
  readonly chat: Pick<Chat, "userIdByEmail">;
  readonly policy: PolicyNow;
  /** Whom to call; undefined while none is configured. */
  readonly pager?: Pager | undefined;
  /** All of them by the name that people know them by. */
  readonly pagers: ReadonlyMap<string, Pager>;
  /** Sources that call people themselves: nobody is reminded of what they told. */
  readonly escalates: ReadonlySet<string>;
  /** Source -> who is on call there. */
  readonly oncalls: ReadonlyMap<string, OnCallSource>;
  readonly tellAdmin: TellAdmin;
  readonly tellOurs: TellOurs;
  readonly holder: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly tally: Tally;
}

/** What a handler gets: the same, and what all of them share. */
export interface DuePorts extends DueOptions {
  /** Whether one more reminder may ping people now: in a storm the first few do, the others name them. */
  readonly mayPing: () => boolean;
}

/**
 * Does one thing that is due; doing it twice must come to the same. Answers when it is to be looked at again (the same
 * due, moved), or undefined when it is done. `tries` counts those before.
 */
export type DueHandler = (due: Due, ports: DuePorts, tries: number) => Promise<Due | undefined>;

/** What this loop does; graphs have a loop of their own, because nobody waits for one. */
type Kind = Exclude<Due["kind"], "graph">;
const isMine = (kind: Due["kind"]): kind is Kind => kind !== "graph";
const MINE = DUE_KINDS.filter(isMine);

const HANDLERS: Readonly<Record<Kind, DueHandler>> = {
  left_alone: leftAlone,
  mute_end: muteEnded,
  settle,
  end_page: endPage,
  verdict: askVerdict,
};

/** Longer than a pager takes to answer or not. */
const LEASE_MS = 30_000;
const EVERY_MS = 1_000;
const AT_ONCE = 20;
/** 1, 2, 4 … 60 s apart, these are about a quarter of an hour. */
const MOST_TRIES = 20;

const PINGS = 5;
const PINGS_MS = 60_000;

/** At most so many in any minute. */
const createPings = (clock: Clock): DuePorts["mayPing"] => {
  let atMs: readonly number[] = [];
  return () => {
    const nowMs = clock();
    atMs = atMs.filter((one) => nowMs - one < PINGS_MS);
    if (atMs.length >= PINGS) return false;
    atMs = [...atMs, nowMs];
    return true;
  };
};

/** What is to be done at a time is done then, by one process; what fails and may succeed later is tried again. */
export const createDue = (options: DueOptions): Loop => {
  const { store, clock, log } = options;
  const ports: DuePorts = { ...options, mayPing: createPings(clock) };
  const held = createHeld(store.leases, clock, "dues", ports.holder, LEASE_MS);
  const tried = new Map<string, number>();
  const turn = async (): Promise<number> => {
    if (!(await held.get())) return EVERY_MS;
    const due = await store.dues.take(clock(), AT_ONCE, MINE);
    await Promise.all(due.map((one) => runDue(one, tried, ports)));
    return due.length === AT_ONCE ? 0 : EVERY_MS;
  };
  return createLoop("dues", log, turn, held.release);
};

const runDue = async (due: Due, tried: Map<string, number>, ports: DuePorts): Promise<void> => {
  if (!isMine(due.kind)) return;
  const { store, tally } = ports;
  const tries = tried.get(due.id) ?? 0;
  try {
    const next = await HANDLERS[due.kind](due, ports, tries);
    tried.delete(due.id);
    if (next) await store.dues.add(next);
    else await store.dues.done(due.id, due.atMs);
    tally.count("dues", { kind: due.kind, outcome: next ? "later" : "done" });
  } catch (error) {
    tried.set(due.id, tries + 1);
    await failed({ ...due, kind: due.kind }, tries + 1, toFailure(error), ports);
    if (tries + 1 >= MOST_TRIES) tried.delete(due.id);
  }
};

const failed = async (
  due: Due & { readonly kind: Kind },
  tries: number,
  failure: Failure,
  ports: DuePorts,
): Promise<void> => {
  const { store, clock, log, tally } = ports;
  const facts = { due: due.id, kind: due.kind, code: failure.code, tries, err: failure };
  if (failure.retry && tries < MOST_TRIES) {
    const waitMs = failure.retryAfterMs ?? Math.min(1_000 * 2 ** (tries - 1), 60_000);
    log.warn(facts, "what is due could not be done; it is tried again");
    return store.dues.add({ ...due, atMs: clock() + waitMs });
  }
  log.error(facts, "what is due could not be done; it is given up");
  tally.count("dues", { kind: due.kind, outcome: "given_up" });
  await ports.tellAdmin({
    key: `due:${due.id}`,
    state: "notice",
    once: String(due.atMs),
    title: GIVEN_UP[due.kind],
    what: "given up; the log says more",
    labels: { reason: failure.tell ?? failure.message, problem: due.subject },
  });
  await store.dues.done(due.id, due.atMs);
};

const GIVEN_UP: Readonly<Record<Kind, string>> = {
  left_alone: "I could not say that a problem was left alone",
  mute_end: "I could not report the end of a mute",
  settle: "I could not see whether a flapping problem has settled",
  end_page: "I could not end a call at the pager: its problem is over",
  verdict: "I could not ask whether a problem needed anybody",
};
