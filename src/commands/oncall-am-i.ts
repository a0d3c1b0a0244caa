import { defineCommand } from "../core/command.ts";
import { scheduleRows, untilWords } from "../core/oncall-words.ts";
import { knownFooter } from "../core/pager/words.ts";

/** Whether the asker is on call, by schedule and level, and when they are next. */
export default defineCommand({
  name: "oncall am i on call",
  aliases: ["am i on call", "am i on", "am i"],
  help: "Says whether you are on call now, of what and until when.",
  examples: ["am i on call?", "oncall am i on call"],
  args: {},

  async run({ pager, nowMs }) {
    const me = await pager.me();
    const known = await pager.oncall();
    const mine = known.value.filter(({ personId, toMs }) => personId === me.id && (toMs === null || toMs > nowMs));
    return {
      title: mine.length > 0 ? "Yes, you are on call." : "No, you are not on call.",
      rows: scheduleRows(mine, (turn) => untilWords(turn).trim() || "always"),
      buttons: [
        { label: "My next turns", say: "oncall when" },
        { label: "Who is on call", say: "oncall who" },
      ],
      footer: knownFooter(known, nowMs),
      private: true,
    };
  },
});
