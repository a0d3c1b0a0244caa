import { label, timeRange } from "../args.ts";
import { Failure } from "../failure.ts";
import type { Names } from "../stats.ts";

/** What on-call statistics may be asked for, the same in chat, in links and on the live page. */
export const STATS_ARGS = {
  range: timeRange("this week"),
  team: label("team"),
  service: label("service"),
  person: label("person"),
};

/** Throws Failure("forbidden") when one person is asked for where only totals are shown. */
export const requireShowable = (person: string | undefined, names: Names): void => {
  if (person === undefined || names !== "totals") return;
  throw new Failure("forbidden", "one person's numbers asked for, only totals are shown", {
    tell: "Numbers of single people are not shown here, only totals.\nLeave out person:",
  });
};
