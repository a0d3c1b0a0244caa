import type { ChartSpec } from "../../src/core/chart.ts";
import { Failure } from "../../src/core/failure.ts";
import { type AskedGraph, MEASURE_GRAPH, pageOf, type SavedGraph, splitPage } from "../../src/core/graph/asked.ts";
import type { Drawn, GraphDesk, GraphSource, GraphView } from "../../src/core/graph/desk.ts";
import type { LogCount } from "../../src/core/measure.ts";
import type { Snapshot } from "../../src/core/store.ts";
import { rangeFromQuery, rangeToQuery } from "../../src/core/time/query.ts";
import type { TimeRange } from "../../src/core/time/range.ts";
import { NOW_MS } from "./pager.ts";

const HOUR = 3_600_000;
const SITE = "https://drm.example.com";

export const SOURCES: readonly GraphSource[] = [
  { source: "prometheus", name: "Prometheus", kind: "points" },
  { source: "graphite", name: "Graphite", kind: "points" },
  { source: "grafana", name: "Grafana", kind: "points" },
  { source: "loki", name: "Loki", kind: "logs" },
];

const saved = (name: string, query: string, more: Partial<SavedGraph> = {}): SavedGraph => ({
  name,
  graph: { kind: "points", source: "prometheus", query },
  ownerId: "U2",
  ownerName: "Ben",
  atMs: NOW_MS - 24 * HOUR,
  ...more,
});

/** Ben's, but for the last; some take values. */
export const SAVED: readonly SavedGraph[] = [
  saved("Checkout latency", "histogram_quantile(0.99, sum(rate(checkout_seconds_bucket[5m])) by (le))", {
    graph: {
      kind: "points",
      source: "prometheus",
      query: "histogram_quantile(0.99, sum(rate(checkout_seconds_bucket[5m])) by (le))",
      title: "Checkout p99",
      unit: "s",
    },
  }),
  saved("latency", 'avg(latency_ms{host="$host"})'),
  saved("load", `node_load1{host="\${host:web-1}"}`),
  saved("queue", "servers.queue.depth", {
    graph: { kind: "points", source: "graphite", query: "servers.queue.depth" },
    ownerId: "U1",
    ownerName: "ana",
  }),
];

/** Names that the sources know. */
const NAMES: readonly (readonly [source: string, title: string, query: string])[] = [
  ["prometheus", "http_requests_total", "http_requests_total"],
  ["prometheus", "checkout_requests_total", "checkout_requests_total"],
  ["graphite", "stats.counters.requests.rate", "stats.counters.requests.rate"],
  ["grafana", "Checkout / Requests by code", "kYb3xJ2Mz:panel-8"],
];

const emptyCount: LogCount = {
  ...{ count: 0, exact: true, how: "one page", timesMs: [], stepMs: 60_000, values: [], groups: [], lines: [] },
};

const specOf = (asked: AskedGraph, { range }: GraphView): ChartSpec => ({
  title: asked.title ?? asked.query,
  subtitle: asked.source,
  panels: [],
  tz: range.tz,
  asOfMs: range.toMs,
  definition: asked.query,
  read: "61 points",
  summary: `${asked.title ?? asked.query}: last 3, between 1 and 9.`,
});

/** What a fake desk keeps, for tests to look at. */
export interface DeskNotes {
  readonly drawn: { readonly asked: AskedGraph; readonly view: GraphView }[];
  readonly marks: Parameters<GraphDesk["mark"]>[0][];
  readonly watched: string[];
  readonly snapshots: Map<string, Snapshot>;
  readonly saved: SavedGraph[];
}

/** What was asked for by its page's id. */
const KEPT = new Map<string, AskedGraph>();
const keep = (asked: AskedGraph): string => {
  const id = `${KEPT.size + 1}`.padStart(8, "0");
  KEPT.set(id, asked);
  return id;
};

const queryOf = ({ range, vs }: GraphView): URLSearchParams => {
  const query = new URLSearchParams();
  rangeToQuery(range, query);
  if (vs !== undefined) query.append("vs", vs);
  return query;
};

