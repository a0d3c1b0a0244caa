import * as z from "zod";
import { SEVERITIES } from "../core/alert.ts";
import type { ThresholdRule } from "../core/policy.ts";
import { splitExpression } from "../lib/expression.ts";
import { duration, line, oneOf, section } from "./fields.ts";
import { limit, query, source } from "./fields-graph.ts";

const HOWS = ["avg", "sum", "max", "min"] as const;
const MINUTE_MS = 60_000;
const SHORTEST_EVERY_MS = 10_000;
const MOST_SHOWN = 200;
const LONGEST_FOR_MS = 24 * 60 * MINUTE_MS;

const byLabel = line("name of a label; each of its values is watched by itself");

const by = z
  .union(
    [
      byLabel,
      section("what is watched apart", { label: byLabel, how: oneOf("how one number is made of several", HOWS) }),
    ],
    { error: "takes the name of a label, or label and how" },
  )
  .meta({ description: "each value of this label is watched by itself; avg unless how is given", examples: ["host"] })
  .transform((value) => (typeof value === "string" ? { label: value, how: "avg" as const } : value));

const labels = z
  .record(
    line("name of a label"),
    z.union([z.string(), z.number(), z.boolean()], { error: "takes a text" }).transform(String),
    { error: "takes labels and their texts" },
  )
  .meta({ description: "labels of the alert, which routes can ask for", examples: [{ service: "checkout" }] });

const rule = section("a query that is looked at again and again: an alert while it is beyond a limit", {
  name: line("what is wrong when it fires; the title of its card").pipe(
    z.string().max(120, { error: "is longer than 120 characters" }),
  ),
  query: query.meta({ description: "the query, as its source is asked" }),
  source: source.optional(),
  by: by.optional(),
  above: limit("it fires above this value"),
  below: limit("it fires below this value"),
  for: duration("how long every point has to be beyond it; 5 min when not given")
    .refine((ms) => ms <= LONGEST_FOR_MS, { error: "is longer than a day" })
    .default(5 * MINUTE_MS),
  every: duration("how often it is looked at; 1 min when not given")
    .refine((ms) => ms >= SHORTEST_EVERY_MS, { error: "is shorter than 10 seconds" })
    .default(MINUTE_MS),
  severity: oneOf("how bad it is; error when not given", SEVERITIES).default("error"),
  runbook: z
    .string({ error: "takes an address" })
    .refine((url) => /^https?:$/.test(URL.parse(url)?.protocol ?? ""), {
      error: "is no address. It takes https://wiki.example.com/page.",
    })
    .meta({ description: "where to read what to do" })
    .optional(),
  unit: line("unit of its values: ms, s, bytes, percent…; the source's when not given").optional(),
  labels: labels.optional(),
  no_data: oneOf("what no data at all means: an alert of its own, or nothing", ["alert", "ok"]).default("alert"),
})
  .refine(({ above, below }) => (above === undefined) !== (below === undefined), {
    error: "takes either above or below. Say which of them, with its value.",
    path: ["above"],
  })
  .superRefine(({ query: text, source: asked = "prometheus", no_data: noData }, context) => {
    const split = asked === "prometheus" && noData === "alert" ? splitExpression(text) : undefined;
    const [one] = split?.thresholds ?? [];
    if (!split || !one) return;
    const better = `${split.query.slice(0, MOST_SHOWN)}${split.query.length > MOST_SHOWN ? "…" : ""}`;
    context.addIssue({
      code: "custom",
      path: ["query"],
      message: `compares by itself, and has no points while all is well. Write query: ${better}, and ${one.trouble}: ${one.value}.`,
    });
  });

/** The section `watch` of the config file: thresholds of our own. */
export const watch = z
  .array(rule, { error: 'takes a list: lines that begin with "- "' })
  .superRefine((rules, context) => {
    for (const [index, { name }] of rules.entries()) {
      const before = rules.findIndex((one) => one.name.toLowerCase() === name.toLowerCase());
      if (before < index)
        context.addIssue({
          code: "custom",
          path: [index, "name"],
          message: `is "${name}" like one before it. Give each its own name.`,
        });
    }
  })
  .meta({ description: "thresholds of your own: queries that become alerts of the source watch" });

/** The rules that the section makes. */
export const thresholdsOf = (rules: z.infer<typeof watch>): readonly ThresholdRule[] =>
  rules.map(({ above, below, for: forMs, every: everyMs, no_data: noData, labels = {}, ...rule }) => ({
    ...rule,
    threshold: above === undefined ? { value: below ?? 0, trouble: "below" } : { value: above, trouble: "above" },
    forMs,
    everyMs,
    labels,
    noData,
  }));
