import * as z from "zod";
import type { Route } from "../core/policy.ts";
import { off, section } from "./fields.ts";
import { limit, query as plainQuery, source } from "./fields-graph.ts";

const query = plainQuery
  .refine((text) => !/^(?:on|yes)$/i.test(text), {
    error: "is no query. Leave it out: new cards get the graph of their own alert without it.",
  })
  .meta({
    description: 'the query, as its source is asked; "{label}" is filled in',
    examples: ['rate(http_requests_total{service="{service}"}[5m])'],
  });

/** The graph of a route: a query, what belongs to one, or off. */
export const graph = z
  .union(
    [
      off,
      query,
      section("the graph below a new card", {
        query,
        source: source.optional(),
        above: limit("a line at this value; trouble is above it"),
        below: limit("a line at this value; trouble is below it"),
      }),
    ],
    { error: "takes off, a query, or query, source, above and below" },
  )
  .meta({
    description: "the graph below a new card: off, or a query; what the alert itself was measured by when not given",
  });

/** The same as a route has it. */
export const graphOfRoute = (given: z.infer<typeof graph> | undefined): Route["graph"] => {
  if (given === undefined) return undefined;
  if (given === false || given === "off") return "off";
  if (typeof given === "string") return { query: given };
  const { above, below, ...rest } = given;
  const thresholds = [
    ...(above === undefined ? [] : [{ value: above, trouble: "above" } as const]),
    ...(below === undefined ? [] : [{ value: below, trouble: "below" } as const]),
  ];
  return { ...rest, ...(thresholds.length > 0 ? { thresholds } : {}) };
};
