import { countOf, formatCount, formatDuration } from "../number-words.ts";
import type { AlertNoise } from "../stats/noise-types.ts";
import { isOfOne } from "../stats/of-one.ts";
import type { ResponseStats } from "../stats/response-types.ts";
import type { ServiceRow } from "../stats/services-types.ts";
import { hasPast } from "../stats/times.ts";
import { lastingWords } from "../time/query.ts";
import { dayName, formatMoment } from "../time/range.ts";
import type { ReportFacts, ReportSection } from "./types.ts";

const MOST_ALERTS = 5;
const MOST_SERVICES = 5;
/** A service that changed by less stayed as it was. */
const LEAST_CHANGE = 3;
/** Of fewer people a mean says too much of each. */
const FEWEST_PEOPLE = 3;

const named = (name: string, otherwise: string): string => name || otherwise;

const alertLine = ({ service, name, incidents, pages, endedAlone, action, none, fix }: AlertNoise): string => {
  const said = [
    ...(action > 0 ? [`${formatCount(action)} needed action`] : []),
    ...(none > 0 ? [`${formatCount(none)} needed none`] : []),
    ...(fix > 0 ? [`${formatCount(fix)} to be fixed`] : []),
  ];
  const parts = [
    `${formatCount(incidents)}×`,
    ...(pages > 0 ? [countOf(pages, "page")] : []),
    ...(endedAlone > 0 ? [`${formatCount(endedAlone)} ended before anybody acked`] : []),
    ...said,
  ];
  return `${named(service, "unknown service")} · ${named(name, "no title")}: ${parts.join(", ")}`;
};

const againLine = ({ noise }: ReportFacts): readonly string[] => {
  const { refired } = noise.totals;
  return refired > 0 ? [`${countOf(refired, "incident")} came within 24 h after the same alert had ended`] : [];
};

/** Alerts that cost most and needed nobody, and how many came back at once. */
export const costSection = (facts: ReportFacts): ReportSection => ({
  title: "Fix these alerts first",
  lines: [
    ...facts.noise.alerts
      .filter(({ cost, incidents }) => cost > 0 && incidents > 1)
      .slice(0, MOST_ALERTS)
      .map(alertLine),
    ...againLine(facts),
  ],
});

/** The night that hit somebody hardest, without who it was; nothing where it can only have been one. */
export const hardestSection = ({ nights: { hardest, totals }, overview }: ReportFacts): ReportSection => {
  if (!hardest || isOfOne(overview.people)) return { title: "Hardest night", lines: [] };
  const { weekday, date, month } = dayName(hardest.evening);
  const others = [
    ...(totals.hard > 0 ? [`${countOf(totals.hard, "night")} with three pages or more`] : []),
    ...(totals.inARow > 0
      ? [`${countOf(totals.inARow, "person", "people")} with two disturbed nights or more in a row`]
      : []),
  ];
  return {
    title: "Hardest night",
    lines: [
      `${weekday} ${date} ${month}: one person was paged ${countOf(hardest.pages, "time")} in ${countOf(hardest.hours, "different hour")}.`,
      ...(others.length === 0 ? [] : [`In all: ${others.join(", ")}.`]),
    ],
  };
};

const serviceLine = ({ name, incidents, previous }: ServiceRow): string => {
  const now = countOf(incidents, "incident");
  const before = previous === 0 ? "none before" : `${formatCount(previous)} before`;
  return `${incidents > previous ? "▲" : "▼"} ${named(name, "unknown service")}: ${now}, ${before}`;
};

/** Services with clearly more or fewer incidents than in the time before. */
export const changeSection = ({ overview, services }: ReportFacts): ReportSection => {
  const away = ({ incidents, previous }: ServiceRow): number => Math.abs(incidents - previous);
  const changed = hasPast(overview)
    ? services.services
        .filter((one) => away(one) >= LEAST_CHANGE)
        .sort((a, b) => away(b) - away(a) || (a.name < b.name ? -1 : 1))
    : [];
  return { title: "What changed", lines: changed.slice(0, MOST_SERVICES).map(serviceLine) };
};

const incidentLine = (
  { title, key, service, openedAtMs, ackMs, resolveMs }: ResponseStats["list"][number],
  tz: string,
): string => {
  const times = [
    ackMs === null ? "not acked" : `acked after ${formatDuration(ackMs)}`,
    ...(resolveMs === null ? ["still open"] : [`over after ${formatDuration(resolveMs)}`]),
  ];
  return `${formatMoment(openedAtMs, tz)} · ${[service, title || key].filter(Boolean).join(" · ")}: ${times.join(", ")}`;
};

/** Of few incidents all of them, instead of a trend. */
export const listSection = ({ overview, response }: ReportFacts, few: number): ReportSection => ({
  title: "All incidents",
  lines: overview.totals.incidents < few ? response.list.map((one) => incidentLine(one, overview.range.tz)) : [],
});

const meanOf = (values: readonly (number | undefined)[]): number | undefined => {
  const said = values.filter((value) => value !== undefined);
  return said.length === 0 ? undefined : said.reduce((sum, value) => sum + value, 0) / said.length;
};

/** What people said of alerts and of their shifts; of shifts only the mean of three people and more. */
export const feltSection = ({ overview, noise, unjudged, ratings }: ReportFacts): ReportSection => {
  const { action, none, fix } = noise.totals;
  const judged = action + none + fix;
  return {
    title: "What people said",
    lines: [
      ...(judged > 0
        ? [
            `${countOf(judged, "incident")} judged: ${formatCount(action)} needed action, ${formatCount(none)} needed none, ${formatCount(fix)} to be fixed at the alert`,
          ]
        : []),
      ...(unjudged !== undefined && unjudged > 0
        ? [
            `${countOf(unjudged, "incident")} without a word on it: /oncall verdicts missing ${lastingWords(overview.range)}`,
          ]
        : []),
      ...ratingLines(ratings),
    ],
  };
};

const ratingLines = (ratings: ReportFacts["ratings"]): readonly string[] => {
  const parts = [
    { words: "how hard shifts were (1 easy, 5 very hard)", of: "hard" },
    { words: "how well people slept (1 badly, 5 well)", of: "sleep" },
  ] as const;
  return parts.flatMap(({ words, of }) => {
    const said = ratings.filter((one) => one[of] !== undefined);
    const people = new Set(said.map(({ userId }) => userId)).size;
    const mean = meanOf(said.map((one) => one[of]));
    if (mean === undefined || people < FEWEST_PEOPLE) return [];
    return [
      `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${mean.toFixed(1)} on average, ${formatCount(people)} people`,
    ];
  });
};
