import type { Cover } from "../cover.ts";
import type { Reply } from "../message.ts";
import type { Override } from "../responding.ts";
import { when, whenSpan } from "../time/when.ts";
import { sayOf } from "./words.ts";

const MINUTE_MS = 60_000;

/** "Payments Primary: Sat 21 Nov 09:00 – Sat 21 Nov 17:00" */
export const partWords = (part: Cover["parts"][number]): string => `${part.schedule}: ${whenSpan(part)}`;

/** Who has a turn, from now on or then; everybody in the channel may know. */
export const overrideReply = (
  override: Override,
  { has, back: label }: { readonly has: string; readonly back: string },
  nowMs: number,
): Reply => {
  const { id, person, schedule, fromMs, toMs } = override;
  const back = `oncall override delete ${id} of ${sayOf(schedule)}`;
  const time = fromMs > nowMs + MINUTE_MS ? `: ${whenSpan(override)}` : ` until ${when(toMs)}`;
  return {
    title: `${person.name} ${has} ${schedule.name}${time}`,
    buttons: [{ label, say: back }],
    did: { about: `${schedule.name}: ${person.name}` },
  };
};
