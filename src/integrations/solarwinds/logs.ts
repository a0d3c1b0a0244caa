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
const Logs = z.object({
  logs: z.array(z.object({ time: z.string(), message: Scalar, hostname: Scalar, program: Scalar, severity: Scalar })),
  pageInfo: z.object({ nextPage: z.string().nullish() }).nullish(),
});

/** What it says about a refusal. */
export const whySolarWindsRefused = (body: unknown): string => {
  const read = z.object({ message: z.string() }).safeParse(body);
  return read.success ? read.data.message : "";
};

/** SolarWinds Observability as a source of counts: it lists lines, so a count is exact when all could be listed. */
export const createSolarWindsLogs = ({ base, clock }: SolarWindsLogs, ask: AskJson): LogSource => {
  const logsUrl = (): URL => new URL(`${base.pathname.replace(/\/$/, "")}/v1/logs`, base);
  const first = ({ text, fromMs, toMs }: LogQuestion): URL => {
    const url = logsUrl();
    const [startTime, endTime] = [fromMs, toMs].map((ms) => new Date(ms).toISOString());
    const range = { startTime: startTime ?? "", endTime: endTime ?? "" };
    url.search = new URLSearchParams({ filter: text, ...range, direction: "backward", pageSize: `${PAGE}` }).toString();
    return url;
  };
  /** Only its query: the token goes nowhere else. */
  const following = (nextPage: string): URL => {
    const url = logsUrl();
    url.search = new URL(nextPage, base).search;
    return url;
  };
  const read = async (question: LogQuestion, cursor: string | undefined): Promise<LogPage<string>> => {
    const url = cursor === undefined ? first(question) : following(cursor);
    const { logs, pageInfo } = requireAnswer(Logs, await ask("logs", { url }), SERVICE);
    const lines = logs
      .map(({ time, message, hostname, program, severity }) => ({
        atMs: timeOf(time) ?? 0,
        text: message ?? "",
        host: firstText(hostname),
        program: firstText(program),
        severity: firstText(severity),
      }))
      .filter(({ atMs }) => atMs >= question.fromMs && atMs < question.toMs);
    const next = pageInfo?.nextPage || undefined;
    return { lines, next: next === cursor ? undefined : next };
  };
  return {
    name: SERVICE,
    count: (question) => countPages({ service: SERVICE, clock, most: MOST_PAGES, read }, question),
    link: () => undefined,
  };
};
