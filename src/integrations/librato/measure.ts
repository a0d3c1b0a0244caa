import * as z from "zod";
import { Failure, toFailure } from "../../core/failure.ts";
import type { Connection } from "../../core/integration.ts";
import type { Measure, Measured, MeasureQuestion } from "../../core/measure.ts";
import { createAskJson } from "../../lib/ask-json.ts";
import { groupRows } from "../../lib/scattered-groups.ts";
import { gridPoints, type ScatteredRow } from "../../lib/scattered-points.ts";
import { type LibratoQuery, readQuery } from "./query.ts";

/** Where something speaks the API of AppOptics, and with what it is asked. */
export interface LibratoPlace {
  readonly url: string;
  readonly token: string;
  /** 5 s when absent. */
  readonly timeoutMs?: number;
}

const SERVICE = "AppOptics";
const Tags = z.record(z.string(), z.string()).nullish();
const Point = z.object({ time: z.number(), value: z.number().nullable() });
const Series = z.object({ tags: Tags, measurements: z.array(Point) });
/** Times are seconds: https://docs.appoptics.com/api/#retrieve-a-measurement */
const Reply = z.object({
  resolution: z.number().positive(),
  series: z.array(Series),
  links: z.array(z.unknown()).nullish().catch([]),
});
const Found = z.object({ metrics: z.array(z.object({ name: z.string() })) });
const Refusal = z.object({ errors: z.unknown() });

/** Seconds that measurements are rolled up to. */
const RESOLUTIONS_S = [60, 300, 900, 3600] as const;

/** Every text in what the API says about a refusal, whatever its shape. */
const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).slice(0, 10).flatMap(textsIn) : [];
};

const resolutionOf = ({ fromMs, toMs, points }: MeasureQuestion): number =>
  RESOLUTIONS_S.find((seconds) => (toMs - fromMs) / (seconds * 1000) <= points) ?? 3600;

const measured = (body: unknown, { metric, tags }: LibratoQuery, question: MeasureQuestion): Measured => {
  const read = Reply.safeParse(body);
  if (!read.success)
    throw new Failure("upstream", `${SERVICE}: the answer has not the shape of measurements`, {
      tell: `What answers at LIBRATO_API_URL does not speak like ${SERVICE}. Whoever runs me has to look at it.`,
    });
  const { series, resolution, links } = read.data;
  const rows = series
    .filter((one) => tags.every(([name, value]) => one.tags?.[name] === value))
    .map(
      (one): ScatteredRow => ({
        labels: one.tags ?? {},
        otherwise: metric,
        points: one.measurements.map(({ time, value }) => [time * 1000, value]),
      }),
    );
  const { fromMs, toMs, points, by } = question;
  const frame = { fromMs, toMs, points, by: by?.label, stepMs: resolution * 1000 };
  const grid = gridPoints(groupRows(rows, by), frame);
  return links?.length ? { ...grid, notes: [...grid.notes, "There is more of it than one answer holds."] } : grid;
};

/**
 * Points in the shape of AppOptics, for what still speaks it: the service itself ended in January 2026. Series are put
 * together here, because how its API did that went with its documentation.
 */
export const createMeasure = ({ url, token, timeoutMs }: LibratoPlace, connection: Connection): Measure => {
  const askJson = createAskJson({
    service: SERVICE,
    keySetting: "LIBRATO_API_TOKEN",
    headers: { authorization: `Basic ${Buffer.from(`${token}:`).toString("base64")}` },
    secrets: [token, `${token}:`],
    why: (body) => textsIn(Refusal.safeParse(body).data?.errors).join(" "),
    signal: connection.signal,
    timeoutMs,
  });
  const at = (path: string, query: Readonly<Record<string, string>>): URL =>
    new URL(`${url.replace(/\/+$/, "")}/v1/${path}?${new URLSearchParams(query)}`);
  return {
    name: SERVICE,
    async ask(question) {
      const query = readQuery(question.query);
      const asked = {
        start_time: String(Math.floor(question.fromMs / 1000)),
        end_time: String(Math.ceil(question.toMs / 1000)),
        resolution: String(resolutionOf(question)),
        ...Object.fromEntries(query.tags.map(([name, value]) => [`tags[${name}]`, value])),
      };
      const path = `measurements/${encodeURIComponent(query.metric)}`;
      try {
        return measured((await askJson("measurements", { url: at(path, asked) })).body, query, question);
      } catch (error) {
        if (toFailure(error).code === "not_found") return { timesMs: [], stepMs: 60_000, series: [], notes: [] };
        throw error;
      }
    },
    link: () => undefined,
    async names(words, limit) {
      const wanted = words.map((word) => word.toLowerCase());
      const [longest = ""] = [...wanted].sort((a, b) => b.length - a.length);
      const { body } = await askJson("names of metrics", { url: at("metrics", { name: longest, length: "100" }) });
      const names = Found.catch({ metrics: [] })
        .parse(body)
        .metrics.map(({ name }) => name);
      return names.filter((name) => wanted.every((word) => name.toLowerCase().includes(word))).slice(0, limit);
    },
  };
};
