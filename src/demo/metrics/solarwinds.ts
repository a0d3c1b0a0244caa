import { type LogDemoOptions, shopLines } from "./log-lines.ts";
import { type LogAnswer, type LogRequest, type LogServer, serveLogs } from "./log-server.ts";
import { parsePapertrailQuery } from "./papertrail-query.ts";

/** How the stand-in behaves. */
export interface SolarWindsDemoOptions extends LogDemoOptions {
  readonly token: string;
  /** What comes first when it is asked for "backward"; the newest when absent. */
  readonly backward?: "newest" | "oldest" | undefined;
}

const MOST = 1_000;
const DAY_MS = 86_400_000;
/** As it is documented: https://github.com/solarwinds/swo-sdk-go/blob/main/models/operations/searchlogs.go */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const refuse = (status: number, message: string): LogAnswer => ({ status, body: { message } });

/** Newest page first, or oldest first; `skipToken` says how many were told already. */
const search = (
  { query }: LogRequest,
  { clock, lines = shopLines, backward = "newest" }: SolarWindsDemoOptions,
): LogAnswer => {
  const [start, end] = [query.get("startTime"), query.get("endTime")];
  if ([start, end].some((time) => time !== null && !TIME.test(time)))
    return refuse(400, "startTime and endTime must be yyyy-MM-ddTHH:mm:ssZ");
  const direction = query.get("direction") ?? "backward";
  if (!["backward", "forward", "tail"].includes(direction)) return refuse(400, `unknown direction ${direction}`);
  const size = Number(query.get("pageSize") ?? "100");
  if (!(size >= 1 && size <= MOST)) return refuse(400, `pageSize must be between 1 and ${MOST}`);
  const untilMs = end === null ? clock() : Date.parse(end);
  const fits = parsePapertrailQuery(query.get("filter") ?? "");
  const all = lines(start === null ? untilMs - DAY_MS : Date.parse(start), untilMs).filter(fits);
  const ordered = (direction === "backward") === (backward === "newest") ? all.toReversed() : all;
  const skip = Number(Buffer.from(query.get("skipToken") ?? "", "base64url").toString() || "0");
  const page = ordered.slice(skip, skip + size);
  const next = new URLSearchParams(query);
  next.set("skipToken", Buffer.from(String(skip + size)).toString("base64url"));
  const nextPage = skip + size < ordered.length ? `/v1/logs?${next}` : "";
  const logs = page.map(({ atMs, text, host, program, severity }, index) => ({
    id: `${atMs}-${skip + index}`,
    time: new Date(atMs).toISOString(),
    message: text,
    hostname: host,
    program,
    severity,
  }));
  return { status: 200, body: { logs, pageInfo: { prevPage: "", nextPage } } };
};

/** SolarWinds Observability on this machine, as far as searching logs goes. */
export const createSolarWindsDemo = (options: SolarWindsDemoOptions): Promise<LogServer> =>
  serveLogs((request) => {
    if (request.headers.authorization !== `Bearer ${options.token}`) return refuse(401, "invalid token");
    if (request.path !== "/v1/logs") return refuse(404, "not found");
    return search(request, options);
  }, options.port);
