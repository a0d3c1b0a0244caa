import { defineCommand } from "../core/command.ts";
import { oneId } from "../core/pager/args.ts";
import { partWords } from "../core/pager/turn-words.ts";

/** What the button of a request says for whoever asked. */
export default defineCommand({
  name: "oncall cover withdraw",
  help: "Withdraws your own request for cover; its button says this.",
  examples: ["oncall cover withdraw 3f2a91c0"],
  args: { id: oneId() },
  changes: true,
  deed: "override",

  async run({ pager }, { id }) {
    const cover = await pager.withdrawCover(id);
    return {
      title: `${cover.by} needs no cover any more`,
      lines: cover.parts.map(partWords),
      did: { about: `cover for ${cover.by}` },
    };
  },
});
