import * as z from "zod";
import type { Clock } from "../../core/log.ts";
import type { LogQuestion, LogSource } from "../../core/measure.ts";
import { requireAnswer } from "../../lib/answer-shape.ts";
import type { AskJson } from "../../lib/ask-json.ts";
import { countPages, type LogPage } from "../../lib/log-pages.ts";
import { firstText, Scalar, timeOf } from "../../lib/shape.ts";

/** What counting needs; `base` is where the API and the event viewer are. */
export interface PapertrailLogs {
  readonly base: URL;
  readonly clock: Clock;
}

const SERVICE = "Papertrail";
/** Of the 10,000 that it would give: 2 MB are read in a moment. */
const PAGE = 5_000;
/** 100,000 lines. */
const MOST_PAGES = 20;

/** https://documentation.solarwinds.com/en/success_center/papertrail/content/kb/how-it-works/search-api.htm */
const Events = z.object({
  events: z.array(
    z.object({
      id: z.union([z.string(), z.number()]).transform(String),
      received_at: z.string(),
      message: z.string().nullable(),
      source_name: Scalar,
      hostname: Scalar,
      program: Scalar,
      severity: Scalar,
    }),
  ),
  min_id: z.union([z.string(), z.number()]).transform(String).optional(),
  min_time_at: Scalar,
  reached_beginning: z.boolean().default(false),
});
type Events = z.infer<typeof Events>;

/** What it says about a refusal. */
export const whyPapertrailRefused = (body: unknown): string => {
  const read = z.object({ message: z.string() }).safeParse(body);
  return read.success ? read.data.message : "";
};

const lineOf = ({ received_at, message, source_name, hostname, program, severity }: Events["events"][number]) => ({
  atMs: timeOf(received_at) ?? 0,
  text: message ?? "",
  host: firstText(source_name, hostname),
  program: firstText(program),
  severity: firstText(severity),
});

/** Times are whole seconds, and the line that a page ended with begins the next one. */
const pageOf = (events: Events, { fromMs, toMs }: LogQuestion, cursor: string | undefined): LogPage<string> => {
  const { min_id: oldest, reached_beginning } = events;
  const firstMs = Math.floor(fromMs / 1000) * 1000;
  const lines = events.events
    .filter(({ id }) => id !== cursor)
    .map(lineOf)
    .filter(({ atMs }) => atMs >= firstMs && atMs < toMs);
  const next = reached_beginning || oldest === undefined || oldest === cursor ? undefined : oldest;
  return { lines, next, lookedFromMs: timeOf(events.min_time_at) };
};

/** Papertrail as a source of counts: it lists lines, so a count is exact when all of them could be listed. */
export const createPapertrailLogs = ({ base, clock }: PapertrailLogs, ask: AskJson): LogSource => {
  const at = (path: string): URL => new URL(`${base.pathname.replace(/\/$/, "")}/${path}`, base);
  const read = async (question: LogQuestion, cursor: string | undefined): Promise<LogPage<string>> => {
    const { fromMs, toMs, text } = question;
    const url = at("api/v1/events/search.json");
    const until = cursor === undefined ? { max_time: String(Math.ceil(toMs / 1000)) } : { max_id: cursor };
    const range = { min_time: String(Math.floor(fromMs / 1000)), ...until };
    url.search = new URLSearchParams({ q: text, ...range, limit: String(PAGE), tail: "false" }).toString();
    return pageOf(requireAnswer(Events, await ask("events/search", { url }), SERVICE), question, cursor);
  };
  return {
    name: SERVICE,
    count: (question) => countPages({ service: SERVICE, clock, most: MOST_PAGES, read }, question),
    link({ text, toMs }) {
      const url = at("events");
      url.search = new URLSearchParams({ q: text, time: String(Math.floor(toMs / 1000)) }).toString();
      return url.href;
    },
  };
};
