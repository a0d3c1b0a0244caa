import type { ChartSpec } from "../core/chart.ts";
import type { Links } from "./links.ts";
import { questionKey } from "./loads.ts";

const KIND = "spec";
const HOUR_MS = 3_600_000;
/** A chart can be posted from an open page for a day: what was true once is not to come back for ever. */
const HOURS = 24;

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Keys in one order, so that what went to a browser and came back reads the same. */
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) =>
    isPlain(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) : one,
  );

const textOf = (page: string, query: URLSearchParams, spec: unknown): string =>
  `${questionKey(page, query)}\n${canonicalJson(spec)}`;

/** Where a chart stands: its page and the query that it was loaded for. */
export interface SealedAt {
  readonly page: string;
  readonly query: URLSearchParams;
}

/** Our mark on a chart, as it was loaded there in the hour of `nowMs`: the same chart has the same mark within an hour. */
export const sealSpec = (links: Links, { page, query }: SealedAt, spec: ChartSpec, nowMs: number): string => {
  const hour = Math.floor(nowMs / HOUR_MS).toString(36);
  return `${hour}.${links.seal(KIND, `${hour}\n${textOf(page, query, spec)}`)}`;
};

/** Whether it is one of ours, unchanged, of this page and this query, and of the last day: only then it is a chart. */
export const isSealedSpec = (
  links: Links,
  { page, query }: SealedAt,
  spec: unknown,
  sealed: { readonly seal: string; readonly nowMs: number },
): spec is ChartSpec => {
  const [, hour = "", seal = ""] = /^([0-9a-z]{1,8})\.([\w-]+)$/.exec(sealed.seal) ?? [];
  const ageMs = sealed.nowMs - Number.parseInt(hour, 36) * HOUR_MS;
  return ageMs <= (HOURS + 1) * HOUR_MS && links.isSealed(KIND, `${hour}\n${textOf(page, query, spec)}`, seal);
};
