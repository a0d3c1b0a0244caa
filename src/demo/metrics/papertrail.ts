import { type DemoLine, type LogDemoOptions, shopLines } from "./log-lines.ts";
import { type LogAnswer, type LogRequest, type LogServer, serveLogs } from "./log-server.ts";
import { parsePapertrailQuery } from "./papertrail-query.ts";

/** How the stand-in behaves. */
export interface PapertrailDemoOptions extends LogDemoOptions {
  readonly token: string;
  /** Searches see so much of the past; two days when absent. */
  readonly keepsMs?: number | undefined;
  /** So many lines are looked at in its about five seconds; all when absent. */
  readonly examined?: number | undefined;
}

const MOST = 10_000;
const DAY_MS = 86_400_000;
/** The zone of the token's owner, in which times are told. */
const ZONE = { hours: -7, text: "-07:00" };

const timeOf = (atMs: number): string =>
  new Date(Math.floor(atMs / 1000) * 1000 + ZONE.hours * 3_600_000).toISOString().replace(".000Z", ZONE.text);

interface Event {
  readonly id: bigint;
  readonly line: DemoLine;
}

/** Ids only grow with time; they are beyond what a double holds. */
const eventsOf = (lines: readonly DemoLine[]): readonly Event[] => {
  const events: Event[] = [];
  for (const line of lines) {
    const least = BigInt(line.atMs) * 524_288n;
    const last = events.at(-1)?.id ?? 0n;
    events.push({ id: last < least ? least : last + 1n, line });
  }
  return events;
};

const shown = ({ id, line }: Event) => ({
  id: String(id),
  received_at: timeOf(line.atMs),
  generated_at: timeOf(line.atMs),
  display_received_at: timeOf(line.atMs).slice(5, 19),
  source_name: line.host,
  source_id: 71_001,
  source_ip: "198.51.100.7",
  hostname: line.host,
  facility: "User",
  severity: line.severity,
  program: line.program,
  message: line.text,
});

const numberOf = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name);
  return text === null ? undefined : Number(text);
};

/** Backward from the end: the newest that fit, told oldest first. */
const search = (
  { query }: LogRequest,
  { clock, lines = shopLines, keepsMs = 2 * DAY_MS, examined }: PapertrailDemoOptions,
) => {
  const kept = Math.floor((clock() - keepsMs) / 1000) * 1000;
  const fromMs = Math.max(kept, (numberOf(query, "min_time") ?? 0) * 1000);
  const untilMs = Math.min(clock(), (numberOf(query, "max_time") ?? Number.POSITIVE_INFINITY) * 1000);
  const limit = Math.min(MOST, numberOf(query, "limit") ?? 1000);
  const maxId = query.get("max_id");
  const fits = parsePapertrailQuery(query.get("q") ?? "");
  const there = eventsOf(lines(fromMs, untilMs + 1)).filter(({ id }) => maxId === null || id <= BigInt(maxId));
  const looked = examined === undefined ? there : there.slice(-examined);
  const matching = looked.filter(({ line }) => fits(line));
  const events = matching.slice(-limit);
  const full = events.length < matching.length;
  const late = !full && looked.length < there.length;
  const oldest = full ? events[0] : looked[0];
  const from = full || late ? (oldest?.line.atMs ?? fromMs) : fromMs;
  return {
    events: events.map(shown),
    min_id: String(oldest?.id ?? BigInt(fromMs) * 524_288n),
    max_id: String(looked.at(-1)?.id ?? BigInt(Math.min(untilMs, clock())) * 524_288n),
    min_time_at: timeOf(from),
    ...(full ? { reached_record_limit: true } : late ? { reached_time_limit: true } : { reached_beginning: true }),
  };
};

const answerTo = (request: LogRequest, options: PapertrailDemoOptions): LogAnswer => {
  if (request.headers["x-papertrail-token"] !== options.token)
    return { status: 401, body: { message: "Unauthorized" } };
  if (request.path !== "/api/v1/events/search.json") return { status: 404, body: { message: "Not found" } };
  return { status: 200, body: search(request, options) };
};

/** Papertrail on this machine, as far as searching goes: pages of events, backward, with its limits. */
export const createPapertrailDemo = (options: PapertrailDemoOptions): Promise<LogServer> =>
  serveLogs((request) => answerTo(request, options), options.port);
