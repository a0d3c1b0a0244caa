import type { ChartSpec } from "../../core/chart.ts";
import { isRecord } from "./is-record.ts";

/** What the server says of this page's question. */
export interface Shown {
  readonly spec: ChartSpec;
  readonly open: boolean;
  /** Our mark on it; "" where nothing can be posted. */
  readonly seal: string;
  /** Names of the query parameters that the graph takes. */
  readonly takes: readonly string[];
  /** Its numbers can be had as a file. */
  readonly csv: boolean;
  /** The question that it answers. */
  readonly query: string;
  /** When it was heard, on the clock of the page alone: how old it is does not hang on a clock that is set. */
  readonly atMs: number;
}

const isSpec = (value: unknown): value is ChartSpec => isRecord(value) && Array.isArray(value.panels);

/** The server's answer to a question, heard at `atMs`; undefined for anything else. */
export const readShown = (value: unknown, query: string, atMs: number): Shown | undefined => {
  if (!isRecord(value) || typeof value.open !== "boolean" || !isSpec(value.spec)) return undefined;
  const { spec, open, seal, takes, csv } = value;
  const names = Array.isArray(takes) ? takes.filter((one): one is string => typeof one === "string") : [];
  return { spec, open, seal: typeof seal === "string" ? seal : "", takes: names, csv: csv === true, query, atMs };
};
