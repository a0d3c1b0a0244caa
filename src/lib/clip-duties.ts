import type { Duty } from "../core/duty.ts";

/** Cut at the edges of the span; a time that is told several times, or in touching parts, counts once. Oldest first. */
export const clipDuties = (
  duties: readonly Duty[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): readonly Duty[] => {
  const whole = new Map<string, Duty[]>();
  for (const duty of duties.toSorted((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs)) {
    const cut = { ...duty, fromMs: Math.max(duty.fromMs, fromMs), toMs: Math.min(duty.toMs, toMs) };
    if (cut.fromMs >= cut.toMs) continue;
    const key = JSON.stringify([cut.personId, cut.scheduleId]);
    const known = whole.get(key) ?? [];
    whole.set(key, known);
    const before = known.at(-1);
    if (before && before.toMs >= cut.fromMs)
      known[known.length - 1] = { ...before, toMs: Math.max(before.toMs, cut.toMs) };
    else known.push(cut);
  }
  return [...whole.values()].flat().toSorted((a, b) => a.fromMs - b.fromMs);
};
