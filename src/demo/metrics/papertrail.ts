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
  /** A range that is given by both ends is searched from its oldest end. */
  readonly forward?: boolean | undefined;
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

/** What of a stretch of events a search examines, and which of them it tells, oldest first. */
interface Found {
  readonly examined: readonly Event[];
  readonly events: readonly Event[];
  /** The limit of records, the limit of time; neither: it examined all. */
  readonly limit?: "record" | "time" | undefined;
}

const look = (there: readonly Event[], fits: (line: DemoLine) => boolean, most: number, examined = there.length) => {
  const looked = there.slice(0, examined);
  const matching = looked.filter(({ line }) => fits(line));
  const events = matching.slice(0, most);
  if (events.length === matching.length)
    return { examined: looked, events, ...(looked.length < there.length ? { limit: "time" as const } : {}) };
  const last = events.at(-1);
  return { examined: last ? looked.slice(0, looked.indexOf(last) + 1) : [], events, limit: "record" as const };
};

const turned = ({ examined, events, limit }: Found): Found => ({
  examined: examined.toReversed(),
  events: events.toReversed(),
  limit,
});

/** Ids and times are bounds that belong to the range. */
const search = (
  { query }: LogRequest,
  { clock, lines = shopLines, keepsMs = 2 * DAY_MS, examined, forward = false }: PapertrailDemoOptions,
) => {
  const kept = Math.floor((clock() - keepsMs) / 1000) * 1000;
  const [minId, maxId] = [query.get("min_id"), query.get("max_id")];
  const fromMs = Math.max(kept, (numberOf(query, "min_time") ?? 0) * 1000);
  const untilMs = Math.min(clock(), (numberOf(query, "max_time") ?? Number.POSITIVE_INFINITY) * 1000 + 999);
  const limit = Math.min(MOST, numberOf(query, "limit") ?? 1000);
  const fits = parsePapertrailQuery(query.get("q") ?? "");
  const there = eventsOf(lines(kept, clock() + 1)).filter(
    ({ id, line }) =>
      (minId === null ? line.atMs >= fromMs : id >= BigInt(minId)) &&
      (maxId === null ? line.atMs <= untilMs : id <= BigInt(maxId)),
  );
  const onward = minId !== null || (forward && query.has("min_time") && maxId === null);
  const found = onward ? look(there, fits, limit, examined) : turned(look(there.toReversed(), fits, limit, examined));
  const [oldest, newest] = [found.examined[0], found.examined.at(-1)];
  const whole = onward ? { reached_end: true } : { reached_beginning: true };
  const bounded = onward ? maxId !== null || untilMs < clock() : minId !== null || fromMs > kept;
  return {
    events: found.events.map(shown),
    min_id: String(oldest?.id ?? BigInt(fromMs) * 524_288n),
    max_id: String(newest?.id ?? BigInt(untilMs) * 524_288n),
    ...(onward
      ? { max_time_at: timeOf(newest?.line.atMs ?? untilMs) }
      : { min_time_at: timeOf(oldest?.line.atMs ?? fromMs) }),
    ...(found.limit === undefined ? (bounded ? {} : whole) : { [`reached_${found.limit}_limit`]: true }),
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
