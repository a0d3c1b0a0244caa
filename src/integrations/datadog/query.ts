import { Failure } from "../../core/failure.ts";
import type { By, MeasureQuestion } from "../../core/measure.ts";

const TAG = /^[A-Za-z][\w.:/-]{0,199}$/;
const SCOPE = /\{[^{}]*\}/g;
const METRIC = /(?:\b(avg|sum|min|max|count|p\d{2}):)?\b([A-Za-z][\w.]*)(\{[^{}]*\})(?:\s*by\s*(\{[^{}]*\}))?/g;

/**
 * The query, split by a tag where it is not split yet: "avg:load{*}" -> "avg:load{*} by {host}".
 * https://docs.datadoghq.com/dashboards/functions/#overview
 */
export const splitBy = (query: string, by: By | undefined): string => {
  if (!by || /\}\s*by\s*\{/i.test(query)) return query;
  if (!TAG.test(by.label))
    throw new Failure("usage", `no name of a tag: ${by.label}`, {
      tell: `"${by.label}" is no name of a tag. It takes letters, digits and "_", "-", ".", such as host.`,
    });
  const scoped = query.includes("{") ? query : `${query.trim()}{*}`;
  const split = scoped.replace(SCOPE, (scope) => `${scope} by {${by.label}}`);
  return /^\s*[A-Za-z][\w.]*\{/.test(split) ? `${by.how}:${split.trim()}` : split;
};

const inside = (braces: string | undefined): string => braces?.slice(1, -1).trim() ?? "";

const hostOf = (site: string): string => (site.split(".").length > 2 ? site : `app.${site}`);

/**
 * The metric explorer at the same time: the names of its parameters are those of links that people share; Datadog does
 * not document them. It shows one metric, so a query over several has no link.
 */
export const explorerLink = (site: string, { query, by, fromMs, toMs }: MeasureQuestion): string | undefined => {
  const [metric, ...others] = [...splitBy(query, by).matchAll(METRIC)];
  if (metric === undefined || others.length > 0) return undefined;
  const [, agg = "avg", name = "", scope, group] = metric;
  const url = new URL(`https://${hostOf(site)}/metric/explorer`);
  const scopes = inside(scope);
  const asked = {
    live: "false",
    from_ts: String(fromMs),
    to_ts: String(toMs),
    exp_metric: name,
    ...(scopes === "" || scopes === "*" ? {} : { exp_scope: scopes }),
    ...(group === undefined ? {} : { exp_group: inside(group) }),
    exp_agg: agg,
    exp_row_type: "metric",
  };
  for (const [parameter, value] of Object.entries(asked)) url.searchParams.set(parameter, value);
  return url.href;
};
