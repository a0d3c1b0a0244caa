import type { Reply } from "../../core/message.ts";
import { countOf } from "../../core/number-words.ts";
import type { Tired } from "./tired.ts";

const lastNight = (pages: number): string => `${countOf(pages, "page")} last night`;

/** "7 pages in them, 2 pages last night" of a run that the title tells; else what there is to tell. */
const facts = ({ why, nights, pages, lastPages }: Tired): string => {
  const last = lastNight(lastPages);
  if (why === "run") return `${countOf(pages, "page")} in them, ${last}`;
  return nights > 1 ? `${last}, and ${countOf(nights, "disturbed night")} running` : last;
};

/** What somebody hears in the morning after a bad night. */
export const restWords = (tired: Tired): Reply => ({
  title:
    tired.why === "run" ? `${tired.nights} disturbed nights running: hand over?` : "A hard night: take it slowly today",
  lines: [
    `${facts(tired)}.`,
    tired.why === "run"
      ? "Broken sleep adds up. Let somebody take a night, or the rest of your shift."
      : "Start later if you can, and let somebody take the next night if you need it.",
  ],
  buttons: [
    { label: "Ask for cover…", form: { name: "cover", about: "" }, style: "primary" },
    { label: "My schedule", say: "oncall my schedule" },
  ],
  footer: ["Between 22:00 and 08:00 in your own zone. Only you and your leads hear of this."],
});

/** What a lead hears of somebody; `told`: they heard of it themselves. */
export const leadWords = (tired: Tired, { told }: { readonly told: boolean }): Reply => ({
  title:
    tired.why === "run" ? `${tired.name}: ${tired.nights} disturbed nights running` : `${tired.name} had a hard night`,
  lines: [
    `${facts(tired)}.`,
    tired.why === "run"
      ? "They should hand over: help them find somebody."
      : "They may need a late start, or cover tonight.",
  ],
  buttons: [{ label: "Who could cover?", say: "oncall next" }],
  footer: [
    told
      ? "They were told too. Nobody else was."
      : "I cannot write to them here: tell them. Nobody but leads was told.",
  ],
});
