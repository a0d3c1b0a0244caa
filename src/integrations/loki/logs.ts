import { Failure } from "../../core/failure.ts";
import type { LogCount, LogLine, LogQuestion, LogSource } from "../../core/measure.ts";
import { requireAnswer } from "../../lib/answer-shape.ts";
import type { AskJson } from "../../lib/ask-json.ts";
import { type Bins, binsOf, without } from "../../lib/log-bins.ts";
import { type Matrix, MatrixBody, StreamsBody, type Vector, VectorBody } from "./answers.ts";
import { exploreLink } from "./explore.ts";
import { counting, requireLabel, selected, streamsOf } from "./logql.ts";
import type { LokiOptions } from "./options.ts";

const SERVICE = "Loki";
const MOST_LINES = 3;
/** Labels that name a machine, in the order of trust. */
const HOSTS = ["host", "hostname", "instance", "node", "pod"];

/** Complaints are plain text; newer ones and gateways wrap them in JSON. */
export const whyLokiRefused = (body: unknown, text: string): string => {
  const inner = typeof body === "object" && body !== null && "message" in body ? body.message : undefined;
  if (typeof inner === "string") return inner;
  return /^\s*</.test(text) ? "" : text;
};

const nanos = (ms: number): bigint => BigInt(Math.round(ms)) * 1_000_000n;

/** Each group's stretches; the last one is what the others leave of the exact count, because it may be cut off. */
const valuesOf = (samples: ReadonlyMap<number, number>, count: number, { timesMs }: Bins): readonly number[] => {
  const before = timesMs.slice(0, -1).map((_, index) => samples.get(index) ?? 0);
  return [...before, Math.max(0, count - before.reduce((sum, value) => sum + value, 0))];
};

/** `shiftMs` is how much later a stretch is asked for than it ends. */
const samplesOf = (values: Matrix[number]["values"], bins: Bins, shiftMs: number): ReadonlyMap<number, number> => {
  const first = (bins.timesMs[0] ?? 0) + bins.stepMs + shiftMs;
  return new Map(values.map(([seconds, value]) => [Math.round((seconds * 1000 - first) / bins.stepMs), Number(value)]));
};

const labelOf = (metric: Matrix[number]["metric"], by: string): string =>
  Object.hasOwn(metric, by) ? (metric[by] ?? "") : "";

const groupsOf = (totals: Vector, matrix: Matrix, by: string, { bins, shiftMs }: Stretches): LogCount["groups"] => {
  const over = new Map(matrix.map(({ metric, values }) => [labelOf(metric, by), values]));
  return totals
    .map(({ metric, value }) => {
      const name = labelOf(metric, by);
      const count = Number(value[1]);
      const values = valuesOf(samplesOf(over.get(name) ?? [], bins, shiftMs), count, bins);
      return { name: name || without(by), count, values };
    })
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
};

/** More values of a label than it answers: what to do about that is not in Loki's words. */
const tooMany = (error: unknown, by: string | undefined): unknown =>
  error instanceof Failure && by !== undefined && /maximum (?:number )?of series/.test(error.message)
    ? new Failure("usage", error.message, {
        tell: `Loki counts no further: more different values of ${by} than it allows. Take a shorter time, or look for fewer lines.`,
        cause: error,
      })
    : error;

/** Nothing has the label that was asked for: it may stand in the lines. */
const unlabelled = (groups: LogCount["groups"], by: string | undefined): string =>
  by !== undefined && groups.length === 1 && groups[0]?.name === without(by)
    ? `; no line has the label ${by}: | json or | logfmt behind the streams makes labels of what lines say`
    : "";

interface Stretches {
  readonly bins: Bins;
  /** Loki rounds the times of a range query to its step: later by so much, and the query looks back as much. */
  readonly shiftMs: number;
}

