import type { Annotation, ChartSpec, Panel, Series } from "../core/chart.ts";
import type { Mark, MeasureWindow } from "../core/measure/data.ts";
import { alignEarlier, earlierClock } from "../core/measure/earlier.ts";
import { axisUnit } from "../core/measure/units.ts";
import { isTroubleBelow, pointsSummary } from "../core/measure/words.ts";
import { type Measured, MOST_POINTS, type Threshold } from "../core/measure.ts";
import { countOf } from "../core/number-words.ts";
import { type Asking, frameOf, noData, readMarks, titleOf, tryEarlier, whenOf } from "./measure-asked.ts";
import { caveatsOf, peakSeries, stepWords } from "./measure-caveats.ts";
import { gapMarks, marksOf, thresholdMarks } from "./measure-marks.ts";
import { coloured, isOneOf, loudestFirst, MOST_SERIES, othersOf } from "./measure-series.ts";

const isKnown = (value: number | null): value is number => value !== null;

/** Row by row, those of the same name at the earlier time; rows that were not there then have none. */
const earlierSeries = (asking: Asking, then: Measured, now: Measured, shown: readonly Series[]): readonly Series[] => {
  const { earlier, window } = asking;
  if (earlier === undefined) return [];
  const at = earlierClock(earlier, window);
  const rows = new Map(then.series.map((row) => [row.name, row]));
  const lone = shown.length === 1 && then.series.length === 1 ? then.series[0] : undefined;
  return shown.flatMap(({ name, hue }) => {
    const row = rows.get(name) ?? lone;
    const values = row ? alignEarlier(row.values, then, now.timesMs, at) : [];
    return values.some(isKnown) ? [{ name: `${name} (${earlier.words})`, values, hue, dashed: true }] : [];
  });
};

const thresholdsOf = ({ asked }: Asking, measured: Measured): readonly Threshold[] => [
  ...(asked.thresholds ?? []),
  ...(measured.thresholds ?? []),
];

const newestMs = ({ timesMs, series }: Measured): number | null =>
  timesMs.findLast((_, at) => series.some(({ values }) => (values[at] ?? null) !== null)) ?? null;

const countPoints = ({ series }: Measured): number =>
  series.reduce((sum, { values }) => sum + values.filter(isKnown).length, 0);

const madeOf = ({ asked }: Asking, measured: Measured, notes: readonly string[]): readonly string[] => [
  `${stepWords(measured)}${asked.by ? `, ${asked.by.how} by ${asked.by.label}` : ""}`,
  ...measured.notes.map((note) => note.replace(/\.$/, "")),
  ...notes,
];

interface Drawn {
  readonly series: readonly Series[];
  readonly earlier: readonly Series[];
  /** The first is what the problem is about. */
  readonly own: boolean;
}

/** What it is about and the loudest apart, the rest as one grey row; half as many where each is compared with itself. */
const seriesOf = (
  asking: Asking,
  measured: Measured,
  then: Measured | undefined,
  about: NonNullable<Mark["about"]>,
): Drawn => {
  const isBelow = isTroubleBelow(thresholdsOf(asking, measured));
  const loudest = loudestFirst(
    measured.series.filter(({ values }) => values.some(isKnown)),
    isBelow,
  );
  const own = new Set(loudest.filter((row) => isOneOf(row, about)));
  const sorted = [...own, ...loudest.filter((row) => !own.has(row))];
  const most = then ? MOST_SERIES / 2 : MOST_SERIES;
  const kept = coloured(sorted.length <= most ? sorted : sorted.slice(0, most));
  const rest = sorted.slice(kept.length);
  // Of those that nobody looked at, the rest says nothing.
  const others =
    rest.length === 0 || (measured.leftOut ?? 0) > 0
      ? []
      : [othersOf(rest, asking.asked.by?.how === "sum" ? "sum" : "mean", kept)];
  const past = then ? earlierSeries(asking, then, measured, kept) : [];
  return { series: [...kept, ...others], earlier: past, own: own.size > 0 };
};

const scaleOf = ({ asked }: Asking, all: readonly Series[]): { readonly scale?: "log"; readonly note?: string } => {
  if (asked.log !== true) return {};
  const fits = all.every(({ values }) => values.every((value) => value === null || value > 0));
  return fits ? { scale: "log" } : { note: "not logarithmic: there are zeros or negative numbers" };
};

