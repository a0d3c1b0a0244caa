/** One condition of a selector. */
export interface LabelMatch {
  readonly label: string;
  readonly fits: (value: string) => boolean;
  /** It fits no text at all. */
  readonly needsText: boolean;
}

/** Series by name and labels, at a moment or over a range before it. */
export interface Selector {
  readonly kind: "selector";
  readonly matches: readonly LabelMatch[];
  readonly rangeMs: number | undefined;
  readonly offsetMs: number;
  readonly at: number;
}

export const AGGREGATES = ["sum", "avg", "min", "max", "count"] as const;
export const OPERATORS = ["+", "-", "*", "/", "==", "!=", ">", "<", ">=", "<="] as const;
export type Aggregate = (typeof AGGREGATES)[number];
export type Operator = (typeof OPERATORS)[number];

/** The part of PromQL that is spoken here: https://prometheus.io/docs/prometheus/latest/querying/basics/ */
export type Expression =
  | Selector
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "change"; readonly how: "rate" | "increase"; readonly of: Selector }
  | { readonly kind: "quantile"; readonly q: Expression; readonly of: Expression }
  | {
      readonly kind: "aggregate";
      readonly how: Aggregate;
      readonly mode: "by" | "without";
      readonly labels: readonly string[];
      readonly of: Expression;
    }
  | { readonly kind: "binary"; readonly sign: Operator; readonly left: Expression; readonly right: Expression };

/** Whether it is one number at each moment, not series. */
export const isScalar = (one: Expression): boolean =>
  one.kind === "number" || (one.kind === "binary" && isScalar(one.left) && isScalar(one.right));

/** "==" and the like: they filter. */
export const isComparison = (sign: Operator): boolean => /[=<>]/.test(sign);
