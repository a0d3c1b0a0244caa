import * as z from "zod";
import type { Clock } from "../../core/log.ts";
import type { LogQuestion, LogSource } from "../../core/measure.ts";
import { requireAnswer } from "../../lib/answer-shape.ts";
import type { AskJson } from "../../lib/ask-json.ts";
import { countPages, type LogPage } from "../../lib/log-pages.ts";
import { firstText, Scalar, timeOf } from "../../lib/shape.ts";

/** What counting needs. */
export interface SolarWindsLogs {
  readonly base: URL;
  readonly clock: Clock;
}

const SERVICE = "SolarWinds Observability";
/** As many as it gives. */
const PAGE = 1_000;
/** 30,000 lines. */
const MOST_PAGES = 30;

/** Shapes as SolarWinds' own client reads them: https://github.com/solarwinds/swo-cli/blob/main/logs/client.go */
const Log = z.object({
  id: z.string().optional().catch(undefined),
  ...{ time: z.string(), message: Scalar, hostname: Scalar, program: Scalar, severity: Scalar },
});
const Logs = z.object({
  logs: z.array(Log),
  pageInfo: z.object({ nextPage: z.string().nullish() }).nullish(),
});

/** What it says about a refusal. */
export const whySolarWindsRefused = (body: unknown): string => {
  const read = z.object({ message: z.string() }).safeParse(body);
  return read.success ? read.data.message : "";
};

const lineOf = ({ id, time, message, hostname, program, severity }: z.infer<typeof Log>) => ({
  id,
  atMs: timeOf(time) ?? 0,
  text: message ?? "",
  host: firstText(hostname),
  program: firstText(program),
  severity: firstText(severity),
});

/** "2026-11-21T09:30:00Z": times are asked for in whole seconds. */
const seconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");

/**
 * SolarWinds Observability as a source of counts: it lists lines, so a count is exact when all could be listed. What
 * "backward" means is told in two ways, so the order is taken from the pages themselves:
 * https://github.com/solarwinds/swo-sdk-go/blob/main/models/operations/searchlogs.go
 */
export const createSolarWindsLogs = ({ base, clock }: SolarWindsLogs, ask: AskJson): LogSource => {
  const logsUrl = (): URL => new URL(`${base.pathname.replace(/\/$/, "")}/v1/logs`, base);
  const first = ({ fromMs, toMs }: LogQuestion, filter: string | undefined, pageSize: number): URL => {
    const url = logsUrl();
    const range = { startTime: seconds(fromMs), endTime: seconds(Math.ceil(toMs / 1000) * 1000) };
    const query = { ...(filter === undefined ? {} : { filter }), ...range, direction: "backward" };
    url.search = new URLSearchParams({ ...query, pageSize: String(pageSize) }).toString();
    return url;
  };
  /** Only its query: the token goes nowhere else. */
  const following = (nextPage: string): URL => {
    const url = logsUrl();
    url.search = new URL(nextPage, base).search;
    return url;
  };
  const list = async (url: URL) => requireAnswer(Logs, await ask("logs", { url }), SERVICE);
  const read = async (question: LogQuestion, cursor: string | undefined): Promise<LogPage<string>> => {
    const { logs, pageInfo } = await list(
      cursor === undefined ? first(question, question.text, PAGE) : following(cursor),
    );
    const lines = logs.map(lineOf).filter(({ atMs }) => atMs >= question.fromMs && atMs < question.toMs);
    const next = pageInfo?.nextPage || undefined;
    return { lines, next: next === cursor ? undefined : next };
  };
  const isAny = async (question: LogQuestion): Promise<boolean> =>
    (await list(first(question, undefined, 1))).logs.length > 0;
  return {
    name: SERVICE,
    count: (question) => countPages({ service: SERVICE, clock, most: MOST_PAGES, read, isAny }, question),
    link: () => undefined,
  };
};
