import type { GetMetricDataCommandOutput } from "@aws-sdk/client-cloudwatch";
import { Failure } from "../../core/failure.ts";
import type { Connection } from "../../core/integration.ts";
import type { Measure, Measured, MeasureQuestion } from "../../core/measure.ts";
import { formatDuration } from "../../core/number-words.ts";
import { gridPoints } from "../../lib/scattered-points.ts";
import { type Asked, askedOf, notesOf, requestOf, rowsOf } from "./ask.ts";
import { createCalls } from "./calls.ts";
import type { CloudwatchPlace } from "./client.ts";
import { graphLink } from "./link.ts";
import { type CloudwatchQuery, readQuery } from "./query.ts";

const SERVICE = "CloudWatch";

const measured = (
  pages: readonly GetMetricDataCommandOutput[],
  isCut: boolean,
  query: CloudwatchQuery,
  { fromMs, toMs, points, by }: MeasureQuestion,
  { periodS }: Asked,
): Measured => {
  const rows = rowsOf(pages).map(({ label, points: found }) => ({
    labels: by && label !== "" ? { [by.label]: label } : {},
    otherwise: label || query.metric?.name || SERVICE,
    points: found,
  }));
  const stepMs = query.metric ? periodS * 1000 : undefined;
  const grid = gridPoints(rows, { fromMs, toMs, points, by: by?.label, stepMs });
  const coarser = query.periodS !== undefined && periodS > query.periodS;
  return {
    ...grid,
    ...(query.metric && { title: `${query.metric.name} (${query.stat})` }),
    notes: [
      ...grid.notes,
      ...(coarser
        ? [
            `Points are of ${formatDuration(periodS * 1000)}, the query's own of ${formatDuration((query.periodS ?? 0) * 1000)}.`,
          ]
        : []),
      ...notesOf(pages, isCut),
    ],
  };
};

const readableOf = (text: string): CloudwatchQuery | undefined => {
  try {
    return readQuery(text);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
};

/** Points of CloudWatch, signed and read by the vendor's SDK. */
export const createMeasure = (place: CloudwatchPlace, connection: Connection): Measure => {
  const calls = createCalls(place, connection);
  return {
    name: SERVICE,
    async ask(question) {
      const query = readQuery(question.query);
      const asked = askedOf(question, query, connection.clock());
      const { pages, isCut } = await calls.points(requestOf(query, asked, question.by), query.region);
      return measured(pages, isCut, query, question, asked);
    },
    link(question) {
      const query = readableOf(question.query);
      return (
        query && graphLink(query, query.region ?? place.region, question, askedOf(question, query, connection.clock()))
      );
    },
    names: calls.metrics,
  };
};