/** A desk that draws whatever it is asked for, where nobody else's names may be taken; `none_*` has no data. */
export const createGraphs = (
  more: Partial<GraphDesk> = {},
): { readonly desk: GraphDesk; readonly notes: DeskNotes } => {
  const notes: DeskNotes = { drawn: [], marks: [], watched: [], snapshots: new Map(), saved: [...SAVED] };
  const same = (name: string) => (one: SavedGraph) => one.name.toLowerCase() === name.toLowerCase();
  let pictures = 0;

  const posted = (page: string, query: URLSearchParams, spec: ChartSpec, incidentId?: string): Drawn => {
    pictures += 1;
    const id = `a${pictures}`.padEnd(16, "0");
    const where = incidentId === undefined ? {} : { incidentId };
    const snapshot = { ...{ id, graph: page, query: query.toString(), spec, png: new Uint8Array() }, ...where };
    notes.snapshots.set(id, { ...snapshot, atMs: NOW_MS, by: "U1" });
    return { id, page, query, spec, picture: { graph: page, query, spec, id, together: true, ...where } };
  };
  const draw = async (asked: AskedGraph, view: GraphView): Promise<Drawn> => {
    notes.drawn.push({ asked, view });
    if (/\bnone_/.test(asked.query))
      throw new Failure("not_found", "no data", { tell: `No data: ${asked.source} knows no such metric.` });
    return posted(pageOf(MEASURE_GRAPH, keep(asked)), queryOf(view), specOf(asked, view), asked.incidentId);
  };
  const rangeOf = ({ query }: Snapshot): TimeRange => {
    const range = rangeFromQuery(new URLSearchParams(query), { nowMs: NOW_MS, tz: "Europe/Berlin", weekStart: 1 });
    if (range) return range;
    return { fromMs: NOW_MS - HOUR, toMs: NOW_MS, endMs: NOW_MS, tz: "Europe/Berlin", label: "last 1h" };
  };
  const askedOf = async ({ graph }: Snapshot) => KEPT.get(splitPage(graph).id ?? "");

  const desk: GraphDesk = {
    sources: () => SOURCES,
    saved: async () => notes.saved,
    async save(name, graph) {
      const before = notes.saved.find(same(name));
      if (before && before.ownerId !== "U1")
        throw new Failure("forbidden", "another's", { tell: `"${name}" is ${before.ownerName}'s.` });
      if (before) notes.saved.splice(notes.saved.indexOf(before), 1);
      notes.saved.push({ name, graph, ownerId: "U1", ownerName: "ana", atMs: NOW_MS });
      return before;
    },
    async forget(name) {
      const before = notes.saved.find(same(name));
      if (!before) throw new Failure("not_found", "none", { tell: `No graph is saved as "${name}".` });
      if (before.ownerId !== "U1") throw new Failure("forbidden", "another's", { tell: `"${name}" is Ben's.` });
      notes.saved.splice(notes.saved.indexOf(before), 1);
      return before;
    },
    search: async (words, limit, _silent, only) =>
      NAMES.filter(([source]) => only === undefined || source === only)
        .filter(([, title]) => words.every((word) => title.toLowerCase().includes(word.toLowerCase())))
        .slice(0, limit)
        .map(([source, title, query]) => ({
          ...{ source, title, query },
          ...(source === "grafana" ? { url: "https://grafana.example.com/d/kYb3xJ2Mz" } : {}),
        })),
    draw,
    count: async (asked, view) => ({ drawn: await draw(asked, view), count: emptyCount }),
    scrub: (text) => text,
    async redraw(snapshot, range = rangeOf(snapshot)) {
      const asked = await askedOf(snapshot);
      const view = { range, vs: new URLSearchParams(snapshot.query).get("vs") ?? undefined };
      const spec = asked === undefined ? snapshot.spec : specOf(asked, view);
      return posted(snapshot.graph, queryOf(view), spec, snapshot.incidentId);
    },
    async posted(id) {
      const found = id === undefined ? [...notes.snapshots.values()].at(-1) : notes.snapshots.get(id);
      if (found) return found;
      throw new Failure("not_found", "no such picture", {
        tell: id === undefined ? "No picture was posted here yet." : "This picture is no longer kept.",
      });
    },
    rangeOf,
    askedOf,
    history: async (incidentId, limit) =>
      [...notes.snapshots.values()]
        .filter((one) => one.incidentId === incidentId)
        .toReversed()
        .slice(0, limit),
    links: ({ id, graph, query }) => ({ frozen: `${SITE}/s/${id}`, live: `${SITE}/g/${graph}?${query}` }),
    personalLink: ({ graph, query }) => `${SITE}/g/${graph}?${query}&mine`,
    async mark(what) {
      notes.marks.push(what);
    },
    async watch({ id, incidentId }) {
      notes.watched.push(id);
      return { untilMs: incidentId === undefined ? NOW_MS + HOUR : undefined, everyMs: 60_000 };
    },
    unwatch: async () => notes.watched.splice(0).length > 0,
    thresholds: async () => [],
    ...more,
  };
  return { desk, notes };
};
