import { type Cell, formatCsv } from "../csv-text.ts";
import type { Durations, Names } from "../stats.ts";
import { maySee, type Viewer } from "../viewer.ts";
import { knowsBefore } from "./answer.ts";
import { isPartly, isUnread } from "./head.ts";
import type { StatisticName, StatisticOf } from "./statistic.ts";
import { shownNames } from "./words.ts";

type Table = readonly (readonly Cell[])[];

/** Who reads it. */
interface Reader {
  readonly names: Names;
  readonly viewer: Viewer | undefined;
}

const seconds = (ms: number | null): Cell => (ms === null ? null : ms / 1_000);
/** Six digits say more than is known. */
const ratio = (value: number | null): Cell => (value === null ? null : Math.round(value * 1e6) / 1e6);
const moment = (atMs: number): string => new Date(atMs).toISOString();

const spread = (what: string): readonly string[] => [
  `${what} n`,
  `${what} mean (s)`,
  `${what} p50 (s)`,
  `${what} p95 (s)`,
];
const spreadOf = ({ n, meanMs, p50Ms, p95Ms }: Durations): readonly Cell[] => [
  n,
  ...[meanMs, p50Ms, p95Ms].map(seconds),
];

/** A day before anything was read is empty: that is not zero. */
const knownDays = <T>(days: readonly string[], unknown: number, cells: (at: number) => readonly T[]) =>
  days.map((day, at) => [day, ...cells(at).map((cell) => (at < unknown ? null : cell))]);

/** What was not read is empty: that is not zero. */
const overview = (stats: StatisticOf["overview"]): Table => {
  const { totals, previous, sinceMs } = stats;
  const [read, readBefore] = [!isUnread(stats), knowsBefore(stats, previous.incidents + previous.pages)];
  const counts = [
    "incidents",
    "merged",
    "open",
    "openUnacked",
    "neverAcked",
    "pages",
    "sleep",
    "nights",
    "acks",
  ] as const;
  const times = ["mtta", "mttrHuman", "mttrAuto"] as const;
  const parts = [["n", ""] as const, ["meanMs", "s"] as const, ["p50Ms", "s"] as const, ["p95Ms", "s"] as const];
  const cell = (value: number | null, unit: string): Cell => (unit === "s" ? seconds(value) : value);
  return [
    ["measure", "unit", "value", "range before"],
    ...(isPartly(stats) && sinceMs !== null ? [["data since", "UTC", moment(sinceMs), null]] : []),
    ...counts.map((name) => [name, "", read ? totals[name] : null, readBefore ? previous[name] : null]),
    ...times.flatMap((name) =>
      parts.map(([part, unit]) => [
        `${name} ${part.replace("Ms", "")}`,
        unit,
        cell(read ? totals[name][part] : null, unit),
        cell(readBefore ? previous[name][part] : null, unit),
      ]),
    ),
  ];
};

/** Days of one person only for who may see them: with the hours of the picture beside it they would say whose night it was. */
const load = (
  { days, unknownDays, incidents, interruptions, people }: StatisticOf["load"],
  { viewer }: Reader,
): Table => {
  const told = people.filter((person) => person.pages > 0 && maySee(viewer, person));
  return [
    ["day", "incidents", "pages", ...told.map(({ name }) => `pages of ${name}`)],
    ...knownDays(days, unknownDays, (at) => [
      incidents.days[at] ?? 0,
      interruptions.days[at] ?? 0,
      ...told.map(({ perDay }) => perDay[at] ?? 0),
    ]),
  ];
};

/** Evenings of everybody; nights of one person only for who may see them. */
const nights = ({ evenings, people }: StatisticOf["nights"], { viewer }: Reader): Table => {
  const seen = people.filter((person) => maySee(viewer, person));
  const pagesOf = seen.map(({ nights: of }) => new Map(of.map(({ evening, pages }) => [evening, pages])));
  return [
    ["evening", "people", "pages", ...seen.map(({ name }) => `pages of ${name}`)],
    ...evenings.map(({ evening, people: count, pages }) => [
      evening,
      count,
      pages,
      ...pagesOf.map((of) => of.get(evening) ?? 0),
    ]),
  ];
};

