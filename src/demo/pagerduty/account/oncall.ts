import type { Account, Policy, Schedule } from "../model.ts";

/** One person's turn on a schedule, half-open. */
export interface Turn {
  readonly userId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The turn that holds `atMs`. */
export const turnAt = (schedule: Schedule, atMs: number): Turn => {
  const index = Math.floor((atMs - schedule.anchorMs) / schedule.turnMs);
  const count = schedule.userIds.length;
  const fromMs = schedule.anchorMs + index * schedule.turnMs;
  return {
    userId: schedule.userIds[((index % count) + count) % count] ?? "",
    fromMs,
    toMs: fromMs + schedule.turnMs,
  };
};

/** The turns that touch [fromMs, toMs], oldest first; at most 400. */
export const turnsWithin = (schedule: Schedule, fromMs: number, toMs: number): readonly Turn[] => {
  const turns: Turn[] = [];
  let turn = turnAt(schedule, fromMs);
  while (turns.length < 400 && (turn.fromMs < toMs || turns.length === 0)) {
    turns.push(turn);
    turn = turnAt(schedule, turn.toMs);
  }
  return turns;
};

/** A row of the on-call list; null times and no schedule: always on call. */
export interface OnCallRow {
  readonly policy: Policy;
  readonly level: number;
  readonly userId: string;
  readonly schedule: Schedule | null;
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

/** Every on-call of every policy and level that touches [fromMs, toMs]. */
export const onCallRows = (account: Account, fromMs: number, toMs: number): readonly OnCallRow[] =>
  account.policies.flatMap((policy) =>
    policy.levels.flatMap((level, index) =>
      level.targets.flatMap((target): readonly OnCallRow[] => {
        const base = { policy, level: index + 1 };
        if (target.kind === "user") return [{ ...base, userId: target.id, schedule: null, fromMs: null, toMs: null }];
        const schedule = account.schedules.find((one) => one.id === target.id);
        if (schedule === undefined) return [];
        return turnsWithin(schedule, fromMs, toMs).map((turn) => ({ ...base, ...turn, schedule }));
      }),
    ),
  );

/** Who is to be paged at a level of a policy, each once. */
export const onCallAt = (account: Account, policyId: string, level: number, atMs: number): readonly string[] => [
  ...new Set(
    onCallRows(account, atMs, atMs)
      .filter((row) => row.policy.id === policyId && row.level === level)
      .map((row) => row.userId),
  ),
];
