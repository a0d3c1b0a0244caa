import { usage } from "../args.ts";
import { Failure } from "../failure.ts";
import type { LogSource, Measure } from "../measure.ts";
import type { GraphSource } from "./desk.ts";

/** Sources of points. Who is asked when nobody is named: what most teams' own metrics are in comes first. */
export const POINT_SOURCES = ["prometheus", "graphite", "datadog", "cloudwatch", "grafana", "rabbitmq", "librato"];
const ORDER = [...POINT_SOURCES, "loki", "elasticsearch", "papertrail", "solarwinds"];

/** What people call them. */
const SAME: Readonly<Record<string, string>> = {
  prom: "prometheus",
  promql: "prometheus",
  vm: "prometheus",
  victoria: "prometheus",
  victoriametrics: "prometheus",
  mimir: "prometheus",
  thanos: "prometheus",
  carbon: "graphite",
  statsd: "graphite",
  dd: "datadog",
  cw: "cloudwatch",
  aws: "cloudwatch",
  graf: "grafana",
  gf: "grafana",
  rabbit: "rabbitmq",
  rmq: "rabbitmq",
  appoptics: "librato",
  pt: "papertrail",
  swo: "solarwinds",
  es: "elasticsearch",
  elastic: "elasticsearch",
  opensearch: "elasticsearch",
  kibana: "elasticsearch",
};

const rank = (source: string): number => {
  const at = ORDER.indexOf(source);
  return at < 0 ? ORDER.length : at;
};

/** The connected sources, metrics before logs, the default of each kind first. */
export const graphSources = (
  measures: ReadonlyMap<string, Pick<Measure, "name">>,
  logs: ReadonlyMap<string, Pick<LogSource, "name">>,
): readonly GraphSource[] => {
  const ofKind = (all: ReadonlyMap<string, { readonly name: string }>, kind: GraphSource["kind"]) =>
    [...all]
      .map(([source, { name }]): GraphSource => ({ source, name, kind }))
      .sort((a, b) => rank(a.source) - rank(b.source));
  return [...ofKind(measures, "points"), ...ofKind(logs, "logs")];
};

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The connected source with that name, name of the integration or usual short name; undefined when there is none. */
export const sourceCalled = <T extends Pick<GraphSource, "source" | "name">>(
  word: string,
  sources: readonly T[],
): T | undefined => {
  const wanted = plain(word);
  const known = SAME[wanted] ?? wanted;
  const is = (name: string): boolean => plain(name) === wanted || plain(name) === known;
  return (
    sources.find(({ source, name }) => is(source) || is(name)) ??
    sources.find(({ source, name }) => name.split(/[\s/·,()]+/).some(is) || plain(source).startsWith(wanted))
  );
};

/** Failure("config") while nothing is connected that can draw. */
export const noGraphSource = (): Failure =>
  new Failure("config", "no source of metrics is connected", {
    tell: "No source of metrics or logs is connected. Whoever runs me has to set one up, such as PROMETHEUS_URL.",
  });

/** The source that was named, else the default one of metrics. Throws Failure("usage" / "config"). */
export const requireSource = (word: string | undefined, sources: readonly GraphSource[]): GraphSource => {
  const [first] = sources;
  if (first === undefined) throw noGraphSource();
  if (word === undefined) return sources.find(({ kind }) => kind === "points") ?? first;
  const found = sourceCalled(word, sources);
  if (found) return found;
  throw usage(
    `no source ${word}`,
    `I am not connected to "${word}". There is: ${sources.map(({ name, source }) => `${name} (source:${source})`).join(", ")}.`,
  );
};
