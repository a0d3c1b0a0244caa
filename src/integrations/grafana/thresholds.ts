import type { Threshold } from "../../core/measure.ts";
import type { Panel } from "./dashboard.ts";

/** How bad a colour of Grafana's palette is. */
const BAD: readonly (readonly [RegExp, number])[] = [
  [/red|#e02f44|#f2495c|#c4162a|#d44a3a/i, 3],
  [/orange|#ff780a|#ff9830|#fa6400/i, 2],
  [/yellow|#f2cc0c|#fade2a|#e0b400|#eab839/i, 1],
];

const badness = (color: string | null | undefined): number =>
  BAD.find(([pattern]) => pattern.test(color ?? ""))?.[1] ?? 0;

/** The lines that the panel itself draws; trouble is on the side with the worse colour. Shares of a range that only its page knows are left out. */
export const thresholdsOf = ({ fieldConfig, thresholds: legacy }: Panel): readonly Threshold[] => {
  const { thresholds, custom } = fieldConfig?.defaults ?? {};
  const old = legacy.map(({ value, op }): Threshold => ({ value, trouble: op === "lt" ? "below" : "above" }));
  const style = custom?.thresholdsStyle?.mode ?? "off";
  const isShare = thresholds?.mode === "percentage";
  const { min, max } = fieldConfig?.defaults ?? {};
  if (style === "off" || (isShare && (typeof min !== "number" || typeof max !== "number"))) return old;
  const lineAt = (value: number): number => (isShare ? (min ?? 0) + (((max ?? 0) - (min ?? 0)) * value) / 100 : value);
  const steps = thresholds?.steps ?? [];
  return steps.flatMap(({ value, color }, at): Threshold[] => {
    if (typeof value !== "number") return [];
    const better = badness(steps[at - 1]?.color) > badness(color);
    return [{ value: lineAt(value), trouble: better ? "below" : "above" }];
  });
};
