import type { ArgValues, LinkSpecs } from "./args.ts";

/** One axis in words, so that no number stands without its unit. */
export interface Axis {
  /** What the axis shows. */
  readonly label: string;
  /** Unit of its numbers: "", "ms", "pages"… */
  readonly unit: string;
}

/** A line (from = to) or a span to mark. `axis` x: epoch milliseconds or category index; y: a value; whichever way bars lie. */
export interface Annotation {
  readonly axis: "x" | "y";
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly tone: "bad" | "warn" | "good" | "plain";
  /** Drawn as a thin bar at the upper edge, one below the other, instead of over the whole height: for spans of time. */
  readonly lane?: boolean | undefined;
}

/** One row of numbers with the name that the legend gives it. */
export interface Series {
  readonly name: string;
  /** One per category, or per `timesMs` of the panel. null is "no data", never zero. */
  readonly values: readonly (number | null)[];
  /** A fixed place in the palette, so that "night" has one colour everywhere. */
  readonly tone?: "day" | "business" | "night" | "off" | undefined;
  /** Place in the palette of what has no tone, so that a name keeps its colour; by its place in the panel when absent. */
  readonly hue?: number | undefined;
  /** It is shown for comparison: the same as the series whose hue it has, at another time or its highest values. */
  readonly dashed?: boolean | undefined;
}

/** One pair of axes. */
export interface Panel {
  readonly title: string;
  /**
   * "lines" and "columns" (stacked) stand on `timesMs`, the others on categories. "bars" stand, or lie, side by side. A "heatmap" has
   * a row of cells for each series, a cell for each category; their unit is that of `y`. "spans" lie on times, a row for
   * each category.
   */
  readonly kind:
    | "stacked-bars"
    | "stacked-bars-horizontal"
    | "bars"
    | "bars-horizontal"
    | "lines"
    | "columns"
    | "heatmap"
    | "spans";
  /** From left to right: categories or times, but the values where bars lie. */
  readonly x: Axis;
  readonly y: Axis;
  /** Names on the category axis; empty where there are times. */
  readonly categories: readonly string[];
  /** For "lines" and "columns": one time for each value, epoch milliseconds. */
  readonly timesMs?: readonly number[] | undefined;
  /** For "spans": those of each category, half-open. */
  readonly spans?: readonly (readonly { readonly fromMs: number; readonly toMs: number }[])[] | undefined;
  /** For those on times: the whole time axis, also where there is no data; the first and the last time when absent. */
  readonly range?: { readonly fromMs: number; readonly toMs: number } | undefined;
  /** The value axis; linear when absent. */
  readonly scale?: "linear" | "log" | undefined;
  /** Where the value axis of bars begins; at zero when absent. The title has to say so. */
  readonly floor?: number | undefined;
  readonly series: readonly Series[];
  readonly annotations?: readonly Annotation[] | undefined;
  /** What to write where there is nothing to draw. */
  readonly empty: string;
}

/** A chart as plain data. PNG, live page and frozen snapshot are all drawn from it. */
export interface ChartSpec {
  readonly title: string;
  readonly subtitle: string;
  readonly panels: readonly Panel[];
  /** Zone of every time on it, IANA. */
  readonly tz: string;
  /** Newest data it could see; null when there is none at all. */
  readonly asOfMs: number | null;
  /** One line: how the numbers are made. */
  readonly definition: string;
  /** How much was read, in words. */
  readonly read: string;
  /** One sentence: alt text and fallback text. */
  readonly summary: string;
  /** The same at the source: "Open in Prometheus". */
  readonly openIn?: { readonly label: string; readonly url: string } | undefined;
  /** It holds what only its viewer may see: it is never posted, and never kept. */
  readonly private?: true | undefined;
}

/** A graph: arguments -> data -> ChartSpec. `Data` is the port it may read from. */
export interface Graph<A extends LinkSpecs, Data> {
  readonly name: string;
  readonly title: string;
  readonly args: A;
  /** It shows what is kept under an id, never what a link's query says: `load` gets the id. */
  readonly kept?: true | undefined;
  /** What it shows depends on who looks (`viewer` of the data): a load for one is not shown to another. */
  readonly personal?: true | undefined;
  load(data: Data, args: ArgValues<A>, id?: string): Promise<ChartSpec>;
  /** The same numbers as text to download, with CRLF. Absent: there is none. Throws what loading throws. */
  csv?(data: Data, args: ArgValues<A>): Promise<string>;
}

/** Gives the types; changes nothing. */
export const defineGraph = <A extends LinkSpecs, Data>(graph: Graph<A, Data>): Graph<A, Data> => graph;
