import type { Account, Level, Policy, Target } from "../model.ts";
import { finalShifts } from "./shifts.ts";
import { finalTurns, type Window } from "./turns.ts";

/** A row of the on-call list; null times and no schedule: always on call. */
export interface OnCallRow {
  readonly policy: Policy;
  readonly level: number;
  readonly userId: string;
  /** Where it comes from; null for a person whom the policy names. */
  readonly schedule: Target | null;
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

type Found = Pick<OnCallRow, "userId" | "schedule" | "fromMs" | "toMs">;

const targetRows = (account: Account, target: Target, window: Window): readonly Found[] => {
  if (target.kind === "user") return [{ userId: target.id, schedule: null, fromMs: null, toMs: null }];
  const layered = account.schedules.find((one) => one.id === target.id);
  if (layered !== undefined) return finalTurns(layered, window).map((turn) => ({ ...turn, schedule: target }));
  const shifted = account.shiftSchedules.find((one) => one.id === target.id);
  if (shifted === undefined) return [];
  return finalShifts(shifted, window).flatMap(({ userId, fromMs, toMs }) =>
    userId === null ? [] : [{ userId, fromMs, toMs, schedule: target }],
  );
};

const levelRows = (account: Account, level: Level | undefined, window: Window): readonly Found[] =>
  (level?.targets ?? []).flatMap((target) => targetRows(account, target, window));

/** Every on-call of every policy and level that has time in [fromMs, toMs). */
export const onCallRows = (account: Account, fromMs: number, toMs: number): readonly OnCallRow[] =>
  account.policies.flatMap((policy) =>
    policy.levels.flatMap((level, index) =>
      levelRows(account, level, { fromMs, toMs }).map((row) => ({ policy, level: index + 1, ...row })),
    ),
  );

/** Who is to be paged at a level of a policy, each once. */
export const onCallAt = (account: Account, policyId: string, level: number, atMs: number): readonly string[] => {
  const policy = account.policies.find((one) => one.id === policyId);
  const rows = levelRows(account, policy?.levels[level - 1], { fromMs: atMs, toMs: atMs });
  return [...new Set(rows.map((row) => row.userId))];
};

/** The first level of a policy where somebody is on call, from `from` on; undefined when nobody is. */
export const firstLevel = (account: Account, policyId: string, atMs: number, from = 1): number | undefined => {
  const policy = account.policies.find((one) => one.id === policyId);
  for (let level = from; level <= (policy?.levels.length ?? 0); level++)
    if (onCallAt(account, policyId, level, atMs).length > 0) return level;
  return undefined;
};
