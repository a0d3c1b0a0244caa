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

/** Finds data sources by name; without one the default of the organisation. */
export type FindSource = (name: string | undefined) => KnownSource | undefined;

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
  if (typeof ref === "string") return find(ref === "default" ? undefined : fill(ref));
  const uid = fill(ref.uid ?? "");
  if (uid === "" || uid === "default") return find(undefined);
  if (uid === "__expr__" || ref.type === "__expr__") return EXPRESSION;
  const known = find(uid);
  return { uid, type: ref.type ?? known?.type ?? "", everyMs: known?.everyMs };
};

/** Whether something has to be looked up: by name, as the default, or how often it is written. */
export const needsSources = (panel: Panel): boolean =>
  /__(?:rate_)?interval/.test(JSON.stringify(panel.targets)) ||
  [panel.datasource, ...panel.targets.map(({ datasource }) => DataSourceRef.parse(datasource))].some(
    (ref) => typeof ref !== "object" || !ref?.uid || /^default$|\$|\[\[/.test(ref.uid) || !ref.type,
  );

/** A line needs points over time, also where the panel shows the newest value alone. */
const overTime = (type: string): Readonly<Record<string, unknown>> => {
  if (/loki/.test(type)) return { queryType: "range" };
  return /prometheus|mimir|cortex/.test(type) ? { range: true, instant: false, format: "time_series" } : {};
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
      ...{ ...Object(filled), refId: letter, datasource: { uid: source.uid, type: source.type } },
      ...{ ...limits, intervalMs: intervalOf(panel, source, limits.intervalMs), ...overTime(source.type) },
    };
    return { letter, source, isHidden: target.hide === true, body };
  });

/** Which queries go together: all of them where one calculates with others, else those of one data source. */
export const batchesOf = (targets: readonly ReadyTarget[]): readonly (readonly ReadyTarget[])[] => {
  const isCalculated = targets.some(({ source, isHidden }) => source.uid === EXPRESSION.uid && !isHidden);
  if (isCalculated) return [targets];
  const shown = targets.filter(({ isHidden, source }) => !isHidden && source.uid !== EXPRESSION.uid);
  return [...Map.groupBy(shown, ({ source }) => source.uid).values()];
};