const fairness = ({ people }: StatisticOf["fairness"], { names }: Reader): Table => {
  const told = names === "totals" ? [] : people;
  const shown = shownNames(told, names);
  const cells = ["on call (s)", "pages", "pages per hour on call", "share of pages (0-1)", "time on call (0-1)"];
  return [
    ["person", ...cells, "12-hour pieces", "pieces with more than 2 incidents"],
    ...told.map((one) => [
      shown.get(one) ?? one.id,
      seconds(one.oncallMs),
      one.pages,
      ratio(one.perHour),
      ratio(one.share),
      ratio(one.onCallShare),
      one.pieces,
      one.over,
    ]),
  ];
};

const response = ({ days, unknownDays, perDay }: StatisticOf["response"]): Table => [
  ["day", "incidents", "time to ack p50 (s)", "time to end p50 (s)"],
  ...knownDays(days, unknownDays, (at) => {
    const { incidents = 0, ackP50Ms = null, resolveP50Ms = null } = perDay[at] ?? {};
    return [incidents, seconds(ackP50Ms), seconds(resolveP50Ms)];
  }),
];

const noise = ({ alerts }: StatisticOf["noise"]): Table => [
  [
    ...["service", "alert", "incidents", "pages", "ended by itself before any ack", "action taken"],
    ...["no action needed", "fix the alert", "not judged", "action rate (0-1)", "again within 24 h"],
    ...["cost (incidents that needed nobody)", "last at (UTC)"],
  ],
  ...alerts.map((one) => [
    ...[one.service, one.name, one.incidents, one.pages, one.endedAlone, one.action],
    ...[one.none, one.fix, one.unjudged, ratio(one.actionRate), one.refired],
    ...[ratio(one.cost), moment(one.lastAtMs)],
  ]),
];

const services = (stats: StatisticOf["services"]): Table => {
  const { services: rows } = stats;
  const readBefore = knowsBefore(
    stats,
    rows.reduce((sum, { previous }) => sum + previous, 0),
  );
  return [
    [
      ...["service", "incidents", "incidents in the range before", "pages", "pages at night", "open"],
      ...["ended by itself before any ack", ...spread("time to ack"), ...spread("time to end")],
    ],
    ...rows.map((one) => [
      ...[one.name, one.incidents, readBefore ? one.previous : null, one.pages, one.sleepPages, one.open],
      ...[one.endedAlone, ...spreadOf(one.mtta), ...spreadOf(one.mttr)],
    ]),
  ];
};

const availability = ({ services: rows }: StatisticOf["availability"]): Table => [
  [
    ...["service", "available (0-1)", "down (s)", "planned to be up (s)", "maintenance (s)", "failures"],
    "time between failures (s)",
  ],
  ...rows.map((one) => [
    ...[one.name, ratio(one.available), seconds(one.downMs), seconds(one.plannedMs), seconds(one.maintenanceMs)],
    ...[one.failures, seconds(one.mtbfMs)],
  ]),
];

const person = ({ who, days, unknownDays, perDay }: StatisticOf["person"], { viewer }: Reader): Table => {
  const seen = who !== null && maySee(viewer, who);
  return [
    ["day", "pages", ...(seen ? ["pages at night"] : [])],
    ...knownDays(days, unknownDays, (at) => {
      const { pages = 0, sleep = 0 } = perDay[at] ?? {};
      return seen ? [pages, sleep] : [pages];
    }),
  ];
};

const TABLES: { readonly [K in StatisticName]: (result: StatisticOf[K], reader: Reader) => Table } = {
  ...{ overview, load, nights, fairness, response, noise, services, availability, person },
};

/**
 * The main table of a statistic as CSV: units in the header, times ISO 8601 in UTC (days and evenings are those of the
 * statistic), durations in seconds. People by the setting `names`; their nights only for a `viewer` who may see them.
 */
export const csvOf = <K extends StatisticName>(
  name: K,
  result: StatisticOf[K],
  names: Names,
  viewer?: Viewer,
): string => formatCsv(TABLES[name](result, { names, viewer }));
