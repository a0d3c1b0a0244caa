import type { AlertGraph } from "../../core/alert.ts";
import { LONGEST_EXPRESSION } from "../../lib/expression.ts";

/** What an alert says about one metric that is not as it should be. */
export interface BreachedMetric {
  readonly metric: string;
  readonly condition:
    | { readonly type?: string | null | undefined; readonly threshold?: number | undefined }
    | undefined;
}

const SIDES: Readonly<Record<string, "above" | "below">> = { above: "above", below: "below" };

/** The first metric with a threshold that was passed; what is absent shows nothing. */
export const breachGraph = (breaches: readonly BreachedMetric[]): AlertGraph | undefined => {
  for (const { metric, condition } of breaches) {
    const trouble = SIDES[condition?.type ?? ""];
    const value = condition?.threshold;
    if (trouble === undefined || value === undefined || metric.length > LONGEST_EXPRESSION) continue;
    return { source: "librato", query: metric, thresholds: [{ value, trouble }] };
  }
  return undefined;
};
