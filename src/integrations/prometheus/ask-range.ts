import { Failure } from "../../core/failure.ts";
import type { Connection } from "../../core/integration.ts";
import type { MeasureQuestion } from "../../core/measure.ts";
import type { AskJson } from "../../lib/ask-json.ts";
import type { TimeGrid } from "../../lib/time-grid.ts";
import type { Answers } from "./matrix.ts";
import { namesItsRange, peaksOf, promqlOf } from "./query.ts";

/** A range that ends so near to now still runs. */
const NOW_MS = 60_000;
/**
 * Points so near to each other end near enough to now; VictoriaMetrics repeats older values as their last 30 s:
 * https://docs.victoriametrics.com/#query-latency
 */
const NEAR_MS = 60_000;

const seconds = (ms: number): string => String(ms / 1000);

const formOf = (query: string, fromMs: number, toMs: number, stepMs: number): URLSearchParams =>
  new URLSearchParams({ query, start: seconds(fromMs), end: seconds(toMs), step: seconds(stepMs) });

/** The moment after the grid's last that is shown too, because the range still runs: a grid of hours would end an hour ago. */
const newestOf = ({ query, toMs }: MeasureQuestion, { timesMs, stepMs }: TimeGrid, nowMs: number) => {
  if (stepMs < NEAR_MS || namesItsRange(query)) return undefined;
  const newestMs = Math.floor((Math.min(toMs, nowMs) - 1) / 1000) * 1000;
  return Math.abs(toMs - nowMs) < NOW_MS && newestMs > (timesMs.at(-1) ?? 0) ? newestMs : undefined;
};

/** Asks for the range, and beside it for what the picture can do without: its newest moment, and what lies between points. */
export const createAskRange =
  (url: URL, askJson: AskJson, askExtra: AskJson, { clock, log }: Pick<Connection, "clock" | "log">) =>
  async (question: MeasureQuestion, grid: TimeGrid): Promise<Answers> => {
    const { query, by } = question;
    const [fromMs = 0, toMs = 0] = [grid.timesMs[0], grid.timesMs.at(-1)];
    const asked = promqlOf(query, by);
    const extra = async (what: string, form: URLSearchParams): Promise<unknown> => {
      try {
        return (await askExtra(what, { url, form })).body;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        log.debug({ err: error }, `a graph is drawn without ${what}`);
        return undefined;
      }
    };
    const newestMs = newestOf(question, grid, clock());
    const highest = peaksOf(query, by, grid.stepMs);
    const [{ body: range }, newest, peaks] = await Promise.all([
      askJson("a range query", { url, form: formOf(asked, fromMs, toMs, grid.stepMs) }),
      newestMs === undefined ? undefined : extra("its newest moment", formOf(asked, newestMs, newestMs, grid.stepMs)),
      highest === undefined
        ? undefined
        : extra("what lies between its points", formOf(highest, fromMs, toMs, grid.stepMs)),
    ]);
    return {
      range,
      ...(newest === undefined || newestMs === undefined ? {} : { newest: { atMs: newestMs, body: newest } }),
      ...(peaks === undefined ? {} : { peaks }),
    };
  };