const stretchesOf = (question: LogQuestion): Stretches => {
  const bins = binsOf(question);
  return { bins, shiftMs: (bins.stepMs - (question.fromMs % bins.stepMs)) % bins.stepMs };
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

const linesOf = (streams: ReturnType<typeof StreamsBody.parse>): readonly LogLine[] =>
  streams.data.result
    .flatMap(({ stream, values }) => {
      const host = HOSTS.map((name) => stream[name]).find(Boolean);
      return values.map(([ns, text]) => ({ ns, atMs: Number(BigInt(ns) / 1_000_000n), text, host }));
    })
    .sort((a, b) => (BigInt(a.ns) < BigInt(b.ns) ? 1 : -1))
    .slice(0, MOST_LINES)
    .map(({ atMs, text, host }) => ({ atMs, text, host }));

/** The three questions that make one count: https://grafana.com/docs/loki/latest/reference/loki-http-api/#query-logs-at-a-single-point-in-time */
const createQuestions = ({ base }: LokiOptions, ask: AskJson) => {
  const get = (path: "query" | "query_range", query: Readonly<Record<string, string>>) => {
    const url = new URL(`${base.pathname.replace(/\/$/, "")}/loki/api/v1/${path}`, base);
    url.search = new URLSearchParams(query).toString();
    return ask(path, { url });
  };
  return {
    /** Exactly [fromMs, toMs): Loki counts (time - range, time], so the time is a nanosecond early. */
    async totals(logs: string, { fromMs, toMs }: LogQuestion, by: string | undefined): Promise<Vector> {
      const query = counting(logs, toMs - fromMs, by);
      const answer = await get("query", { query, time: String(nanos(toMs) - 1n) });
      return requireAnswer(VectorBody, answer, SERVICE).data.result;
    },
    /** All stretches but the last one. */
    async matrix(logs: string, { bins, shiftMs }: Stretches, by: string | undefined): Promise<Matrix> {
      const { timesMs, stepMs } = bins;
      const [firstMs, lastMs] = [timesMs[1], timesMs.at(-1)];
      if (firstMs === undefined || lastMs === undefined) return [];
      const query = counting(logs, stepMs, by, nanos(shiftMs) + 1n);
      const start = String(nanos(firstMs + shiftMs));
      // Some versions refuse an end that is not after the start.
      const end = String(nanos(lastMs + shiftMs) + 1n);
      const answer = await get("query_range", { query, start, end, step: String(stepMs / 1000) });
      return requireAnswer(MatrixBody, answer, SERVICE).data.result;
    },
    async lines(logs: string, { fromMs, toMs }: LogQuestion, most = MOST_LINES): Promise<readonly LogLine[]> {
      const range = { start: String(nanos(fromMs)), end: String(nanos(toMs)) };
      const more = { limit: String(most), direction: "backward" };
      return linesOf(requireAnswer(StreamsBody, await get("query_range", { query: logs, ...range, ...more }), SERVICE));
    },
  };
};

/** Loki as a source of counts: exact, also zero. */
export const createLoki = (options: LokiOptions, ask: AskJson): LogSource => {
  const questions = createQuestions(options, ask);
  const isSilent = async (logs: string, question: LogQuestion): Promise<boolean> => {
    try {
      return (await questions.lines(streamsOf(logs), question, 1)).length === 0;
    } catch (error) {
      // Zero is known: what cannot be asked besides is not said.
      if (error instanceof Failure) return false;
      throw error;
    }
  };
  return {
    name: SERVICE,
    async count(question) {
      const logs = selected(question.text, options.selector);
      const by = question.by === undefined ? undefined : requireLabel(question.by);
      const stretches = stretchesOf(question);
      const asking = [
        questions.lines(logs, question),
        questions.totals(logs, question, by),
        questions.matrix(logs, stretches, by),
      ] as const;
      // A complaint about the query as it was typed comes before one about what was made of it.
      await Promise.allSettled(asking);
      const [lines, totals, matrix] = await Promise.all(asking).catch((error: unknown) => {
        throw tooMany(error, by);
      });
      const { bins, shiftMs } = stretches;
      const count = sum(totals.map(({ value }) => Number(value[1])));
      const groups = by === undefined ? [] : groupsOf(totals, matrix, by, stretches);
      const whole =
        by === undefined
          ? valuesOf(samplesOf(matrix[0]?.values ?? [], bins, shiftMs), count, bins)
          : bins.timesMs.map((_, index) => sum(groups.map(({ values }) => values[index] ?? 0)));
      const how = `Loki counted every line of ${logs}${unlabelled(groups, by)}`;
      const silent = count === 0 && (await isSilent(logs, question));
      return {
        ...{ count, exact: true, how, ...bins, values: whole, groups, lines },
        ...(silent ? { silent: `in ${streamsOf(logs)}` } : {}),
      };
    },
    link: (question) => exploreLink(options, question),
  };
};
