import type { Reply } from "../../core/message.ts";
import { countOf, formatDuration } from "../../core/number-words.ts";
import { stepButtons } from "../../core/rating-words.ts";
import { formatShiftRef } from "../../core/shift-ref.ts";
import type { PersonSheet } from "../../core/stats/person-types.ts";
import { whenSpan } from "../../core/time/when.ts";
import type { EndedShift } from "./ended.ts";

/** What the question is about. */
export interface AskedShift {
  readonly schedule: { readonly id: string; readonly name: string };
  readonly shift: EndedShift;
  /** Their own numbers; undefined where they are not known. */
  readonly sheet: PersonSheet | undefined;
  /** Somebody may see other people's answers. */
  readonly hasLeads: boolean;
}

const own = ({ sheet }: AskedShift): readonly string[] => {
  if (!sheet?.who || sheet.asOfMs === null) return [];
  if (sheet.pages === 0) return ["Nobody paged you: a quiet shift."];
  const nights = sheet.nights?.nights.length ?? 0;
  const parts = [
    ...(sheet.sleep > 0 ? [`${sheet.sleep} of them at night`] : []),
    ...(nights > 0 ? [countOf(nights, "disturbed night")] : []),
  ];
  return [`You were paged ${countOf(sheet.pages, "time")}${parts.length === 0 ? "" : `, ${parts.join(", ")}`}.`];
};

/** What somebody whose shift is over is asked, with their own numbers. */
export const askAfterShift = (asked: AskedShift): Reply => {
  const { schedule, shift, hasLeads } = asked;
  const ref = { scheduleId: schedule.id, fromMs: shift.fromMs, toMs: shift.toMs };
  return {
    title: `Your shift in ${schedule.name} is over. How was it?`,
    lines: [`${whenSpan(shift)} · ${formatDuration(shift.toMs - shift.fromMs)}`, ...own(asked)],
    items: [
      { title: "How hard was it?", lines: [], buttons: stepButtons("hard", ref) },
      { title: "How well did you sleep?", lines: [], buttons: stepButtons("sleep", ref) },
    ],
    buttons: [{ label: "With a note…", form: { name: "rate", about: formatShiftRef(ref) } }],
    footer: [
      `${hasLeads ? "Only you and your leads see" : "Only you see"} what you say. Others see it as an average of three people or more. No answer is fine.`,
    ],
  };
};
