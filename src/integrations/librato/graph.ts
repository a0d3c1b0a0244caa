import type { AlertGraph } from "../../core/alert.ts";

/** What an alert says about one metric that is not as it should be. */
export interface BreachedMetric {
  readonly metric: string;
  readonly condition:
    | { readonly type?: string | null | undefined; readonly threshold?: number | undefined }
    | undefined;
}

/** Names that can be asked for: https://docs.appoptics.com/api/#metric-naming */
const METRIC = /^[\w.:-]{1,255}$/;
const SIDES: Readonly<Record<string, "above" | "below">> = { above: "above", below: "below" };

/** The first metric with a threshold that was passed; what is absent shows nothing. */
export const breachGraph = (breaches: readonly BreachedMetric[]): AlertGraph | undefined => {
  for (const { metric, condition } of breaches) {
    const trouble = SIDES[condition?.type ?? ""];
    const value = condition?.threshold;
    if (trouble === undefined || value === undefined || !METRIC.test(metric)) continue;
    return { source: "librato", query: metric, thresholds: [{ value, trouble }] };
  }
  return undefined;
};
