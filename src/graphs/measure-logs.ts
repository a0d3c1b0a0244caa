import type { Annotation, ChartSpec, Panel, Series } from "../core/chart.ts";
import { alignEarlier, earlierClock } from "../core/measure/earlier.ts";
import { formatValue } from "../core/measure/units.ts";
import { figuresOf, logsSummary } from "../core/measure/words.ts";
import { type LogCount, MOST_LOG_GROUPS } from "../core/measure.ts";
import { type Asking, frameOf, noData, oneLine, readMarks, titleOf, tryEarlier, whenOf } from "./measure-asked.ts";
import { gapMarks, marksOf, thresholdMarks } from "./measure-marks.ts";
import { coloured, MOST_SERIES, type Row } from "./measure-series.ts";
import { HUES } from "./steady-hues.ts";

/** Most columns: each still has a width of its own where Slack shows 480 pixels. */
const MOST_COLUMNS = 60;
const MOST_RATES = 180;
/** Most parts of one column. */
const MOST_STACKED = 8;
/** Most bars where nobody said how many. */
const TOP = 5;
const MOST_BARS = 20;
/** The axis cuts names where they are still told apart. */
const LONGEST_NAME = 200;

type Values = readonly (number | null)[];

/** How many there are is known while not all places for them are taken. */
const othersOf = ({ groups }: LogCount, kept: number): string => {
  const count = groups.length - kept;
  if (count === 0 || groups.length >= MOST_LOG_GROUPS) return "others";
  return count === 1 ? "1 other" : `${count} others`;
};

/** What the kept ones leave of all lines; undefined when that is nothing. */
const restOf = (counted: LogCount, kept: readonly Row[]): Row | undefined => {
  const rest = counted.values.map((all, at) =>
    all === null
      ? null
      : Math.max(
          0,
          kept.reduce((left, row) => left - (row.values[at] ?? 0), all),
        ),
  );
  return rest.some((value) => value !== null && value > 0)
    ? { name: othersOf(counted, kept.length), values: rest }
    : undefined;
};

const rowsOf = ({ asked }: Asking, count: LogCount): readonly Series[] => {
  if (count.groups.length === 0) return [{ name: "lines", values: count.values, hue: 0 }];
  const most = asked.shape === "top" ? (asked.top ?? TOP) : asked.shape === "rate" ? MOST_SERIES : MOST_STACKED;
  const kept = count.groups.slice(0, Math.min(MOST_SERIES, Math.max(1, most)));
  const rest = restOf(count, kept);
  return [...coloured(kept), ...(rest ? [{ ...rest, hue: HUES }] : [])];
};

/** How much of the last stretch lies within the range: lines of a second are not those of a minute. */
const lastShare = ({ timesMs, stepMs }: LogCount, { toMs }: Asking["window"]): number =>
  Math.min(1, (toMs - (timesMs.at(-1) ?? toMs)) / stepMs);

/**
 * Per second, or per minute where that would be less than one. The last stretch counts by what there is of it, and not
 * at all when that is less than half.
 */
const ratesOf = (
  rows: readonly Series[],
  stepMs: number,
  share: number,
): { readonly rows: readonly Series[]; readonly unit: string } => {
  const most = Math.max(0, ...rows.map(({ values }) => figuresOf(values)?.max ?? 0));
  const [periodMs, unit] = (most / stepMs) * 1000 >= 1 ? [1_000, "lines/s"] : [60_000, "lines/min"];
  const rate = (value: number | null, at: number, { length }: Values): number | null => {
    const part = at === length - 1 ? share : 1;
    return value === null || part < 0.5 ? null : (value * periodMs) / (stepMs * part);
  };
  return { unit, rows: rows.map((row) => ({ ...row, values: row.values.map(rate) })) };
};

const topPanel = ({ asked }: Asking, counted: LogCount, empty: string): Panel => {
  const { groups, count } = counted;
  const most = Math.min(MOST_BARS, Math.max(1, asked.shape === "top" ? (asked.top ?? TOP) : TOP));
  const kept = groups.slice(0, most);
  const rest = count - kept.reduce((sum, group) => sum + group.count, 0);
  const bars = [...kept, ...(rest > 0 ? [{ name: othersOf(counted, kept.length), count: rest }] : [])];
  const by = asked.by?.label ?? "group";
  return {
    ...{ title: `Lines by ${by}`, kind: "stacked-bars-horizontal", empty },
    ...{ x: { label: "Lines", unit: "lines" }, y: { label: by, unit: "" } },
    categories: bars.map(({ name }) => oneLine(name, LONGEST_NAME)),
    series: [{ name: "lines", values: bars.map((bar) => bar.count) }],
  };
};

