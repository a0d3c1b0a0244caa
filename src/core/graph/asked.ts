import type { By, Threshold } from "../measure.ts";

/** What somebody asked to see, without the range: kept under an id, so that a link shows this and nothing else. */
export interface AskedGraph {
  /** "points": a query of a metrics source; "logs": lines that are counted. */
  readonly kind: "points" | "logs";
  /** Name of the integration: "prometheus". */
  readonly source: string;
  /** In the source's own language, placeholders filled in. */
  readonly query: string;
  /** What the picture is called; the query when absent. */
  readonly title?: string | undefined;
  readonly by?: By | undefined;
  readonly unit?: string | undefined;
  /** The value axis is logarithmic. */
  readonly log?: boolean | undefined;
  readonly thresholds?: readonly Threshold[] | undefined;
  /** For logs: a count, a rate per second, or the loudest by something. */
  readonly shape?: "count" | "rate" | "top" | undefined;
  /** For "top": how many. */
  readonly top?: number | undefined;
  /** The problem that it belongs to: always marked on it. */
  readonly incidentId?: string | undefined;
}

/** A graph that people call by a name; `query` may hold $host or ${host:web-1}. */
export interface SavedGraph {
  /** As it was written; small and large letters alike. */
  readonly name: string;
  readonly graph: Omit<AskedGraph, "incidentId">;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly atMs: number;
}

/** The page of a graph and of what it shows: "measure~1f2e3d4c5b6a7988". A link to it shows no other query. */
export const pageOf = (graph: string, id: string): string => `${graph}~${id}`;

/** "measure~1f2e" -> its graph and what it shows; a graph without "~" shows what its link asks for. */
export const splitPage = (page: string): { readonly graph: string; readonly id: string | undefined } => {
  const at = page.indexOf("~");
  return at < 0 ? { graph: page, id: undefined } : { graph: page.slice(0, at), id: page.slice(at + 1) };
};

/** Name of the graph that draws what was asked for. */
export const MEASURE_GRAPH = "measure";
