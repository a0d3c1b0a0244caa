import type { Filled } from "./variables.ts";

/** What has a meaning in a regular expression, for a text in quotes: the backslash itself is written twice. */
const escaped = (value: string): string => value.replaceAll("\\", "\\\\\\\\").replace(/[$^*{}[\]'+?.()|]/g, "\\\\$&");

const plainRegex = (value: string): string => value.replace(/[\\^$*+?.()|[\]{}/]/g, "\\$&");

const alternatives = (values: readonly string[]): string =>
  values.length === 1 ? (values[0] ?? "") : `(${values.join("|")})`;

const glob = (values: readonly string[]): string => (values.length === 1 ? (values[0] ?? "") : `{${values.join(",")}}`);

const quoted = (values: readonly string[], quote: string): string =>
  values.map((value) => `${quote}${value.replaceAll(quote, `\\${quote}`)}${quote}`).join(",");

/** https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/#advanced-variable-format-options */
const FORMATS: Readonly<Record<string, (values: readonly string[]) => string>> = {
  raw: (values) => values.join(","),
  csv: (values) => values.join(","),
  text: (values) => values.join(" + "),
  pipe: (values) => values.join("|"),
  glob,
  regex: (values) => alternatives(values.map(plainRegex)),
  singlequote: (values) => quoted(values, "'"),
  doublequote: (values) => quoted(values, '"'),
  sqlstring: (values) => values.map((value) => `'${value.replaceAll("'", "''")}'`).join(","),
  json: (values) => JSON.stringify(values),
  percentencode: (values) => encodeURIComponent(glob(values)),
};

/** Without a format each data source has its own way with several values. */
const byType = ({ values, isPattern, isRaw }: Filled, type: string): string => {
  if (/prometheus|loki|mimir|cortex/.test(type)) {
    if (!isPattern) return values.join(",");
    return alternatives(isRaw ? values : values.map(escaped));
  }
  if (/influx|elastic/.test(type) && values.length > 1) return alternatives(values.map(plainRegex));
  if (/sql/.test(type) && !isRaw) {
    const doubled = values.map((value) => value.replaceAll("'", "''"));
    return isPattern ? doubled.map((value) => `'${value}'`).join(",") : doubled.join(",");
  }
  return glob(values);
};

/** The values of a variable as text, in the format that is asked for. */
export const joined = (filled: Filled, format: string | undefined, type: string): string => {
  const known = format === undefined || !Object.hasOwn(FORMATS, format) ? undefined : FORMATS[format];
  if (!known) return byType(filled, type);
  return filled.isRaw ? filled.values.join("|") : known(filled.values);
};
