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

/** Statistics that go on growing until a period is over: before that they are no number to compare. */
const GROWS = /^(?:Sum|SampleCount|t[sc])/i;

const measured = (
  pages: readonly GetMetricDataCommandOutput[],
  isCut: boolean,
  query: CloudwatchQuery,
  { fromMs, toMs, points, by }: MeasureQuestion,
  { periodS }: Asked,
  nowMs: number,
): Measured => {
  const stepMs = query.metric ? periodS * 1000 : undefined;
  const isOver = (atMs: number): boolean => stepMs === undefined || !GROWS.test(query.stat) || atMs + stepMs <= nowMs;
  const all = rowsOf(pages);
  const rows = all.map(({ label, points: found }) => ({
    labels: by && label !== "" ? { [by.label]: label } : {},
    otherwise: label || query.metric?.name || SERVICE,
    points: found.filter(([atMs]) => isOver(atMs)),
  }));
  const isCurrentOut = all.some(({ points: found }) => found.some(([atMs]) => !isOver(atMs)));
  const grid = gridPoints(rows, { fromMs, toMs, points, by: by?.label, stepMs });
  const coarser = query.periodS !== undefined && periodS > query.periodS;
  const said = notesOf(pages, isCut);
  return {
    ...grid,
    ...said,
    ...(query.metric && { title: `${query.metric.name} (${query.stat})` }),
    notes: [
      ...grid.notes,
      ...(coarser
        ? [
            `Points are of ${formatDuration(periodS * 1000)}, the query's own of ${formatDuration((query.periodS ?? 0) * 1000)}.`,
          ]
        : []),
      ...(isCurrentOut ? [`The ${formatDuration(periodS * 1000)} that are not over are left out.`] : []),
      ...said.notes,
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
      const nowMs = connection.clock();
      const asked = askedOf(question, query, nowMs);
      const { pages, isCut } = await calls.points(requestOf(query, asked, question.by), query.region);
      return measured(pages, isCut, query, question, asked, nowMs);
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
