import { Failure } from "../../core/failure.ts";
import type { Variable } from "./dashboard.ts";
import { anyOf, dateText, joined } from "./variable-formats.ts";

/** A variable with the values that it stands for. */
export interface Filled {
  readonly values: readonly string[];
  /** It may have several values, so that expressions expect a pattern. */
  readonly isPattern: boolean;
  /** Taken as it is: it is a pattern already. */
  readonly isRaw: boolean;
  /** Somebody typed a value that the dashboard does not offer. */
  readonly isForeign?: boolean;
  /** All that there are, and only Grafana's page finds out which. */
  readonly isAny?: boolean;
  /** Grafana's page would look for a value to begin with. */
  readonly isUnset?: boolean;
}

const ALL = "$__all";

const texts = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : value;

const optionsOf = ({ options }: Variable): readonly string[] => options.flatMap(({ value }) => texts(value));

/** What Grafana's page begins with where the dashboard stands at nothing: many are handed on without their values. */
const firstOf = (variable: Variable): readonly string[] => {
  const { type, query, includeAll } = variable;
  if (type === "constant" || type === "textbox") return texts(String(query ?? ""));
  const listed = type === "custom" || type === "interval" ? String(query ?? "").split(",") : [];
  const [first] = [...optionsOf(variable), ...(includeAll ? [ALL] : []), ...listed.map((one) => one.trim())].filter(
    Boolean,
  );
  return texts(first);
};

const currentOf = (variable: Variable): readonly string[] => {
  const current = texts(variable.current?.value).filter((value) => value !== "");
  return current.length > 0 ? current : firstOf(variable);
};

const all = (variable: Variable): Filled => {
  if (variable.allValue) return { values: [variable.allValue], isPattern: true, isRaw: true };
  const values = optionsOf(variable).filter((value) => value !== ALL);
  return { values, isPattern: true, isRaw: false, isAny: values.length === 0 };
};

const fillOne = (variable: Variable, given: readonly string[] | undefined): Filled => {
  const asked = given ?? currentOf(variable);
  const isAll = asked.includes(ALL) || (given !== undefined && asked.some((value) => /^(?:all|\*)$/i.test(value)));
  if (isAll) return all(variable);
  const isPattern = variable.multi === true || variable.includeAll === true || asked.length > 1;
  const offered = new Set([...currentOf(variable), ...optionsOf(variable)]);
  const isForeign = asked.some((value) => !offered.has(value));
  const isUnset = asked.length === 0 && !/^(?:datasource|adhoc|groupby)$/.test(variable.type ?? "");
  return { values: asked, isPattern, isRaw: false, isForeign, isUnset };
};

/** Each variable with what was given for it, else with what the dashboard stands at. */
export const fillVariables = (
  variables: readonly Variable[],
  given: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, Filled> =>
  new Map([
    ...[...given].map(
      ([name, values]) => [name, { values, isPattern: values.length > 1, isRaw: false, isForeign: true }] as const,
    ),
    ...variables.map((variable) => [variable.name, fillOne(variable, given.get(variable.name))] as const),
  ]);

/** How long the range and the steps are, in milliseconds. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalMs: number;
}

/** What Grafana takes a scrape to be when the data source does not say. */
export const SCRAPE_MS = 15_000;

const duration = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`);

/** Variables that every panel has: https://grafana.com/docs/grafana/latest/dashboards/variables/add-template-variables/#global-variables */
const globals = ({ fromMs, toMs, intervalMs }: Span): Readonly<Record<string, string>> => ({
  __interval: duration(intervalMs),
  __interval_ms: String(intervalMs),
  __rate_interval: duration(Math.max(intervalMs + SCRAPE_MS, 4 * SCRAPE_MS)),
  __range: duration(Math.ceil((toMs - fromMs) / 1000) * 1000),
  __range_s: String(Math.ceil((toMs - fromMs) / 1000)),
  __range_ms: String(toMs - fromMs),
  __from: String(fromMs),
  __to: String(toMs),
});

/** Grafana itself fills these in for such data sources, because it knows how often they are written. */
const BY_ITSELF = /prometheus|mimir|cortex|loki/;
/** Languages that only read, and in which a text stays within the quotes that it stands in. */
const HARMLESS = /^$|prometheus|mimir|cortex|loki|graphite|elastic|opensearch|cloudwatch/;
const PLAIN = /^(?!.*--)[\p{L}\p{N}_.:@/+-]*$/u;

/** A value that somebody typed must not become a statement of its own in SQL and the like. Throws Failure("usage"). */
const requireHarmless = (name: string, { values, isForeign }: Filled, type: string): void => {
  const odd = isForeign === true && !HARMLESS.test(type) ? values.find((value) => !PLAIN.test(value)) : undefined;
  if (odd === undefined) return;
  throw new Failure("usage", `Grafana: a value of ${name} that ${type} might read as more than a value`, {
    tell: `That panel's data source may only be asked with plain values of ${name}, letters, digits and . _ : @ / + -, or with those that the dashboard offers.`,
  });
};

const refused = (name: string, why: string): Failure =>
  new Failure("usage", `Grafana: variable ${name}: ${why}`, {
    tell: `${why} Name what you want to see: ${name}=…, several times for several.`,
  });

/** The value as its data source wants it. Throws Failure("usage") where there is none, or only Grafana's page knows it. */
const writtenValue = (name: string, found: Filled, format: string | undefined, type: string): string => {
  if (found.isUnset) throw refused(name, `The dashboard keeps no value of its variable "${name}".`);
  requireHarmless(name, found, type);
  if (!found.isAny) return joined(found, format, type);
  const any = anyOf(format, type);
  if (any !== undefined) return any;
  throw refused(
    name,
    `The dashboard's variable "${name}" stands at All, and only Grafana's page finds out what that is.`,
  );
};

/** $name, [[name]], [[name:format]], ${name}, ${name:format} and ${name.field:format}. */
const MARK = /\$\{(\w+)(?:\.[^:}]+)?(?::([^}]+))?\}|\[\[(\w+)(?::(\w+))?\]\]|\$(\w+)/g;

/**
 * Fills variables in, whichever way they are written; what is no variable stays as it is. `type` is the data source's.
 * Throws Failure("usage") for a typed value that could change what is asked, and for one that nobody knows.
 */
export const createFill = (filled: ReadonlyMap<string, Filled>, span: Span) => {
  const known = globals(span);
  return (text: string, type: string): string =>
    text.replace(MARK, (whole: string, a?: string, b?: string, c?: string, d?: string, e?: string) => {
      const [name, format] = [a ?? c ?? e ?? "", b ?? d];
      if (/^__(?:rate_)?(?:interval|range)/.test(name) && BY_ITSELF.test(type)) return `$${name}`;
      if (Object.hasOwn(known, name)) return dateText(known[name] ?? whole, format);
      const found = filled.get(name);
      if (found === undefined) return whole;
      // A variable of intervals that stands at "auto".
      if (found.values[0]?.startsWith("$__auto"))
        return BY_ITSELF.test(type) ? "$__interval" : (known.__interval ?? whole);
      return writtenValue(name, found, format, type);
    });
};

/** The same in every text of a value, whatever its shape. */
export const fillDeep = (value: unknown, fill: (text: string) => string): unknown => {
  if (typeof value === "string") return fill(value);
  if (Array.isArray(value)) return value.map((one) => fillDeep(one, fill));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fillDeep(one, fill)]));
};
