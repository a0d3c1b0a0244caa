import type { Item } from "./message.ts";
import type { OnCall } from "./oncall.ts";
import { when, whenSpan } from "./time/when.ts";

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** " until Wed 18:00"; nothing for a permanent turn. */
export const untilWords = ({ toMs }: Pick<OnCall, "toMs">): string => (toMs === null ? "" : ` until ${when(toMs)}`);

/** "Wed 9:00 – Fri 9:00", "until Fri 9:00", "always". */
export const turnWords = ({ fromMs, toMs }: Pick<OnCall, "fromMs" | "toMs">): string => {
  if (fromMs === null) return toMs === null ? "always" : `until ${when(toMs)}`;
  return toMs === null ? `from ${when(fromMs)} on` : whenSpan({ fromMs, toMs });
};

/** By policy, level and beginning. */
export const inOrder = (turns: readonly OnCall[]): readonly OnCall[] =>
  [...turns].sort(
    (a, b) =>
      byName(a.policy, b.policy) || a.level - b.level || (a.fromMs ?? 0) - (b.fromMs ?? 0) || byName(a.name, b.name),
  );

/** One thing a policy, one line a level of it; each person once unless `write` tells their turns apart; people of one name stay two. */
export const policyItems = (turns: readonly OnCall[], write: (turn: OnCall) => string): readonly Item[] => {
  const policies = new Map<string, Map<number, Map<string, string>>>();
  for (const turn of inOrder(turns)) {
    const levels = policies.get(turn.policy) ?? new Map<number, Map<string, string>>();
    policies.set(turn.policy, levels);
    const words = write(turn);
    const people = levels.get(turn.level) ?? new Map<string, string>();
    levels.set(turn.level, people.set(`${turn.personId} ${words}`, words));
  }
  return [...policies].map(([title, levels]) => ({
    title,
    lines: [...levels].map(([level, people]) => `${level} · ${[...people.values()].join(", ")}`),
  }));
};

/** "level 1 of Payments", "level 2" of the policy that the row is about. */
const levelWords = ({ schedule, policy, level }: OnCall): string =>
  schedule === undefined ? `level ${level}` : `level ${level} of ${policy}`;

/** Turns of one schedule (one policy, where there is none) and one time together, in the order given. */
export const sameTurns = (turns: readonly OnCall[]): readonly (readonly OnCall[])[] => {
  const groups = new Map<string, OnCall[]>();
  for (const turn of turns) {
    const key = JSON.stringify([turn.schedule ?? turn.policy, turn.schedule === undefined, turn.fromMs, turn.toMs]);
    groups.set(key, [...(groups.get(key) ?? []), turn]);
  }
  return [...groups.values()];
};

/** One row a schedule and end of a turn, with all policies and levels that it stands for; in `short` with the first level. */
export const scheduleRows = (
  turns: readonly OnCall[],
  write: (turn: OnCall) => string,
  { short = false }: { readonly short?: boolean } = {},
): readonly { readonly label: string; readonly value: string }[] =>
  sameTurns(inOrder(turns)).flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const levels = [...new Set((short ? [...same].sort((a, b) => a.level - b.level) : same).map(levelWords))];
    const shown = short && levels.length > 1 ? [`${levels[0]} and ${levels.length - 1} more`] : levels;
    return [{ label: first.schedule ?? first.policy, value: [write(first), ...shown].filter(Boolean).join(" · ") }];
  });

/** Those of the policy or schedule of that name; where none has it exactly, those whose names hold it. */
export const turnsOf = (turns: readonly OnCall[], name: string): readonly OnCall[] => {
  const wanted = name.toLowerCase();
  const namesIn = ({ policy, schedule }: OnCall) => [policy, schedule ?? ""].map((one) => one.toLowerCase());
  const exact = turns.filter((turn) => namesIn(turn).includes(wanted));
  return exact.length > 0 ? exact : turns.filter((turn) => namesIn(turn).some((one) => one.includes(wanted)));
};
