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

/** 64 bits, as text; as a number it may have lost its last digits. */
const Id = z.union([z.string(), z.number().transform(() => undefined)]).optional();

/** https://documentation.solarwinds.com/en/success_center/papertrail/content/kb/how-it-works/search-api.htm */
const Events = z.object({
  events: z.array(
    z.object({
      id: Id,
      received_at: z.string(),
      message: z.string().nullable(),
      source_name: Scalar,
      hostname: Scalar,
      program: Scalar,
      severity: Scalar,
    }),
  ),
  /** The lowest and the highest that was examined, whether it matched or not. */
  min_id: Id,
  max_id: Id,
  /** The first of a search backward, the other of one forward. */
  min_time_at: Scalar,
  max_time_at: Scalar,
  reached_beginning: z.boolean().default(false),
  reached_end: z.boolean().default(false),
  reached_record_limit: z.boolean().default(false),
  reached_time_limit: z.boolean().default(false),
});
type Events = z.infer<typeof Events>;

/** Where the next page begins, and into which direction. */
interface Cursor {
  readonly id: string;
  readonly forward: boolean;
}

/** What it says about a refusal. */
export const whyPapertrailRefused = (body: unknown): string => {
  const read = z.object({ message: z.string() }).safeParse(body);
  return read.success ? read.data.message : "";
};

const lineOf = ({ id, received_at, message, source_name, hostname, program, severity }: Events["events"][number]) => ({
  id,
  atMs: timeOf(received_at) ?? 0,
  text: message ?? "",
  host: firstText(source_name, hostname),
  program: firstText(program),
  severity: firstText(severity),
});

/** A page is the last one unless it ran into a limit of the search. */
const nextOf = (page: Events, before: Cursor | undefined): Cursor | undefined => {
  const { events, min_id, max_id, reached_beginning, reached_end } = page;
  const limited = page.reached_record_limit || page.reached_time_limit || events.length >= PAGE;
  if (!limited || reached_beginning || reached_end) return undefined;
  const forward = before?.forward ?? (page.min_time_at === undefined && page.max_time_at !== undefined);
  const id = forward ? max_id : min_id;
  return id === undefined || id === before?.id ? undefined : { id, forward };
};

/** Times are told in whole seconds: a line is of the range that its second begins in. */
const pageOf = (page: Events, question: LogQuestion, before: Cursor | undefined): LogPage<Cursor> => {
  const { fromMs, toMs } = question;
  const lines = page.events.map(lineOf).filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  const next = nextOf(page, before);
  const told = next !== undefined || page.reached_beginning ? timeOf(page.min_time_at) : undefined;
  return { lines, next, lookedFromMs: told };
};

/** Papertrail as a source of counts: it lists lines, so a count is exact when all of them could be listed. */
export const createPapertrailLogs = ({ base, clock }: PapertrailLogs, ask: AskJson): LogSource => {
  const at = (path: string): URL => new URL(`${base.pathname.replace(/\/$/, "")}/${path}`, base);
  const search = async (query: Readonly<Record<string, string>>): Promise<Events> => {
    const url = at("api/v1/events/search.json");
    url.search = new URLSearchParams({ ...query, tail: "false" }).toString();
    return requireAnswer(Events, await ask("events/search", { url }), SERVICE);
  };
  const rangeOf = ({ fromMs, toMs }: LogQuestion, cursor?: Cursor): Readonly<Record<string, string>> => ({
    ...(cursor?.forward === true ? { min_id: cursor.id } : { min_time: String(Math.floor(fromMs / 1000)) }),
    ...(cursor?.forward === false ? { max_id: cursor.id } : { max_time: String(Math.ceil(toMs / 1000)) }),
  });
  const read = async (question: LogQuestion, cursor: Cursor | undefined): Promise<LogPage<Cursor>> =>
    pageOf(await search({ q: question.text, ...rangeOf(question, cursor), limit: String(PAGE) }), question, cursor);
  const isAny = async (question: LogQuestion): Promise<boolean> => {
    const { events, reached_time_limit } = await search({ ...rangeOf(question), limit: "1" });
    return events.length > 0 || reached_time_limit;
  };
  return {
    name: SERVICE,
    count: (question) => countPages({ service: SERVICE, clock, most: MOST_PAGES, read, isAny }, question),
    link({ text, toMs }) {
      const url = at("events");
      url.search = new URLSearchParams({ q: text, time: String(Math.floor(toMs / 1000)) }).toString();
      return url.href;
    },
  };
};
