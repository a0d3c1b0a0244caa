import { Failure } from "../../core/failure.ts";
import { type AskedGraph, MEASURE_GRAPH, pageOf } from "../../core/graph/asked.ts";
import type { GraphData } from "../../core/graph/data.ts";
import type { Drawn, GraphDesk, GraphView } from "../../core/graph/desk.ts";
import type { LogCount } from "../../core/measure.ts";
import type { Snapshot } from "../../core/store.ts";
import { rangeToQuery } from "../../core/time/query.ts";
import type { TimeRange } from "../../core/time/range.ts";
import { loadPage } from "../snapshot.ts";
import type { GraphDeskPorts } from "./ports.ts";
import { rangeOfSnapshot } from "./posted.ts";

const queryOf = ({ range, vs }: GraphView): URLSearchParams => {
  const query = new URLSearchParams();
  rangeToQuery(range, query);
  if (vs !== undefined) query.append("vs", vs);
  return query;
};

/** A spec that is about to be shown, with the id that its picture will have. */
const pictureOf = (
  page: string,
  query: URLSearchParams,
  spec: Drawn["spec"],
  incidentId: string | undefined,
  { newId }: Pick<GraphDeskPorts, "newId">,
): Drawn => {
  const id = newId();
  const picture = { graph: page, query, spec, id, together: true, ...(incidentId === undefined ? {} : { incidentId }) };
  return { id, page, query, spec, picture };
};

/**
 * Loads what was asked for, kept under an id so that its link shows this and nothing else. The source is asked once for
 * what is shown: `hears` may listen.
 */
const load = async (
  asked: AskedGraph,
  view: GraphView,
  ports: GraphDeskPorts,
  hears: (data: GraphData) => Partial<GraphData> = () => ({}),
): Promise<Drawn> => {
  const { pages, store } = ports;
  const page = pageOf(MEASURE_GRAPH, await store.graphs.keep(asked, pages.clock()));
  const data = { ...pages.data, asked: async () => asked, ...hears(pages.data) };
  const query = queryOf(view);
  const spec = await loadPage({ ...pages, data }, page, query);
  return pictureOf(page, query, spec, asked.incidentId, ports);
};

/** A graph of what was asked for. Throws Failure("not_found") where there is nothing to draw. */
export const drawAsked = (asked: AskedGraph, view: GraphView, ports: GraphDeskPorts): Promise<Drawn> =>
  load(asked, view, ports);

/** A graph of counted lines and its numbers, from one asking of the source; `before` is what it is compared with. */
export const countAsked = async (
  asked: AskedGraph,
  view: GraphView,
  ports: GraphDeskPorts,
): ReturnType<GraphDesk["count"]> => {
  let heard: Promise<LogCount> | undefined;
  let earlier: Promise<LogCount | undefined> | undefined;
  // A period that still runs ends at the page's own now, which is a little later: its beginning tells it from the comparison.
  const { fromMs } = view.range;
  const drawn = await load(asked, view, ports, (data) => ({
    logs(asks, window, points) {
      const answer = data.logs(asks, window, points);
      if (window.fromMs === fromMs) heard ??= answer;
      // The graph says on itself why there is nothing to compare with.
      else earlier ??= answer.catch(() => undefined);
      return answer;
    },
  }));
  if (heard) return { drawn, count: await heard, before: await earlier };
  throw new Failure("internal", `nothing was counted of ${asked.kind} at ${asked.source}`);
};

/** A posted picture's graph again, over another time; the same length up to now when none is given. */
export const redrawSnapshot = async (
  snapshot: Snapshot,
  wanted: TimeRange | undefined,
  ports: GraphDeskPorts,
): Promise<Drawn> => {
  const { pages } = ports;
  const before = rangeOfSnapshot(snapshot, pages);
  const nowMs = pages.clock();
  const lengthMs = before.toMs - before.fromMs;
  const range = wanted ?? { ...before, fromMs: nowMs - lengthMs, toMs: nowMs, endMs: nowMs };
  const query = new URLSearchParams(snapshot.query);
  for (const name of ["from", "to", "tz"]) query.delete(name);
  rangeToQuery(range, query);
  const spec = await loadPage(pages, snapshot.graph, query);
  return pictureOf(snapshot.graph, query, spec, snapshot.incidentId, ports);
};
