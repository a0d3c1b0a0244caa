import type { AskedGraph } from "../graph/asked.ts";
import type { LogCount, Measured } from "../measure.ts";

/** Something that happened in a range and is marked on graphs. Times are epoch milliseconds. */
export interface Mark {
  /** "incident": a problem from its opening to its end; "deploy": a moment. */
  readonly kind: "incident" | "deploy";
  readonly id: string;
  /** Short: "#1234 Checkout slow", "v42". */
  readonly label: string;
  readonly fromMs: number;
  readonly ackedMs?: number | undefined;
  /** Absent while it is open; the same as `fromMs` for a moment. */
  readonly toMs?: number | undefined;
  readonly severity: "critical" | "error" | "warning" | "info";
  /** The graph was asked for this one. */
  readonly own?: boolean | undefined;
  /** For its own one: labels of what fires, which tell its series from the others. */
  readonly about?: readonly Readonly<Record<string, string>>[] | undefined;
}

/** Which stretch of time, in whose days. */
export interface MeasureWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly tz: string;
}

/** What graphs of metrics and logs are made of. */
export interface MeasureData {
  nowMs(): number;
  /** What is kept under an id. Throws Failure("not_found") with what to do. */
  asked(id: string): Promise<AskedGraph>;
  /** A text without what the policy takes out of what is posted. */
  scrub(text: string): string;
  /** As people know it: "prometheus" -> "Prometheus". */
  sourceName(source: string): string;
  /** Throws Failure, as of `Measure`; "config" when the source is not connected any more. */
  points(asked: AskedGraph, window: MeasureWindow, points: number): Promise<Measured>;
  logs(asked: AskedGraph, window: MeasureWindow, points: number): Promise<LogCount>;
  /** The same at the source. */
  openIn(asked: AskedGraph, window: MeasureWindow): string | undefined;
  /** Problems and deploys of that time: the graph's own first, then the most severe; at most `limit` of others of each. */
  marks(window: MeasureWindow, incidentId: string | undefined, limit: number): Promise<readonly Mark[]>;
}
