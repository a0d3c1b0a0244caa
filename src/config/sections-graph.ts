import * as z from "zod";
import type { Route } from "../core/policy.ts";
import { integrations } from "../integrations/index.ts";
import { line, nearestName, off, section } from "./fields.ts";

const SOURCES: readonly string[] = integrations.flatMap(({ name, connect }) => (connect ? [name] : []));

const query = z
  .string({ error: "takes a query, in the words of its source" })
  .trim()
  .min(1, { error: "is empty" })
  .max(4_000, { error: "is longer than 4,000 characters" })
  .meta({
    description: 'the query, as its source is asked; "{label}" is filled in',
    examples: ['rate(http_requests_total{service="{service}"}[5m])'],
  });

const limit = (about: string) =>
  z
    .number({ error: "takes a number, without a unit" })
    .meta({ description: about, examples: [0.5] })
    .optional();

const source = line("which source is asked: prometheus, graphite…; the default one when not given")
  .toLowerCase()
  .superRefine((name, context) => {
    if (SOURCES.includes(name)) return;
    const near = nearestName(name, SOURCES);
    const hint = near === undefined ? "It takes prometheus, graphite and the like." : `Did you mean ${near}?`;
    context.addIssue({ code: "custom", message: `is "${name}", which is no source. ${hint}` });
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
