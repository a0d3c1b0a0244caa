import type { ChartSpec } from "../core/chart.ts";
import type { Live } from "./loads.ts";

/** A chart now, and whether its range still runs: only then it can change. */
export interface LiveSpec extends Live {
  readonly spec: ChartSpec;
}

/** What live pages show. */
export interface LiveGraphs {
  has(name: string): boolean;
  /** Throws Failure("usage") for a query that cannot be read. */
  spec(name: string, query: URLSearchParams): Promise<LiveSpec>;
  /** Calls back when numbers may have changed, as often as it likes. Answers how to stop. */
  onData(listener: () => void): () => void;
}
