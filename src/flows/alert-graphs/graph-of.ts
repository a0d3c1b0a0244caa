import type { AlertGraph } from "../../core/alert.ts";
import type { Incident } from "../../core/incident.ts";
import { factsOf } from "../../core/match.ts";
import type { Route } from "../../core/policy.ts";

/** Such a text stands in a query for itself, whatever its language: neither a quote nor a bracket can end what it stands in. */
const PLAIN = /^[\p{L}\p{N} ._:/@#+-]{1,200}$/u;

/** "{host}" in a query is the problem's host; undefined when it has none, or one that could change what is asked. */
const fillIn = (query: string, incident: Incident): string | undefined => {
  const facts = factsOf(incident);
  let complete = true;
  const filled = query.replace(/(?<!\$)\{([\p{L}_][\p{L}\p{N}_.-]{0,79})\}/gu, (_all, name: string) => {
    const value = facts[name] ?? "";
    complete = complete && PLAIN.test(value);
    return value;
  });
  return complete ? filled : undefined;
};

/**
 * The graph below a problem's card, of a connected source (the default one first): what its route says, else what its
 * source measured it by; undefined when there is none or the route wants none. Pure.
 */
export const graphOf = (
  incident: Incident,
  { graph: wanted }: Pick<Route, "graph">,
  measures: ReadonlySet<string>,
): AlertGraph | undefined => {
  if (wanted === "off") return undefined;
  const [byDefault] = measures;
  const query = wanted && fillIn(wanted.query, incident);
  const source = wanted?.source ?? byDefault;
  const graph =
    query === undefined || source === undefined
      ? incident.graph
      : { source, query, thresholds: wanted?.thresholds, title: undefined, unit: undefined };
  return graph && measures.has(graph.source) ? graph : undefined;
};
