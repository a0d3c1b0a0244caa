import { defineCommand } from "../core/command.ts";
import { countOf } from "../core/number-words.ts";
import { merging } from "../core/pager/args.ts";
import { changedReply } from "../core/pager/change-words.ts";

/** Makes one incident of several. */
export default defineCommand({
  name: "oncall merge",
  help: "Merges incidents into one: the others end, their alerts move there.",
  examples: ["oncall merge 1234 into 1230", "oncall merge 1234 1235 into 1230"],
  args: { wish: merging() },
  changes: true,
  deed: "act",

  async run({ pager }, { wish }) {
    const incident = await pager.merge(wish.refs, wish.into);
    return changedReply(incident, `${countOf(wish.refs.length, "other incident")} merged into it`);
  },
});
