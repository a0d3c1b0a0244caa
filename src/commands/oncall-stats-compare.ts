import { argsToQuery } from "../core/args.ts";
import { type CommandContext, defineCommand } from "../core/command.ts";
import type { Reply } from "../core/message.ts";
import { requireFound, whoIsMeant } from "../core/stats/answer.ts";
import { requireShowable } from "../core/stats/args.ts";
import { compareOf, NIGHTLY } from "../core/stats/compare.ts";
import { COMPARE_ARGS, type CompareSide, requireComparable, sideQuery } from "../core/stats/compare-args.ts";
import { type BareSide, type CompareWords, compareWords } from "../core/stats/compare-words.ts";
import { isOfOne } from "../core/stats/of-one.ts";
import { asOfWords, filterWords, STATS_DEFINITION } from "../core/stats/words.ts";
import type { Names, OncallStats } from "../core/stats.ts";
import { formatRange } from "../core/time/range.ts";

const TOO_FEW = "too few to compare";

/** The first kind that both names stand for something of: people, teams, services. */
const kindOf = async (context: CommandContext, [a, b]: readonly [string, string], words: CompareWords) => {
  for (const kind of ["person", "team", "service"] as const) {
    const both = await Promise.all(
      [a, b].map((name) => context.stats("overview", { range: words.range, [kind]: name })),
    );
    if (both.every(({ notes }) => notes.every(({ found }) => found.length > 0))) return kind;
  }
  return "person";
};

const isBare = (side: CompareSide | BareSide): side is BareSide => side.kind === "any";

const sidesOf = async (context: CommandContext, words: CompareWords): Promise<readonly [CompareSide, CompareSide]> => {
  const { a, b } = words;
  if (!isBare(a) && !isBare(b)) return [a, b];
  const nameOf = (side: CompareSide | BareSide): string => (side.kind === "range" ? "" : side.name);
  const kind = await kindOf(context, [nameOf(a), nameOf(b)], words);
  const sided = (side: CompareSide | BareSide): CompareSide => (isBare(side) ? { kind, name: side.name } : side);
  return [sided(a), sided(b)];
};

/** "me" is the asker. */
const withMe = async (context: CommandContext, side: CompareSide): Promise<CompareSide> =>
  side.kind === "person" ? { kind: "person", name: (await whoIsMeant(context, side.name)) ?? side.name } : side;

const sideWords = (side: CompareSide, names: Names): string => {
  if (side.kind === "range") return side.range.label;
  return side.kind === "person" ? filterWords({ person: side.name }, names).replace(/^person:/, "") : side.name;
};

const rowsOf = (
  a: OncallStats,
  b: OncallStats,
  alone: boolean,
): { readonly rows: Reply["rows"]; readonly few: boolean } => {
  const all = compareOf(a, b).filter(({ label }) => !alone || !NIGHTLY.has(label));
  const rows = all.map(({ label, a: first, b: second, change }) => {
    const said = change === "" || change === TOO_FEW ? "" : ` (${change})`;
    return { label, value: `${first} → ${second}${said}` };
  });
  return { rows, few: all.some(({ change }) => change === TOO_FEW) };
};

/** Whether a side's nights are one person's, asked for by name or not. */
const isAlone = (a: OncallStats, b: OncallStats, kind: CompareSide["kind"]): boolean =>
  kind === "person" || isOfOne(a.people) || isOfOne(b.people);

const linesOf = (a: OncallStats, b: OncallStats, kind: CompareSide["kind"], few: boolean): readonly string[] => [
  ...(kind === "range" ? [`First ${formatRange(a.range)}.`, `Then ${formatRange(b.range)}.`] : [formatRange(a.range)]),
  ...(isAlone(a, b, kind) ? ["Nights of one person are for them and for leads alone."] : []),
  ...(few ? ["Times without brackets are not compared: fewer than 20 on one side."] : []),
];

/** Two ranges, or two people, teams or services, next to each other. */
export default defineCommand({
  name: "oncall stats compare",
  aliases: ["oncall compare", "compare"],
  help: "Puts two ranges, people, teams or services next to each other.",
  examples: [
    "oncall stats compare this week with last week",
    "oncall stats compare team:payments with team:search last month",
  ],
  args: { wanted: compareWords },
  notes: [STATS_DEFINITION],

  async run(context, { wanted }) {
    const { range, team, service } = wanted;
    const bare = await sidesOf(context, wanted);
    requireComparable(...bare);
    const [a, b] = [await withMe(context, bare[0]), await withMe(context, bare[1])];
    if (a.kind === "person") requireShowable(a.name, context.names);
    const shared = { range, team, service };
    const [first, second] = await Promise.all([a, b].map((side) => context.stats("overview", sideQuery(side, shared))));
    if (!first || !second) throw new Error("a comparison without two sides");
    for (const stats of [first, second]) requireFound(stats, context.names);
    const { rows, few } = rowsOf(first, second, isAlone(first, second, a.kind));
    const filters = filterWords({ team, service }, context.names);
    const over = a.kind === "range" ? "" : range.label;
    const title = `${sideWords(bare[0], context.names)} → ${sideWords(bare[1], context.names)}`;
    return {
      title: [title, over, filters].filter(Boolean).join(" · "),
      lines: linesOf(first, second, a.kind, few),
      rows,
      footer: [STATS_DEFINITION, asOfWords(first)],
      picture: { graph: "oncall-compare", query: argsToQuery(COMPARE_ARGS, { a, b, ...shared }) },
    };
  },
});
