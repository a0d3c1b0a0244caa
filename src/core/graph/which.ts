import type { By } from "../measure.ts";
import type { RangeContext } from "../time/types.ts";
import type { AskedGraph, SavedGraph } from "./asked.ts";
import type { GraphDesk, GraphSource } from "./desk.ts";
import { fillPlaceholders, placeholdersOf, requireKnownValues } from "./fill.ts";
import { savedCalled } from "./name.ts";
import { unknownName } from "./near.ts";
import { requireSource } from "./sources.ts";
import type { GraphWords } from "./words.ts";

type Desk = Pick<GraphDesk, "sources" | "saved" | "search">;

/** In whose language several plain words are never a query. */
const STRICT: ReadonlySet<string> = new Set(["prometheus", "graphite", "datadog"]);
const PLAIN = /^[\p{L}\p{N}-]+(?: [\p{L}\p{N}-]+)+$/u;
const OPERATORS = /\b(?:and|or|unless|offset|by|without|on|bool|ignoring)\b/i;

/** How values are made one when nobody says: rates and counts add up, anything else is averaged. */
const howFor = (query: string): By["how"] => {
  if (/quantile|percentile/i.test(query)) return "avg";
  return /\b(?:i?rate|increase|count\w*)\s*\(|\.count\b(?!\s*\()|\.as_count\(/i.test(query) ? "sum" : "avg";
};

/** What values are split by, with how they are made one. */
export const byOf = (by: GraphWords["by"], query: string): By | undefined =>
  by && { label: by.label, how: by.how ?? howFor(query) };

/** What was asked for, and the saved graph that it is. */
export interface Which {
  readonly asked: AskedGraph;
  readonly saved?: SavedGraph | undefined;
}

/** How it is shown, as far as it was said. */
export const optionsOf = ({ title, unit, log, thresholds }: GraphWords) => ({
  ...(title === undefined ? {} : { title }),
  ...(unit === undefined ? {} : { unit }),
  ...(log === undefined ? {} : { log }),
  ...(thresholds === undefined ? {} : { thresholds }),
});

/** What Grafana writes for itself into a query of Prometheus, which does not know it: $__rate_interval. */
const withoutGrafanas = (query: string, source: string): string =>
  source === "prometheus" ? query.replace(/\$__(?:rate_)?interval\b/g, "5m") : query;

const ofSaved = (saved: SavedGraph, words: GraphWords): AskedGraph => {
  const { graph, name } = saved;
  const values = words.values ?? {};
  const theirs = graph.source === "grafana";
  const holders = placeholdersOf(`${graph.query} ${graph.title ?? ""}`);
  if (!theirs) requireKnownValues(`"${name}"`, holders, values);
  const filled = withoutGrafanas(fillPlaceholders(graph.query, values, name), graph.source);
  const query = theirs
    ? withVariables(
        filled,
        values,
        holders.map((one) => one.name),
      )
    : filled;
  const said = Object.values(values);
  const title = graph.title === undefined ? [name, ...said].join(" · ") : fillPlaceholders(graph.title, values, name);
  const by = byOf(words.by, query) ?? graph.by;
  return { ...graph, query, title, ...(by === undefined ? {} : { by }), ...optionsOf(words) };
};

const quotedValue = (value: string): string => (/\s/.test(value) ? `"${value.replaceAll('"', "")}"` : value);

/** Grafana's panels take their variables behind the panel: "uid:panel host=web-1". */
const withVariables = (query: string, values: GraphWords["values"], but: readonly string[] = []): string =>
  [
    query,
    ...Object.entries(values ?? {}).flatMap(([name, value]) =>
      but.includes(name) ? [] : [`${name}=${quotedValue(value)}`],
    ),
  ].join(" ");

/** A name in quotes, or a query that has others within: no query is a text alone. */
const WHOLE = /^(?<quote>["'])(?<query>[^"']+|[A-Za-z_].*[)\]}])\k<quote>$/s;

/** A query as the source is asked: without the backticks that Slack shows code by, and a metric's name without quotes. */
export const bareQuery = (what: string, kind: GraphSource["kind"]): string => {
  const code = /^(`{1,3})([^`]+)\1$/.exec(what)?.[2]?.trim();
  const query = code || (/^([\w:.-]+)\s*[?!]+$/.exec(what)?.[1] ?? what);
  return kind === "points" ? (WHOLE.exec(query)?.groups?.query ?? query) : query;
};

/** Where a filter stands in the source's own language. */
const filterHint = (typed: string, { values = {} }: GraphWords, source: string): string => {
  if (source !== "prometheus" || !/^[\w:]+$/.test(typed)) return "";
  const labels = Object.entries(values).map(([name, value]) => `${name}="${value}"`);
  return `A filter stands in the query: ${typed}{${labels.join(", ")}}.`;
};

const ofQuery = (words: GraphWords, { source, kind }: GraphSource): AskedGraph => {
  const values = words.values ?? {};
  const typed = withoutGrafanas(bareQuery(words.what, kind), source);
  if (source !== "grafana")
    requireKnownValues("This query", placeholdersOf(typed), values, filterHint(typed, words, source));
  const query =
    source === "grafana"
      ? withVariables(typed, values)
      : Object.keys(values).length === 0
        ? typed
        : fillPlaceholders(typed, values, typed);
  const by = byOf(words.by, query);
  const shape = kind === "logs" ? ({ shape: "count" } as const) : {};
  return { kind, source, query, ...shape, ...(by === undefined ? {} : { by }), ...optionsOf(words) };
};

/** What the words ask for: a saved graph by its whole name, else a query. Throws Failure("usage") with what may be meant. */
export const whichGraph = async (words: GraphWords, desk: Desk, context: RangeContext): Promise<Which> => {
  const saved = savedCalled(words.what, await desk.saved());
  if (saved) {
    const other = words.source === undefined ? undefined : requireSource(words.source, desk.sources());
    if (other === undefined || other.source === saved.graph.source) return { asked: ofSaved(saved, words), saved };
  }
  const source = requireSource(words.source, desk.sources());
  const isName = PLAIN.test(words.what.replace(/[?!.\s]+$/, "")) && !OPERATORS.test(words.what);
  if (isName && words.source === undefined && STRICT.has(source.source))
    throw await unknownName(words.what, source, desk, { ...words, context });
  return { asked: ofQuery(words, source) };
};
