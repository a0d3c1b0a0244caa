import type { Filled } from "./variables.ts";

/** What has a meaning in a regular expression, for a text in quotes: the backslash itself is written twice. */
const escaped = (value: string): string => value.replaceAll("\\", "\\\\\\\\").replace(/[$^*{}[\]'+?.()|]/g, "\\\\$&");

const plainRegex = (value: string): string => value.replace(/[\\^$*+?.()|[\]{}/]/g, "\\$&");

const alternatives = (values: readonly string[]): string =>
  values.length <= 1 ? (values[0] ?? "") : `(${values.join("|")})`;

const glob = (values: readonly string[]): string => (values.length <= 1 ? (values[0] ?? "") : `{${values.join(",")}}`);

const quoted = (values: readonly string[], quote: string): string =>
  values.map((value) => `${quote}${value.replaceAll(quote, `\\${quote}`)}${quote}`).join(",");

/** Numbers are left alone. https://github.com/grafana/scenes/blob/main/packages/scenes/src/variables/interpolation/formatRegistry.ts */
const luceneTerm = (value: string): string =>
  Number.isNaN(Number(value)) ? value.replace(/[!*+\-=<>\s&|()[\]{}^~?:\\/"]/g, "\\$&") : value;

const lucene = (values: readonly string[], isList: boolean): string =>
  isList ? `(${values.map((value) => `"${luceneTerm(value)}"`).join(" OR ")})` : luceneTerm(values[0] ?? "");

/** https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/#advanced-variable-format-options */
const FORMATS: Readonly<Record<string, (values: readonly string[], isList: boolean, argument: string) => string>> = {
  raw: (values) => values.join(","),
  csv: (values) => values.join(","),
  text: (values) => values.join(" + "),
  pipe: (values) => values.join("|"),
  glob,
  regex: (values) => alternatives(values.map(plainRegex)),
  singlequote: (values) => quoted(values, "'"),
  doublequote: (values) => quoted(values, '"'),
  sqlstring: (values) => values.map((value) => `'${value.replaceAll("'", "''")}'`).join(","),
  json: (values, isList) => (isList ? JSON.stringify(values) : (values[0] ?? "")),
  join: (values, _isList, separator) => values.join(separator || ","),
  lucene,
  percentencode: (values) => encodeURIComponent(glob(values)),
};

/** Without a format each data source has its own way with several values. */
const byType = ({ values, isPattern, isRaw }: Filled, type: string): string => {
  if (/prometheus|loki|mimir|cortex/.test(type)) {
    if (!isPattern) return values.join(",");
    return alternatives(isRaw ? values : values.map(escaped));
  }
  if (/elastic|opensearch/.test(type) && !isRaw) return lucene(values, isPattern);
  if (/influx/.test(type) && values.length > 1) return alternatives(values.map(plainRegex));
  if (/sql/.test(type) && !isRaw) {
    const doubled = values.map((value) => value.replaceAll("'", "''"));
    return isPattern ? doubled.map((value) => `'${value}'`).join(",") : doubled.join(",");
  }
  return glob(values);
};

/** The values of a variable as text, in the format that is asked for. */
export const joined = (filled: Filled, format: string | undefined, type: string): string => {
  if (format === undefined) return byType(filled, type);
  const [name = "", ...argument] = format.split(":");
  if (filled.isRaw) return filled.values.join("|");
  // Grafana takes a format that it does not know for this one.
  const write = Object.hasOwn(FORMATS, name) ? FORMATS[name] : glob;
  return (write ?? glob)(filled.values, filled.isPattern, argument.join(":"));
};

/** They list every value, and nothing stands for all of them. */
const LISTS = /^(?:csv|json|join|singlequote|doublequote|sqlstring)\b/;

/** What stands for any value at all; undefined where a data source has no such thing. */
export const anyOf = (format: string | undefined, type: string): string | undefined => {
  if (LISTS.test(format ?? "")) return undefined;
  if (/^(?:regex|pipe)$/.test(format ?? "") || /^$|prometheus|mimir|cortex|loki|influx/.test(type)) return ".*";
  return /graphite|elastic|opensearch|cloudwatch|opentsdb|zabbix/.test(type) ? "*" : undefined;
};

/** "${__from:date:seconds}": a moment in the way that is asked for, in UTC; other texts stay as they are. */
export const dateText = (text: string, format: string | undefined): string => {
  const [, argument = "iso"] = /^date(?::(.+))?$/.exec(format ?? "") ?? [];
  const atMs = Number(text);
  if (!format?.startsWith("date") || argument === "ms" || !Number.isFinite(atMs)) return text;
  if (argument === "seconds") return String(Math.round(atMs / 1000));
  const iso = new Date(atMs).toISOString();
  const [YYYY, MM, DD, HH, mm, ss] = iso.split(/\D/);
  const parts: Readonly<Record<string, string | undefined>> = { YYYY, MM, DD, HH, mm, ss };
  return argument === "iso" ? iso : argument.replace(/YYYY|MM|DD|HH|mm|ss/g, (part) => parts[part] ?? part);
};
