import type { StatsRows, StatsWindow } from "../../src/core/stats/rows.ts";
import { within } from "./naive-basis.ts";

const touches = (one: { readonly fromMs: number; readonly toMs: number }, span: StatsWindow["duties"]): boolean =>
  span !== undefined && one.fromMs < span.toMs && one.toMs > span.fromMs;

/** What a store that reads exactly what was asked for would answer. */
export const asRead = (rows: StatsRows, window: StatsWindow): StatsRows => ({
  ...rows,
  incidents: rows.incidents
    .filter(
      ({ openedAtMs, resolvedAtMs }) =>
        within(openedAtMs, window.incidents) ||
        touches({ fromMs: openedAtMs, toMs: resolvedAtMs ?? Number.POSITIVE_INFINITY }, window.overlapping),
    )
    .map((one) => (window.titles ? one : { ...one, title: "", verdict: null })),
  facts: rows.facts.filter(({ atMs }) => within(atMs, window.facts)),
  duties: rows.duties.filter((one) => touches(one, window.duties)),
  planned: rows.planned.filter((one) => touches(one, window.planned)),
});
