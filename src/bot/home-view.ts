import type { types } from "@slack/bolt";
import type { Reply } from "../core/message.ts";
import { plain, section } from "./blocks.ts";
import { LIMITS } from "./limits.ts";
import { replyBlocks, replyText } from "./reply.ts";
import { createNumbering } from "./say-buttons.ts";

/** A home tab may hold 250,000 characters in all; this is far from it. */
const SECTION_CHARS = 20_000;
/** Title and what says that the rest is not shown. */
const LEAST = 4;

/** Blocks for each: what all need when they fit together, else a fair share and what others leave over. */
const shares = (needs: readonly number[], all: number): readonly number[] => {
  const order = needs.map((_need, at) => at).sort((a, b) => (needs[a] ?? 0) - (needs[b] ?? 0));
  const given = needs.map(() => 0);
  let left = all;
  order.forEach((at, done) => {
    const fair = Math.floor(left / (order.length - done));
    given[at] = Math.min(needs[at] ?? 0, Math.max(LEAST, fair));
    left -= given[at] ?? 0;
  });
  return given;
};

const header = (title: string): types.HeaderBlock => ({ type: "header", text: plain(title, LIMITS.title) });

const MOST_SECTIONS = Math.floor(LIMITS.homeBlocks / (LEAST + 1));

const drawn = (reply: Reply, blocks: number, numbering: () => string): types.KnownBlock[] =>
  replyBlocks(reply, { blocks, chars: SECTION_CHARS }, numbering, { titled: header });

/** Replies one below the other, a line between them; what does not fit into 100 blocks is cut in each, and said. */
export const homeView = (sections: readonly Reply[]): types.HomeView => {
  const shown = sections.slice(0, MOST_SECTIONS);
  const numbering = createNumbering();
  // One block of each room is kept for the line that says that something is missing.
  const needs = shown.map((one) => drawn(one, LIMITS.homeBlocks, createNumbering()).length + 1);
  const given = shares(needs, LIMITS.homeBlocks - shown.length);
  const blocks = shown.flatMap((one, at) => [
    ...(at === 0 ? [] : [{ type: "divider" } as const]),
    ...drawn(one, given[at] ?? LEAST, numbering),
  ]);
  return { type: "home", blocks };
};

/** The same in words alone, for when Slack refuses the rest. */
export const plainHomeView = (sections: readonly Reply[]): types.HomeView => ({
  type: "home",
  blocks: sections.slice(0, MOST_SECTIONS).map((one) => section(replyText(one, LIMITS.sectionText - 1))),
});
