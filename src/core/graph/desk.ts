import type { ChartSpec } from "../chart.ts";
import type { LogCount } from "../measure.ts";
import type { GraphPort } from "../message.ts";
import type { Snapshot } from "../store.ts";
import type { TimeRange } from "../time/range.ts";
import type { AskedGraph, SavedGraph } from "./asked.ts";

/** How an asked graph is looked at. */
export interface GraphView {
  readonly range: TimeRange;
  /** With the same so long before, dashed: "1w", "1d", "28d". */
  readonly vs?: string | undefined;
}

/** A graph that is loaded and about to be shown: `picture` goes into the reply. */
export interface Drawn {
  /** Id that its picture will have. */
  readonly id: string;
  readonly page: string;
  readonly query: URLSearchParams;
  readonly spec: ChartSpec;
  readonly picture: GraphPort;
}

/** A connected source of points or of log lines. */
export interface GraphSource {
  /** "prometheus": what `source:` takes. */
  readonly source: string;
  /** "Prometheus". */
  readonly name: string;
  readonly kind: AskedGraph["kind"];
}

/** A threshold of our own, as it stands. */
export interface ThresholdState {
  readonly name: string;
  readonly words: string;
  readonly severity: string;
  /** When it was last looked at; undefined: not yet. */
  readonly atMs?: number | undefined;
  readonly state: "ok" | "firing" | "failing" | "unknown";
  /** "123 ms", or why the query failed. */
  readonly value?: string | undefined;
}

/** What commands may do with graphs, for one asker at one place. Failures carry a `tell`. */
export interface GraphDesk {
  /** Connected ones, the default of its kind first. */
  sources(): readonly GraphSource[];
  /** All of them, by name. */
  saved(): Promise<readonly SavedGraph[]>;
  /** Throws Failure("forbidden") when the name is another's. Answers what it was before. */
  save(name: string, graph: SavedGraph["graph"]): Promise<SavedGraph | undefined>;
  /** Throws Failure("not_found" / "forbidden"). */
  forget(name: string): Promise<SavedGraph>;
  /**
   * Names of metrics and panels that have all these words, at every source or `only` at that one; `silent` hears which
   * did not answer.
   */
  search(
    words: readonly string[],
    limit: number,
    silent?: (source: string) => void,
    only?: string,
  ): Promise<
    readonly {
      readonly source: string;
      readonly title: string;
      readonly query: string;
      readonly url?: string | undefined;
    }[]
  >;
  /** Asks the source: `points` of a metrics source, or counted lines. No data at all is Failure("not_found"); zero is not. */
  draw(asked: AskedGraph, view: GraphView): Promise<Drawn>;
  /**
   * As `draw`, for counted lines: the numbers that the picture was made of, from the same one asking of the source, and
   * those that it is compared with. To implement it, give the graph's `load` a MeasureData whose `logs` keeps what it
   * answered. Unlike with `draw`, zero lines are an answer, not Failure("not_found").
   */
  count(
    asked: AskedGraph,
    view: GraphView,
  ): Promise<{ readonly drawn: Drawn; readonly count: LogCount; readonly before?: LogCount | undefined }>;
  /** Text from outside without secrets: what this house's redactions find is replaced. For log lines in answers. */
  scrub(text: string): string;
  /** The same again with another range; undefined: the same length up to now. */
  redraw(snapshot: Snapshot, range?: TimeRange): Promise<Drawn>;
  /** A posted picture, by id; without one the newest that was posted here. Throws Failure("not_found"). */
  posted(id: string | undefined): Promise<Snapshot>;
  /** Range of a posted picture. */
  rangeOf(snapshot: Snapshot): TimeRange;
  /** What a posted picture was asked for; undefined for statistics. */
  askedOf(snapshot: Pick<Snapshot, "graph">): Promise<AskedGraph | undefined>;
  /** Pictures of a problem, newest first: those of this channel, the asker's own, and those below its card. */
  history(incidentId: string, limit: number): Promise<readonly Omit<Snapshot, "png" | "spec">[]>;
  /** Address of a frozen picture's page, and of its live twin for everybody here. */
  links(snapshot: Pick<Snapshot, "id" | "graph" | "query">): { readonly frozen: string; readonly live: string };
  /** Live twin for the asker alone, 12 h, that may act. */
  personalLink(snapshot: Pick<Snapshot, "graph" | "query">): string;
  /** Marks a deploy on all graphs. The same words at the same minute are one mark. */
  mark(what: { readonly text: string; readonly atMs: number; readonly service?: string | undefined }): Promise<void>;
  /** Keeps a picture of it fresh below this message every minute until the problem ends, or for an hour. */
  watch(snapshot: Snapshot): Promise<{ readonly untilMs: number | undefined; readonly everyMs: number }>;
  /** False: nothing was watched here. */
  unwatch(): Promise<boolean>;
  thresholds(): Promise<readonly ThresholdState[]>;
}
