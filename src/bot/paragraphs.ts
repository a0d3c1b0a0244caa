import type { types } from "@slack/bolt";
import { section } from "./blocks.ts";
import { LIMITS } from "./limits.ts";
import { charsOf } from "./room.ts";

/** What a section costs beside its text. */
const SECTION_CHARS = 75;

/** Escaped lines -> as few paragraphs as Slack's length allows; the budget is of their characters as JSON. */
export const paragraphs = (lines: readonly string[], budget: number): types.SectionBlock[] => {
  const out: string[] = [];
  let used = 0;
  for (const line of lines) {
    const last = out.at(-1);
    const joins = last !== undefined && last.length + line.length + 1 <= LIMITS.sectionText;
    const size = charsOf(line) + (joins ? 0 : SECTION_CHARS);
    if (used + size > budget) {
      out.push("…");
      break;
    }
    used += size;
    if (joins) out[out.length - 1] = `${last}\n${line}`;
    else out.push(line);
  }
  return out.filter((text) => text.trim() !== "").map(section);
};