const panelOf = (
  { window }: Asking,
  measured: Measured,
  series: readonly Series[],
  marks: readonly Annotation[],
): Omit<Panel, "title" | "y"> => ({
  ...{ kind: "lines", x: { label: "Time", unit: "" }, categories: [], series },
  ...{ timesMs: measured.timesMs, range: { fromMs: window.fromMs, toMs: window.toMs } },
  annotations: [
    ...gapMarks(
      measured,
      measured.series.map(({ values }) => values),
      window,
      0,
    ),
    ...marks,
  ],
  empty: `No data, ${whenOf(window)}.`,
});

const summaryOf = (
  { earlier }: Asking,
  spoken: Omit<Parameters<typeof pointsSummary>[0], "earlier">,
  past: readonly Series[],
): string => {
  const [loudest] = spoken.series;
  const same = past.find(({ name }) => name === `${loudest?.name} (${earlier?.words})`);
  return pointsSummary(earlier ? { ...spoken, earlier: { words: earlier.words, values: same?.values ?? [] } } : spoken);
};

/** What it was to be split by, where the source found nothing that has it and made one row of all. */
const unsplitOf = ({ asked: { by } }: Asking, { series: [only, ...more] }: Measured): string | undefined =>
  by !== undefined && only !== undefined && more.length === 0 && Object.keys(only.labels).length === 0
    ? by.label
    : undefined;

const requireData = (asking: Asking, measured: Measured): number => {
  if (measured.series.length === 0) throw noData(asking, measured.why ?? "unknown metric, or nothing in this range,");
  const asOfMs = newestMs(measured);
  if (asOfMs === null) throw noData(asking, "the metric is known, with no value in this range,");
  return asOfMs;
};

/** A lone row without a name is called by the whole query: where that is drawn under a title, the title is its name. */
const titled = (asked: Asking["asked"], measured: Measured): Measured => {
  const series = measured.series.map((row) =>
    row.name === asked.query ? { ...row, name: titleOf(asked, measured.title) } : row,
  );
  return { ...measured, series };
};

/** Points over time, drawn as lines. Throws Failure("not_found") when there is no value at all, else what the source throws. */
export const loadPoints = async (asking: Asking): Promise<ChartSpec> => {
  const { data, asked, window, earlier } = asking;
  const points = async (at: MeasureWindow) => titled(asked, await data.points(asked, at, MOST_POINTS));
  const [measured, { past: then, note }, marks] = await Promise.all([
    points(window),
    tryEarlier(asking, points),
    readMarks(asking),
  ]);
  const asOfMs = requireData(asking, measured);
  const about = marks.flatMap((mark) => mark.about ?? []);
  const { series, earlier: past, own } = seriesOf(asking, measured, then, about);
  const { scale, note: linear } = scaleOf(asking, [...series, ...past]);
  const none = then && past.length === 0 ? `no data ${earlier?.words}` : undefined;
  const unit = asked.unit ?? measured.unit ?? "";
  const thresholds = thresholdsOf(asking, measured);
  const title = titleOf(asked, measured.title);
  const lines = [...thresholdMarks(thresholds, unit), ...marksOf(marks, window)];
  const panel = {
    ...panelOf(asking, measured, [...series, ...(then ? past : peakSeries(series, measured))], lines),
    ...{ title, y: { label: axisUnit(unit), unit } },
    ...(scale ? { scale } : {}),
  };
  const count = measured.series.filter(({ values }) => values.some(isKnown)).length + (measured.leftOut ?? 0);
  return {
    ...{ title, panels: [panel], asOfMs },
    ...frameOf(
      asking,
      madeOf(
        asking,
        measured,
        [note, none, linear].filter((one) => one !== undefined),
      ),
    ),
    read: `${measured.series.length} series, ${countOf(countPoints(measured), "point")}`,
    summary: summaryOf(
      asking,
      {
        ...{ title, unit, series, thresholds, count, own, unsplit: unsplitOf(asking, measured) },
        ...caveatsOf(asking, measured, series),
      },
      past,
    ),
  };
};
