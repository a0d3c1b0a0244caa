import type { ChartSpec } from "../core/chart.ts";
import { Failure } from "../core/failure.ts";
import type { AskedGraph } from "../core/graph/asked.ts";
import type { Mark, MeasureData, MeasureWindow } from "../core/measure/data.ts";
import { type Earlier, earlierWindow } from "../core/measure/earlier.ts";
import { formatSpan } from "../core/time/range.ts";
import { formatOffset } from "./chart-time.ts";

/** Most marks of incidents and deploys on one graph. */
const MOST_MARKS = 8;
const LONGEST_TITLE = 80;
const LONGEST_QUERY = 220;

/** What a picture of measurements is made of besides its numbers. */
export interface Asking {
  readonly data: MeasureData;
  readonly asked: AskedGraph;
  readonly window: MeasureWindow;
  readonly earlier: Earlier | undefined;
}

/** Signs that turn what stands around them about: no name needs them. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

/** One line, at most so many characters, with an ellipsis where it is cut. */
export const oneLine = (text: string, most: number): string => {
  const line = text.replace(TURNING, "").replace(/\s+/g, " ").trim();
  const letters = [...line];
  return letters.length <= most ? line : `${letters.slice(0, most - 1).join("")}…`;
};

const TWO_DAYS_MS = 2 * 86_400_000;

/** "Sat 21 Nov 14:00 – 15:00 (Europe/Berlin)"; "(Europe/Berlin, UTC+2 then UTC+1)" on a day on which clocks change. */
export const whenOf = ({ fromMs, toMs, tz }: MeasureWindow): string => {
  const [before, after] = [formatOffset(fromMs, tz), formatOffset(toMs, tz)];
  const offsets = before === after || toMs - fromMs > TWO_DAYS_MS ? "" : `, ${before} then ${after}`;
  return `${formatSpan(fromMs, toMs, tz)} (${tz}${offsets})`;
};

/** What the picture is called: the asker's name for it, the source's, else the query. */
export const titleOf = (asked: AskedGraph, known?: string): string =>
  oneLine(asked.title ?? known ?? asked.query, LONGEST_TITLE);

/** Everything of a spec that does not depend on its numbers. */
export const frameOf = (
  { data, asked, window }: Asking,
  made: readonly string[],
): Pick<ChartSpec, "subtitle" | "tz" | "definition" | "openIn"> => {
  const name = data.sourceName(asked.source);
  const url = data.openIn(asked, window);
  return {
    subtitle: `${name} · ${whenOf(window)}`,
    tz: window.tz,
    definition: [oneLine(asked.query, LONGEST_QUERY), ...made].filter(Boolean).join(" · "),
    ...(url === undefined ? {} : { openIn: { label: `Open in ${name}`, url } }),
  };
};

/** What is marked on it, the asker's own problem first. */
export const readMarks = ({ data, asked, window }: Asking): Promise<readonly Mark[]> =>
  data.marks(window, asked.incidentId, MOST_MARKS);

/** Failure("not_found"): nothing to draw, which is never zero. */
export const noData = ({ data, asked, window }: Asking, why: string): Failure => {
  const source = data.sourceName(asked.source);
  return new Failure("not_found", `${source} has no data for ${oneLine(asked.query, 120)}`, {
    tell: `No data: ${why} in ${source}, ${whenOf(window)}. Zero would have been drawn.`,
  });
};

/** The same at another time; where that fails the picture is drawn without, and says why. */
export const tryEarlier = async <T>(
  { earlier, window }: Asking,
  read: (window: MeasureWindow) => Promise<T>,
): Promise<{ readonly past?: T; readonly note?: string }> => {
  if (earlier === undefined) return {};
  try {
    return { past: await read(earlierWindow(earlier, window)) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { note: `not compared with ${earlier.words}: ${oneLine(error.tell ?? error.message, 80)}` };
  }
};
