import type { Item } from "./message.ts";
import type { OnCall } from "./oncall.ts";
import { when } from "./when.ts";

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** " until Wed 18:00"; nothing for a permanent turn. */
export const untilWords = ({ toMs }: Pick<OnCall, "toMs">): string => (toMs === null ? "" : ` until ${when(toMs)}`);

/** "Wed 9:00 – Fri 9:00", "until Fri 9:00", "always". */
export const turnWords = ({ fromMs, toMs }: Pick<OnCall, "fromMs" | "toMs">): string => {
  if (fromMs === null) return toMs === null ? "always" : `until ${when(toMs)}`;
  return toMs === null ? `from ${when(fromMs)} on` : `${when(fromMs)} – ${when(toMs)}`;
};

/** By policy, level and beginning. */
export const inOrder = (turns: readonly OnCall[]): readonly OnCall[] =>
  [...turns].sort(
    (a, b) =>
      byName(a.policy, b.policy) || a.level - b.level || (a.fromMs ?? 0) - (b.fromMs ?? 0) || byName(a.name, b.name),
  );

/** One thing a policy, one line a level of it; each person once unless `write` tells their turns apart. */
export const policyItems = (turns: readonly OnCall[], write: (turn: OnCall) => string): readonly Item[] => {
  const policies = new Map<string, Map<number, Set<string>>>();
  for (const turn of inOrder(turns)) {
    const levels = policies.get(turn.policy) ?? new Map<number, Set<string>>();
    policies.set(turn.policy, levels);
    levels.set(turn.level, (levels.get(turn.level) ?? new Set()).add(write(turn)));
  }
  return [...policies].map(([title, levels]) => ({
    title,
    lines: [...levels].map(([level, people]) => `${level} · ${[...people].join(", ")}`),
  }));
};

/** One row a schedule and end of a turn, with all policies and levels that it stands for. */
export const scheduleRows = (
  turns: readonly OnCall[],
  write: (turn: OnCall) => string,
): readonly { readonly label: string; readonly value: string }[] => {
  const groups = new Map<string, { label: string; first: OnCall; levels: string[] }>();
  for (const turn of inOrder(turns)) {
    const label = turn.schedule ?? turn.policy;
    const key = JSON.stringify([label, turn.schedule === undefined, turn.fromMs, turn.toMs]);
    const group = groups.get(key) ?? { label, first: turn, levels: [] };
    groups.set(key, group);
    group.levels.push(turn.schedule === undefined ? `level ${turn.level}` : `${turn.policy} ${turn.level}`);
  }
  return [...groups.values()].map(({ label, first, levels }) => ({
    label,
    value: [write(first), ...new Set(levels)].filter(Boolean).join(" · "),
  }));
};

/** Those of the policy or schedule of that name; where none has it exactly, those whose names hold it. */
export const turnsOf = (turns: readonly OnCall[], name: string): readonly OnCall[] => {
  const wanted = name.toLowerCase();
  const namesIn = ({ policy, schedule }: OnCall) => [policy, schedule ?? ""].map((one) => one.toLowerCase());
  const exact = turns.filter((turn) => namesIn(turn).includes(wanted));
  return exact.length > 0 ? exact : turns.filter((turn) => namesIn(turn).some((one) => one.includes(wanted)));
};
