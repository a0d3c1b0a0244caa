import { timeRange } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import type { Item } from "../core/message.ts";
import { countOf } from "../core/number-words.ts";
import type { Rating } from "../core/rating.ts";
import { ratedWords } from "../core/rating-words.ts";
import { formatRange } from "../core/time/range.ts";
import { whenSpan } from "../core/time/when.ts";

const SHOWN = 10;

const itemOf = (rating: Rating): Item => ({
  title: ratedWords(rating) || "A note",
  lines: [`${rating.schedule} · ${whenSpan(rating)}`, ...(rating.note === undefined ? [] : [rating.note])],
});

/** What the asker said of shifts of theirs. */
export default defineCommand({
  name: "oncall ratings",
  aliases: ["my ratings"],
  help: "Shows you what you said of your own shifts.",
  examples: ["oncall ratings", "oncall ratings last 365 days"],
  args: { range: timeRange("last 90 days") },

  async run({ care }, { range }) {
    const all = await care.rated(range);
    const left = all.length - SHOWN;
    return {
      title: all.length === 0 ? "You rated no shift." : `You rated ${countOf(all.length, "shift")}`,
      lines: [formatRange(range)],
      items: all.slice(0, SHOWN).map(itemOf),
      footer: [
        ...(left > 0 ? [`${left} older ones are not shown: say a shorter range.`] : []),
        "Only you see this list.",
      ],
      private: true,
    };
  },
});
