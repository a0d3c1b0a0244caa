import * as z from "zod";
import { POINT_SOURCES } from "../core/graph/sources.ts";
import { line, nearestName } from "./fields.ts";

/** A query of a source of points. */
export const query = z
  .string({ error: "takes a query, in the words of its source" })
  .trim()
  .min(1, { error: "is empty" })
  .max(4_000, { error: "is longer than 4,000 characters" });

/** A value of a query. */
export const limit = (about: string) =>
  z
    .number({ error: "takes a number, without a unit" })
    .meta({ description: about, examples: [0.5] })
    .optional();

/** Which source of points is asked. */
export const source = line("which source is asked: prometheus, graphite…; the default one when not given")
  .toLowerCase()
  .superRefine((name, context) => {
    if (POINT_SOURCES.includes(name)) return;
    const near = nearestName(name, POINT_SOURCES);
    const hint = near === undefined ? `It takes ${POINT_SOURCES.join(", ")}.` : `Did you mean ${near}?`;
    context.addIssue({ code: "custom", message: `is "${name}", which is no source of points. ${hint}` });
  });
