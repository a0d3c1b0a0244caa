import { defineCommand } from "../core/command.ts";
import { countOf, formatCount, formatDuration } from "../core/number-words.ts";
import { askStats, changed, knowsBefore, privateStatsReply, type Row, toldOf } from "../core/stats/answer.ts";
import { DEFINITIONS } from "../core/stats/definitions.ts";
import { eveningWords } from "../core/stats/night-words.ts";
import { requireOne } from "../core/stats/one-person.ts";
import type { PersonSheet } from "../core/stats/person-types.ts";
import { signed, timeWords } from "../core/stats/times.ts";
import { PERSON_WORDS } from "../core/stats/words-args.ts";
import { formatMoment } from "../core/time/range.ts";

const MOST_NIGHTS = 6;
const MOST_PAGES = 4;

const PARTS = { sleep: " · at night", business: "", off: " · off hours" } as const;

const loadRows = (sheet: PersonSheet, known: boolean): readonly Row[] => {
  const { oncallMs, pages, sleep, business, off, previous, othersMedianPages } = sheet;
  const change = known ? ` (${signed(oncallMs - previous.oncallMs, formatDuration)})` : "";
  const others = othersMedianPages === null ? "" : ` · median of the others ${othersMedianPages}`;
  return [
    { label: "On call", value: `${oncallMs === 0 ? "on no schedule" : formatDuration(oncallMs)}${change}` },
    { label: "Pages", value: `${changed(pages, previous.pages, known)}${others}` },
    ...(pages === 0
      ? []
      : [
          {
            label: "When",
            value: `${formatCount(business)} in business hours · ${formatCount(off)} off hours · ${formatCount(sleep)} at night`,
          },
        ]),
  ];
};

const nightRows = ({ nights, previous }: PersonSheet, known: boolean): readonly Row[] => {
  const count = changed(nights?.nights.length ?? 0, previous.nights, known);
  if (nights === null) return [{ label: "Disturbed nights", value: count }];
  const newest = nights.nights.slice(-MOST_NIGHTS).reverse();
  const more = nights.nights.length - newest.length;
  const list = newest.map(({ evening, pages }) => `${eveningWords(evening)} (${formatCount(pages)})`).join(", ");
  return [
    {
      label: "Disturbed nights",
      value: [
        count,
        ...(nights.hard > 0 ? [`${formatCount(nights.hard)} hard`] : []),
        ...(nights.longestRun > 1 ? [`${formatCount(nights.longestRun)} in a row`] : []),
      ].join(" · "),
    },
    { label: "Which (pages)", value: `${list}${more > 0 ? ` and ${more} more` : ""}` },
  ];
};

const doneRows = ({ acked, resolved, ackTime }: PersonSheet): readonly Row[] => [
  { label: "Did", value: `${countOf(acked, "ack")} · ${countOf(resolved, "resolve")}` },
  { label: "Assigned to ack", value: timeWords(ackTime, undefined, acked > 0 ? "not known" : "nothing acked") },
];

const pageRows = ({ pagesList, range }: PersonSheet): readonly Row[] =>
  pagesList.slice(0, MOST_PAGES).map(({ atMs, service, title, part }) => ({
    label: formatMoment(atMs, range.tz),
    value: `${[service, title].filter(Boolean).join(" · ") || "unknown service"}${PARTS[part]}`,
  }));

/** Everything about one person, for them and leads alone. */
export default defineCommand({
  name: "oncall stats person",
  aliases: ["oncall my stats", "my stats", "oncall stats me"],
  help: "Shows your own numbers to you alone; leads may ask for others.",
  examples: ["oncall stats person me", "oncall stats person ana last 90 days"],
  args: PERSON_WORDS,
  notes: [DEFINITIONS.person],

  async run(context, { whose, team, service, person: labelled }) {
    const given = { range: whose.range, team, service, person: labelled ?? whose.person ?? "me" };
    const asked = await askStats(context, given, { isPrivate: true });
    const { sheet, own } = await requireOne(context, asked, "These numbers", "oncall stats person me");
    const known = knowsBefore(sheet, sheet.previous.pages);
    return privateStatsReply(context, { ...own, about: given.range.label }, sheet, {
      part: "person",
      title: `On call: ${sheet.who?.name ?? ""}`,
      lines: toldOf(sheet, "shown", known),
      rows: [...loadRows(sheet, known), ...nightRows(sheet, known), ...doneRows(sheet), ...pageRows(sheet)],
    });
  },
});
