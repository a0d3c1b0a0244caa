import { Failure } from "../../core/failure.ts";
import { DataSourceRef, type Panel } from "./dashboard.ts";
import { fillDeep, SCRAPE_MS } from "./variables.ts";

/** What Grafana knows of a data source: https://grafana.com/docs/grafana/latest/developers/http_api/other/ */
export interface KnownSource {
  readonly uid: string;
  readonly type: string;
  /** How often it is written, where its settings say so. */
  readonly everyMs?: number | undefined;
}

/** Finds data sources by name or uid; without one the default of the organisation, or the first of the type that it has to be. */
export type FindSource = (name: string | undefined, type?: string) => KnownSource | undefined;

/** One query of a panel, ready to be sent. */
export interface ReadyTarget {
  readonly letter: string;
  readonly source: KnownSource;
  readonly isHidden: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

const EXPRESSION: KnownSource = { uid: "__expr__", type: "__expr__" };
const isMixed = (ref: DataSourceRef): boolean =>
  typeof ref === "string" ? ref === "-- Mixed --" : ref?.uid === "-- Mixed --";

const sourceOf = (ref: DataSourceRef, find: FindSource, fill: (text: string) => string): KnownSource | undefined => {
  if (ref === null || ref === undefined) return find(undefined);
  const { uid: written, type } = typeof ref === "string" ? { uid: ref, type: "" } : ref;
  const uid = fill(written ?? "");
  if (uid === "__expr__" || type === "__expr__") return EXPRESSION;
  if (uid === "" || uid === "default") return find(undefined, type ?? "");
  // Variables held names before they held uids, and Grafana's page still takes both; its API takes uids alone.
  return find(uid) ?? (typeof ref === "string" ? undefined : { uid, type: type ?? "" });
};

/** Exemplars would come as rows of a table among the series. */
const PROMETHEUS = { range: true, instant: false, exemplar: false, format: "time_series" } as const;

/** A line needs points over time, also where the panel shows the newest value alone. */
const overTime = (type: string): Readonly<Record<string, unknown>> => {
  if (/loki/.test(type)) return { queryType: "range" };
  return /prometheus|mimir|cortex/.test(type) ? PROMETHEUS : {};
};

/** Of several values a dimension of CloudWatch takes a list; elsewhere they are one text. */
const listed = (value: unknown): unknown =>
  typeof value === "string" && /^\{[^{}]*,[^{}]*\}$/.test(value) ? value.slice(1, -1).split(",") : value;

const withLists = ({ dimensions, ...others }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  if (typeof dimensions !== "object" || dimensions === null) return others;
  const lists = Object.entries(dimensions).map(([name, value]) => [name, listed(value)]);
  return { ...others, dimensions: Object.fromEntries(lists) };
};

const DURATION_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "30s", ">1m" -> milliseconds; undefined for anything else. */
export const durationMs = (text: string | null | undefined): number | undefined => {
  const [, count, unit = ""] = /^\s*>?\s*(\d+)\s*(ms|[smhd])\s*$/.exec(text ?? "") ?? [];
  return count === undefined ? undefined : Number(count) * (DURATION_MS[unit] ?? 0) || undefined;
};

/** No finer than the panel wants, or than its data source is written: between two scrapes there is no rate. */
const intervalOf = (panel: Panel, { type, everyMs }: KnownSource, asked: number): number =>
  Math.max(asked, durationMs(panel.interval) ?? everyMs ?? (/prometheus|mimir|cortex/.test(type) ? SCRAPE_MS : 0));

/** The queries of a panel with everything filled in. Throws Failure("usage") where one cannot be asked for. */
export const readyTargets = (
  panel: Panel,
  find: FindSource,
  fill: (text: string, type: string) => string,
  limits: { readonly intervalMs: number; readonly maxDataPoints: number },
): readonly ReadyTarget[] =>
  panel.targets.map((target, index) => {
    const own = DataSourceRef.parse(target.datasource);
    const ref = own ?? panel.datasource;
    const source = sourceOf(isMixed(ref) ? undefined : ref, find, (text) => fill(text, ""));
    const letter = typeof target.refId === "string" ? target.refId : String.fromCharCode(65 + (index % 26));
    if (source === undefined || source.uid === "-- Dashboard --" || source.uid === "-- Grafana --")
      throw new Failure("usage", `Grafana: panel ${panel.id}: query ${letter} has no data source that can be asked`, {
        tell: "That panel takes its data from another panel or from a data source that I do not find: ask for the other one.",
      });
    const filled = fillDeep(target, (text) => fill(text, source.type));
    const body = {
      ...{
        ...(source.type === "cloudwatch" ? withLists(Object(filled)) : Object(filled)),
        refId: letter,
        datasource: { uid: source.uid, type: source.type },
      },
      ...{ ...limits, intervalMs: intervalOf(panel, source, limits.intervalMs), ...overTime(source.type) },
    };
    return { letter, source, isHidden: target.hide === true, body };
  });

/**
 * Which queries go together: all of them where one calculates with others, else those of one data source. Some versions
 * of Grafana answer only the last of several queries for Graphite.
 */
export const batchesOf = (targets: readonly ReadyTarget[]): readonly (readonly ReadyTarget[])[] => {
  const isCalculated = targets.some(({ source, isHidden }) => source.uid === EXPRESSION.uid && !isHidden);
  if (isCalculated) return [targets];
  const shown = targets.filter(({ isHidden, source }) => !isHidden && source.uid !== EXPRESSION.uid);
  const apart = ({ source, letter }: ReadyTarget): string =>
    source.type === "graphite" ? `${source.uid} ${letter}` : source.uid;
  return [...Map.groupBy(shown, apart).values()];
};
