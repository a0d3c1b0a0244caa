import type { Duty } from "../duty.ts";
import type { Roster, Someone } from "./roster.ts";
import type { Span } from "./rows.ts";
import { unionOf } from "./spans.ts";

/** When each person was on a schedule within `clip`: disjoint spans, oldest first, whatever schedules they are of. Never empty. */
export const onCallTimes = (
  duties: readonly Duty[],
  roster: Roster,
  clip: Span,
): ReadonlyMap<Someone, readonly Span[]> => {
  const all = new Map<Someone, Duty[]>();
  for (const duty of duties) {
    if (duty.toMs <= clip.fromMs || duty.fromMs >= clip.toMs) continue;
    const person = roster.of(duty.source, duty.personId);
    const those = all.get(person);
    if (those) those.push(duty);
    else all.set(person, [duty]);
  }
  const joined = [...all].map(([person, own]) => [person, unionOf(own, clip)] as const);
  return new Map(joined.filter(([, spans]) => spans.length > 0));
};
