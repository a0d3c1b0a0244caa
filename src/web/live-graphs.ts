import type { ChartSpec } from "../core/chart.ts";
import type { Live } from "./loads.ts";

/**
 * A chart now, and whether its range still runs: only then it can change. One that is measured elsewhere says `everyMs`;
 * without it our own data tells when it changes.
 */
export interface LiveSpec extends Live {
  readonly spec: ChartSpec;
  /** Names of the query parameters that the graph takes ("vs"); the page offers what they are for. */
  readonly takes?: readonly string[] | undefined;
  /** Its numbers can be downloaded as CSV. */
  readonly csv?: true | undefined;
}

/** A text to save as a file of this name. */
export interface Download {
  readonly name: string;
  readonly text: string;
}

/** The same with our mark on it: proof that a page shows what we measured. */
export interface SealedSpec extends LiveSpec {
  readonly seal: string;
}

/** What live pages show. Pages are named "oncall-stats" or "measure~1f2e". */
export interface LiveGraphs {
  /** Whether there is such a page: also whether what it shows is kept. */
  has(page: string): boolean | Promise<boolean>;
  /** Whether what a page shows depends on who looks: then nobody gets what was loaded for another. Absent: none does. */
  isPersonal?(page: string): boolean;
  /** `user`: id of the chat user who looks, on personal pages. Throws Failure("usage") for a query that cannot be read. */
  spec(page: string, query: URLSearchParams, user?: string): Promise<LiveSpec>;
  /** The same numbers as CSV. Throws what `spec` throws, and Failure("not_found") for a page that has none. */
  csv?(page: string, query: URLSearchParams, user?: string): Promise<Download>;
  /** Calls back when numbers may have changed, as often as it likes. Answers how to stop. */
  onData(listener: () => void): () => void;
}
