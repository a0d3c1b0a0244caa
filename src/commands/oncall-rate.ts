import { usage } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { lastShift, scheduleName } from "../core/rated-shift.ts";
import { ratedWords, ratingWish, stepButtons } from "../core/rating-words.ts";
import { formatShiftRef, type ShiftRef } from "../core/shift-ref.ts";
import { whenSpan } from "../core/time/when.ts";

const LONGEST_MS = 62 * 24 * 3_600_000;

const requireOver = ({ fromMs, toMs }: ShiftRef, nowMs: number): void => {
  if (fromMs > nowMs) throw usage("a shift to come", "That shift has not begun yet.");
  if (toMs - fromMs > LONGEST_MS) throw usage("a long shift", "That is no shift: it is longer than two months.");
};

/** Says how a shift of the asker was; a later word completes it. */
export default defineCommand({
  name: "oncall rate",
  aliases: ["rate my shift"],
  help: "Says how hard your last shift was (1 easy to 5 very hard) and how well you slept (1 badly to 5 well).",
  examples: ["oncall rate 4 sleep 2", "oncall rate 2 sleep 5 a quiet week"],
  args: { wish: ratingWish() },
  notes: [
    "Only you and the leads see it: others see sums of the team, and the audit keeps nothing of it.",
    "What you leave out stays as you said it before.",
  ],
  changes: true,
  discreet: true,

  async run(context, { wish }) {
    const { hard, sleep, note } = wish;
    const shift = wish.shift ?? (await lastShift(context));
    requireOver(shift, context.nowMs);
    const { fromMs, toMs } = shift;
    const schedule = await scheduleName(context, shift.scheduleId);
    const form = { label: "In a form…", form: { name: "rate", about: formatShiftRef(shift) } } as const;
    const what = `${schedule} · ${whenSpan(shift)}`;
    if (hard === undefined && sleep === undefined && note === undefined)
      return {
        title: "How hard was it?",
        lines: [what],
        asks: true,
        buttons: [...stepButtons("hard", shift), form],
        private: true,
      };
    await context.care.rate({ schedule, fromMs, toMs, hard, sleep, note });
    const said = (await context.care.rated({ fromMs, toMs })).find(
      (one) => one.schedule === schedule && one.fromMs === fromMs,
    );
    const left = said?.hard === undefined ? "hard" : said.sleep === undefined ? "sleep" : undefined;
    return {
      title: ["Thank you", ratedWords(said ?? wish)].filter(Boolean).join(": "),
      lines: [
        what,
        ...(said?.note === undefined ? [] : [said.note]),
        ...(left === undefined ? [] : [left === "hard" ? "And how hard was it?" : "And how well did you sleep?"]),
      ],
      buttons: left === undefined ? [] : stepButtons(left, shift),
      footer: ["Only you and the leads see this."],
      private: true,
    };
  },
});
