import type { ChartSpec } from "../core/chart.ts";
import type { Links } from "./links.ts";
import { questionKey } from "./loads.ts";

const KIND = "spec";

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Keys in one order, so that what went to a browser and came back reads the same. */
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) =>
    isPlain(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) : one,
  );

const textOf = (page: string, query: URLSearchParams, spec: unknown): string =>
  `${questionKey(page, query)}\n${canonicalJson(spec)}`;

/** Our mark on a chart, as it was loaded for this page and this query. */
export const sealSpec = (links: Links, page: string, query: URLSearchParams, spec: ChartSpec): string =>
  links.seal(KIND, textOf(page, query, spec));

/** Whether it is one of ours, unchanged, of this page and this query: only then it is a chart. */
export const isSealedSpec = (
  links: Links,
  page: string,
  query: URLSearchParams,
  spec: unknown,
  seal: string,
): spec is ChartSpec => links.isSealed(KIND, textOf(page, query, spec), seal);
