import { Failure } from "./failure.ts";
import { parseTimeRange, type RangeContext, type TimeRange } from "./time-range.ts";

/**
 * How one argument is read from chat text and from a link's query: one parser for both.
 * `text`: "rest" takes the words that no label took; "label" is written `name:value` (value may be quoted).
 */
export interface Arg<T> {
  readonly text: "rest" | "label";
  /** How it is written in usage lines: "[range]", "[team:…]". */
  readonly usage: string;
  /** `value` is the text after the label, or the rest of the words; undefined when not given. Throws Failure("usage"). */
  parse(value: string | undefined, context: RangeContext): T;
  /** Query parameters -> value; undefined for those not given. Throws Failure("usage"). */
  fromQuery(query: URLSearchParams, name: string, context: RangeContext): T;
  /** Value -> absolute query parameters, appended to `query`. */
  toQuery(value: T, query: URLSearchParams, name: string): void;
}

// biome-ignore lint/suspicious/noExplicitAny: the value type of a heterogeneous record cannot be named otherwise
export type ArgSpecs = Readonly<Record<string, Arg<any>>>;
export type ArgValues<A extends ArgSpecs> = { readonly [K in keyof A]: A[K] extends Arg<infer T> ? T : never };

export const timeRange = (_byDefault: string): Arg<TimeRange> => {
  throw new Failure("internal", `placeholder ${String(parseTimeRange)}`);
};
export const label = (_name: string): Arg<string | undefined> => {
  throw new Failure("internal", "placeholder");
};
