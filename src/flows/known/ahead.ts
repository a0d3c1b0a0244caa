import type { Known } from "../../core/known.ts";
import type { Clock } from "../../core/log.ts";
import type { OnCall } from "../../core/oncall.ts";
import type { Rota, TimeWindow } from "../../core/responding.ts";
import type { KnownAnswers } from "../known.ts";

/** Turns that were planned for a window when somebody last looked. */
export interface Ahead extends TimeWindow {
  readonly turns: readonly OnCall[];
}

/** What looking ahead needs from outside. */
export interface AheadPorts {
  /** Under which it is remembered. */
  readonly name: string;
  readonly rota: Pick<Rota, "turns">;
  readonly known: KnownAnswers;
  readonly clock: Clock;
}

const HOUR_MS = 3_600_000;
/** So long the plan helps out while the pager does not answer: over a night and a change of shift. */
const AHEAD_MS = 26 * HOUR_MS;

/** Everybody's turns from now on, for later. */
export const lookAhead = ({ name, rota, known, clock }: AheadPorts, freshMs: number): Promise<Known<Ahead>> => {
  const read = async (): Promise<Ahead> => {
    const window = { fromMs: clock(), toMs: clock() + AHEAD_MS };
    return { ...window, turns: await rota.turns(window) };
  };
  return known.ask(name, read, { freshMs });
};

/** What was planned when somebody last looked; undefined where nobody did. */
export const lastPlan = ({ name, known }: Pick<AheadPorts, "name" | "known">): Promise<Known<Ahead> | undefined> =>
  known.last<Ahead>(name);

const placeOf = ({ policyId, policy, level }: OnCall): string => JSON.stringify([policyId ?? policy, level]);

const isOver = ({ toMs }: OnCall, nowMs: number): boolean => toMs !== null && toMs <= nowMs;

/** Of each policy and level what was last said, unless a turn there has ended since: then what was planned. */
const mended = (last: readonly OnCall[], plan: readonly OnCall[], nowMs: number): readonly OnCall[] => {
  const over = new Set(last.filter((turn) => isOver(turn, nowMs)).map(placeOf));
  const kept = last.filter((turn) => !over.has(placeOf(turn)));
  const told = new Set(kept.map(placeOf));
  const planned = plan.filter(
    (turn) => !told.has(placeOf(turn)) && (turn.fromMs ?? nowMs) <= nowMs && !isOver(turn, nowMs),
  );
  const once = new Map(planned.map((turn) => [`${placeOf(turn)} ${turn.personId}`, turn]));
  return [...kept, ...once.values()].sort((a, b) => a.policy.localeCompare(b.policy, "en") || a.level - b.level);
};

/**
 * Who is on call now by an answer that is too old while none comes: where a turn in it has ended, those whose turn was
 * planned to be now, as far as that is known.
 */
export const byPlan = async (
  last: Known<readonly OnCall[]>,
  { name, known, clock }: Pick<AheadPorts, "name" | "known" | "clock">,
): Promise<Known<readonly OnCall[]>> => {
  const nowMs = clock();
  if (!last.value.some((turn) => isOver(turn, nowMs))) return last;
  const plan = await lastPlan({ name, known });
  if (!plan || plan.value.toMs <= nowMs) return last;
  return { ...last, value: mended(last.value, plan.value.turns, nowMs), atMs: Math.min(last.atMs, plan.atMs) };
};