const earlierRow = ({ earlier, window }: Asking, then: LogCount | undefined, now: LogCount): readonly Series[] => {
  if (!earlier || !then) return [];
  const values: Values = alignEarlier(then.values, then, now.timesMs, earlierClock(earlier, window));
  return values.some((value) => value !== null)
    ? [{ name: `lines (${earlier.words})`, values, hue: HUES, dashed: true }]
    : [];
};

const newestMs = ({ timesMs, values, stepMs }: LogCount, toMs: number): number | null => {
  const last = timesMs.findLast((_, at) => (values[at] ?? null) !== null);
  return last === undefined ? null : Math.min(toMs, last + stepMs);
};

const timePanel = (
  asking: Asking,
  count: LogCount,
  past: readonly Series[],
  marks: readonly Annotation[],
  empty: string,
) => {
  const { asked, window } = asking;
  const rate = asked.shape === "rate";
  const counted = { rows: [...rowsOf(asking, count), ...past], unit: "lines" };
  const { rows, unit } = rate ? ratesOf(counted.rows, count.stepMs, lastShare(count, window)) : counted;
  const every = `Lines every ${formatValue(count.stepMs, "ms")}`;
  const panel: Panel = {
    ...{ title: "Lines over time", kind: rate ? "lines" : "columns", empty, categories: [] },
    ...{ x: { label: "Time", unit: "" }, y: { label: rate ? unit : every.toLowerCase(), unit: rate ? unit : "" } },
    ...{ timesMs: count.timesMs, range: { fromMs: window.fromMs, toMs: window.toMs }, series: rows },
    annotations: [
      ...gapMarks(count, [count.values], window, count.stepMs),
      ...(rate ? thresholdMarks(asked.thresholds ?? [], unit) : []),
      ...marks,
    ],
  };
  return panel;
};

/** The count. Throws Failure("not_found") where nothing was written at all: no line with a word proves nothing then. */
const heard = (asking: Asking, count: LogCount): LogCount => {
  if (count.silent === undefined) return count;
  throw noData(asking, `there is no line at all${count.silent && ` ${count.silent}`},`);
};

/** Counted log lines over time, and the loudest of what they were counted by. Throws Failure("not_found") when nobody looked. */
export const loadLogs = async (asking: Asking): Promise<ChartSpec> => {
  const { data, asked, window, earlier } = asking;
  const points = asked.shape === "rate" ? MOST_RATES : MOST_COLUMNS;
  const [count, { past: then, note }, marks] = await Promise.all([
    data.logs(asked, window, points),
    tryEarlier(asking, async (at) => heard(asking, await data.logs(asked, at, points))),
    readMarks(asking),
  ]);
  const asOfMs = newestMs(count, window.toMs);
  heard(asking, count);
  if (asOfMs === null && count.count === 0) throw noData(asking, "nothing was counted in this range,");
  const text = oneLine(asked.query.replace(/^"([^"]+)"$/, "$1"), 60);
  const empty = `No lines with "${text}".`;
  const past = earlierRow(asking, then, count);
  const over = timePanel(asking, count, past, marksOf(marks, window), empty);
  const top = count.groups.length > 0 && asked.shape !== "rate" ? [topPanel(asking, count, empty)] : [];
  const by = asked.by ? `counted by ${asked.by.label}` : "";
  return {
    ...{ title: titleOf(asked, `Lines with "${text}"`), asOfMs },
    panels: asked.shape === "top" ? [...top, over] : [over, ...top],
    ...frameOf(asking, [
      `${asked.shape === "rate" ? "every" : "one column is"} ${formatValue(count.stepMs, "ms")}`,
      by,
      count.exact ? "" : "at least so many",
      note ?? "",
    ]),
    read: count.how,
    summary: logsSummary({
      ...{ text, count: count.count, exact: count.exact, when: whenOf(window), groups: count.groups },
      ...(earlier && then ? { earlier: { words: earlier.words, count: then.count, exact: then.exact } } : {}),
    }),
  };
};
