import { formatCount } from "./number-words.ts";
import { changeSection, costSection, feltSection, hardestSection, listSection } from "./report/sections.ts";
import type { Report, ReportFacts } from "./report/types.ts";
import { isOfOne } from "./stats/of-one.ts";
import { fewWords, hasPast, signed, timeRows } from "./stats/times.ts";
import { asOfWords, readWords, STATS_DEFINITION } from "./stats/words.ts";
import type { OncallStats } from "./stats.ts";
import { formatMoment, formatSpan } from "./time/range.ts";

/** Below so many a change is chance: the number of before is told beside it, not a trend. */
const FEW = 20;

const PICTURES: Report["pictures"] = [
  { page: "oncall-load", label: "Load" },
  { page: "oncall-response", label: "Response" },
  { page: "oncall-noise", label: "Noise" },
  { page: "oncall-services", label: "Services" },
];

/** "41 (−12)"; of few "12 · 15 before"; alone where nothing is known of before. */
const compared = (facts: ReportFacts, now: number, before: number): string => {
  if (!hasPast(facts.overview)) return formatCount(now);
  if (now >= FEW && before >= FEW) return `${formatCount(now)} (${signed(now - before, formatCount)})`;
  return `${formatCount(now)} · ${formatCount(before)} before`;
};

const rowsOf = (facts: ReportFacts): Report["rows"] => {
  const { overview, nights } = facts;
  const { totals, previous } = overview;
  return [
    { label: "Incidents", value: compared(facts, totals.incidents, previous.incidents) },
    { label: "Pages", value: compared(facts, totals.pages, previous.pages) },
    ...(isOfOne(overview.people)
      ? []
      : [
          { label: "Pages at night", value: compared(facts, totals.sleep, previous.sleep) },
          { label: "Disturbed nights", value: compared(facts, nights.totals.nights, nights.previous.nights) },
        ]),
    ...(totals.incidents > 0 ? timeRows(overview) : []),
    ...(totals.open > 0
      ? [
          {
            label: "Still open",
            value: `${formatCount(totals.open)}${totals.openUnacked > 0 ? ` · ${formatCount(totals.openUnacked)} not acked` : ""}`,
          },
        ]
      : []),
  ];
};

const quietWords = ({ totals }: OncallStats): readonly string[] => {
  if (totals.pages > 0) return [];
  return [totals.incidents === 0 ? "Nothing broke and nobody was paged." : "Nobody was paged."];
};

const endWords = (readUntilMs: number, tz: string): string =>
  readUntilMs <= 0
    ? "The past is still being read: more will be known later."
    : `What I know ends ${formatMoment(readUntilMs, tz)}: what came after is not in here.`;

const linesOf = ({ overview, readUntilMs }: ReportFacts): readonly string[] => {
  const { asOfMs, range, sinceMs, totals } = overview;
  if (asOfMs === null) return ["Nothing has been collected yet, so these zeros mean nothing."];
  const whole = sinceMs === null || sinceMs <= range.fromMs;
  return [
    ...(whole && readUntilMs === undefined ? quietWords(overview) : []),
    ...(readUntilMs === undefined ? [] : [endWords(readUntilMs, range.tz)]),
    ...(whole ? [] : [`What I know begins ${formatMoment(sinceMs, range.tz)}: before that is no data, not zero.`]),
    ...(totals.incidents > 0 && totals.incidents < FEW
      ? [`Fewer than ${FEW} incidents: too few for a trend, so they are listed.`]
      : []),
  ];
};

const comparedWords = (overview: OncallStats): string =>
  [`Compared with ${overview.previousRange.label}.`, ...(overview.totals.incidents > 0 ? fewWords(overview) : [])].join(
    " ",
  );

/** One report from the numbers of a range. Pure. */
export const reportOf = (facts: ReportFacts): Report => {
  const { overview, kind } = facts;
  const { range } = overview;
  const sections = [
    costSection(facts),
    hardestSection(facts),
    changeSection(facts),
    listSection(facts, FEW),
    feltSection(facts),
  ];
  return {
    title: `${kind === "daily" ? "On-call day" : "On-call report"} · ${formatSpan(range.fromMs, range.toMs, range.tz)}`,
    range,
    lines: linesOf(facts),
    rows: overview.asOfMs === null ? [] : rowsOf(facts),
    sections: overview.asOfMs === null ? [] : sections.filter(({ lines }) => lines.length > 0),
    pictures: kind === "daily" ? [] : PICTURES,
    footer: [
      `${range.tz} · ${asOfWords(overview)} · ${readWords(overview)}`,
      ...(hasPast(overview) ? [comparedWords(overview)] : []),
      `${STATS_DEFINITION}.`,
    ],
  };
};
