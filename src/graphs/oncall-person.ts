import { defineGraph, type Panel } from "../core/chart.ts";
import { Failure } from "../core/failure.ts";
import type { GraphData } from "../core/graph/data.ts";
import { countOf, formatCount, formatDuration } from "../core/number-words.ts";
import type { Rating } from "../core/rating.ts";
import { STATS_ARGS } from "../core/stats/args.ts";
import { csvOf } from "../core/stats/csv.ts";
import { DEFINITIONS } from "../core/stats/definitions.ts";
import type { PersonSheet } from "../core/stats/person-types.ts";
import type { StatsQuery } from "../core/stats.ts";
import { formatMoment } from "../core/time/range.ts";
import { bucketDays } from "./day-buckets.ts";
import { daysPanel } from "./days-panel.ts";
import { eveningsOf } from "./evenings.ts";
import { against, askedOf, emptyWords, frameOf, requireHours, type StatsData, unread, whenOf } from "./stats-frame.ts";

type PersonData = StatsData & Pick<GraphData, "ratings">;

const HARD = 3;

const pagesPanel = (sheet: PersonSheet): Panel =>
  daysPanel(
    {
      ...sheet,
      rows:
        sheet.pages === 0
          ? []
          : [
              { name: "By day", tone: "business", perDay: sheet.perDay.map(({ pages, sleep }) => pages - sleep) },
              { name: "At night", tone: "night", perDay: sheet.perDay.map(({ sleep }) => sleep) },
            ],
    },
    { what: "Pages", unit: "pages", by: "", empty: emptyWords(sheet, "Not paged.") },
  );

const nightsPanel = (sheet: PersonSheet): Panel => {
  const nights = new Map((sheet.nights?.nights ?? []).map((night) => [night.evening, night.pages]));
  const { names, unknown } = eveningsOf(sheet, [...nights.keys()]);
  const { every, categories, sum } = bucketDays(names);
  const known = sum([names.map((_, at) => (at < unknown ? 0 : 1))]);
  const values = sum([names.map((name) => nights.get(name) ?? 0)]).map((value, at) => (known[at] === 0 ? null : value));
  return {
    title: every === "day" ? "Pages at night, by evening" : `Pages at night, by ${every}`,
    kind: "stacked-bars",
    x: { label: every === "day" ? "Evening" : every === "week" ? "Week of" : "Month", unit: "" },
    y: { label: "Pages", unit: "pages" },
    categories,
    series: [{ name: "Pages at night", tone: "night", values }],
    ...(every === "day"
      ? { annotations: [{ axis: "y", from: HARD, to: HARD, label: "a hard night", tone: "warn" }] }
      : {}),
    empty: emptyWords(sheet, "No night was disturbed."),
  };
};

const ratingsPanel = (ratings: readonly Rating[], tz: string): Panel => ({
  title: "What they said of their shifts (1 to 5)",
  kind: "bars",
  x: { label: "Shift", unit: "" },
  y: { label: "1 to 5", unit: "" },
  categories: ratings.map(({ fromMs }) => formatMoment(fromMs, tz).replace(/ \d\d:\d\d$/, "")),
  series: [
    { name: "How hard (5 is very hard)", tone: "night", values: ratings.map(({ hard }) => hard ?? null) },
    { name: "How well they slept (5 is well)", tone: "business", values: ratings.map(({ sleep }) => sleep ?? null) },
  ],
  empty: "No shift was rated.",
});

const summaryOf = (sheet: PersonSheet): string => {
  const none = unread(sheet);
  if (none !== undefined) return none;
  const { who, pages, sleep, previous, nights, oncallMs, othersMedianPages, range } = sheet;
  if (who === null) return `Nobody of that name, ${whenOf(range)}.`;
  const onCall = oncallMs === 0 ? "" : ` in ${formatDuration(oncallMs)} on call`;
  const count = nights?.nights.length ?? 0;
  const hard = nights && nights.hard > 0 ? `, ${formatCount(nights.hard)} hard` : "";
  const others =
    othersMedianPages === null ? "" : ` Median of the others: ${formatCount(Math.round(othersMedianPages))}.`;
  return `${who.name}: ${countOf(pages, "page")}${against(sheet, pages, previous.pages)}${onCall}, ${formatCount(sleep)} at night; ${countOf(count, "disturbed night")}${hard}, ${whenOf(range)}.${others}`;
};

/** Throws Failure("usage") without a person, and where the words stand for nobody or several. */
const requireOne = (person: string | undefined): void => {
  if (person !== undefined) return;
  throw new Failure("usage", "a sheet of nobody", { tell: "Whose? Type `/oncall stats person:me` in Slack." });
};

const sheetFor = async (data: PersonData, args: StatsQuery) => {
  requireOne(args.person);
  const asked = await askedOf(data, args);
  requireHours(asked, "These numbers");
  return { asked, sheet: await data.stats("person", asked.query) };
};

/** Everything about one person, for them and leads alone. Throws Failure("forbidden") for everybody else, and where a channel could look. */
export default defineGraph({
  name: "oncall-person",
  title: "One person on call",
  args: STATS_ARGS,
  personal: true,

  async load(data: PersonData, args) {
    const { asked, sheet } = await sheetFor(data, args);
    const email = sheet.who?.email;
    const ratings = email === undefined ? [] : await data.ratings(email, sheet.range);
    const panels = [pagesPanel(sheet), nightsPanel(sheet)];
    return {
      ...frameOf(
        sheet,
        { ...asked, query: { ...asked.query, person: undefined } },
        {
          title: `${sheet.who?.name ?? "Nobody"} on call`,
          definition: DEFINITIONS.person,
        },
      ),
      panels: ratings.length === 0 ? panels : [...panels, ratingsPanel(ratings, sheet.range.tz)],
      summary: summaryOf(sheet),
      private: true,
    };
  },

  async csv(data, args) {
    const { sheet } = await sheetFor(data, args);
    return csvOf("person", sheet, data.names, data.viewer);
  },
});
