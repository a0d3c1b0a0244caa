import { randomUUID } from "node:crypto";
import { historyRoutes, type OpsGenieHistory } from "./opsgenie-history.ts";
import { isRecord, type PagerAnswer, type PagerServer, servePager } from "./server.ts";

/** An alert as it stands. */
export interface OpsGenieAlert {
  readonly id: string;
  readonly alias: string;
  readonly message: string;
  readonly priority: string;
  readonly teams: readonly string[];
  status: "open" | "closed";
  count: number;
}

/** How the stand-in behaves. */
export interface OpsGenieOptions {
  readonly apiKey: string;
  readonly clock: () => number;
  readonly port?: number;
  /** Names of teams; alerts for another one are refused. */
  readonly teams?: readonly string[];
  /** Requests a minute; 60 by default. */
  readonly perMinute?: number;
  /** What the API tells of the past. */
  readonly history?: OpsGenieHistory;
}

/** OpsGenie's API on this machine: alerts are created and closed, and the past is told. */
export interface OpsGenie extends PagerServer {
  /** Oldest first. */
  readonly alerts: readonly OpsGenieAlert[];
}

type Fields = Readonly<Record<string, unknown>>;

/** https://docs.opsgenie.com/docs/alert-api#create-alert */
const LONGEST: Readonly<Record<string, number>> = {
  message: 130,
  alias: 512,
  description: 15_000,
  entity: 512,
  source: 100,
  user: 100,
  note: 25_000,
};
const PRIORITIES = ["P1", "P2", "P3", "P4", "P5"];

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const listProblems = (body: Fields, teams: readonly string[]): Record<string, string> => {
  const errors: Record<string, string> = {};
  const { tags = [], responders = [], details = {} } = body;
  if (!Array.isArray(tags) || tags.length > 20 || tags.some((tag) => textOf(tag) === "" || textOf(tag).length > 50))
    errors.tags = "At most 20 tags of at most 50 characters are allowed.";
  const sizes = isRecord(details)
    ? Object.entries(details).map(([name, value]) => name.length + textOf(value).length)
    : [];
  if (!isRecord(details) || Object.values(details).some((value) => typeof value !== "string"))
    errors.details = "Details must be a map of texts.";
  else if (sizes.reduce((sum, size) => sum + size, 0) > 8000)
    errors.details = "Details are longer than 8000 characters.";
  const known = (one: unknown): boolean =>
    isRecord(one) && one.type === "team" && (teams.includes(textOf(one.name)) || textOf(one.id) !== "");
  if (!Array.isArray(responders) || !responders.every(known)) errors.responders = "No responder of that name.";
  return errors;
};

const problemsOf = (body: Fields, teams: readonly string[]): Record<string, string> => {
  const errors = listProblems(body, teams);
  if (textOf(body.message).trim() === "") errors.message = "Message can not be empty.";
  for (const [name, most] of Object.entries(LONGEST)) {
    if (body[name] !== undefined && typeof body[name] !== "string") errors[name] = `${name} must be a text.`;
    if (textOf(body[name]).length > most) errors[name] = `${name} is longer than ${most} characters.`;
  }
  if (body.priority !== undefined && !PRIORITIES.includes(textOf(body.priority)))
    errors.priority = "Priority must be one of P1, P2, P3, P4, P5.";
  return errors;
};

const refuse = (status: number, message: string, errors?: Record<string, string>): PagerAnswer => ({
  status,
  body: { message, ...(errors === undefined ? {} : { errors }), took: 0.001, requestId: randomUUID() },
});
const accepted = (): PagerAnswer => ({
  status: 202,
  body: { result: "Request will be processed", took: 0.302, requestId: randomUUID() },
});
const throttled = (): PagerAnswer => ({
  ...refuse(429, "You are making too many requests!"),
  headers: { "x-ratelimit-state": "THROTTLED", "x-ratelimit-reason": "ACCOUNT", "x-ratelimit-period-in-sec": "60" },
});

/** Key, rate and body, in OpsGenie's order; undefined when all is well. https://docs.opsgenie.com/docs/response */
const createGate = ({ apiKey, clock, perMinute = 60 }: OpsGenieOptions) => {
  let times: number[] = [];
  return (authorization: string | undefined, body: unknown): PagerAnswer | undefined => {
    if (authorization === undefined) return refuse(401, "Authorization header is missing!");
    if (!authorization.startsWith("GenieKey ")) return refuse(422, "Key format is not valid!");
    if (authorization !== `GenieKey ${apiKey}`) return refuse(401, "Could not authenticate");
    times = times.filter((atMs) => clock() - atMs < 60_000);
    if (times.length >= perMinute) return throttled();
    times.push(clock());
    return isRecord(body) ? undefined : refuse(400, "Could not parse json body");
  };
};

/** Starts OpsGenie; an open alert of the same alias counts up, a closed one is followed by a new one. */
export const createOpsGenie = async (options: OpsGenieOptions): Promise<OpsGenie> => {
  const alerts: OpsGenieAlert[] = [];
  const gate = createGate(options);
  const openOf = (alias: string): OpsGenieAlert | undefined =>
    alerts.find((one) => one.alias === alias && one.status === "open");

  const create = (body: Fields): PagerAnswer => {
    const errors = problemsOf(body, options.teams ?? []);
    if (Object.keys(errors).length > 0)
      return refuse(422, "Request body is not processable. Please check the errors.", errors);
    const id = randomUUID();
    const alias = textOf(body.alias) || id;
    const open = openOf(alias);
    if (open !== undefined) open.count += 1;
    else {
      const responders = Array.isArray(body.responders) ? body.responders : [];
      const teams = responders.map((one: unknown) => (isRecord(one) ? textOf(one.name) : ""));
      const priority = textOf(body.priority) || "P3";
      alerts.push({ id, alias, message: textOf(body.message), priority, teams, status: "open", count: 1 });
    }
    return accepted();
  };

  const server = await servePager(
    [
      {
        path: "/v2/alerts",
        handle: ({ headers }, body) =>
          gate(headers.authorization, body) ?? (isRecord(body) ? create(body) : accepted()),
      },
      {
        path: "/v2/alerts/:identifier/close",
        handle: ({ headers, params, url }, body) => {
          const refused = gate(headers.authorization, body);
          if (refused !== undefined) return refused;
          const type = new URL(url, "http://localhost").searchParams.get("identifierType") ?? "id";
          const wanted = params.identifier ?? "";
          const found = type === "alias" ? openOf(wanted) : alerts.find((one) => one.id === wanted);
          if (found !== undefined) found.status = "closed";
          return accepted();
        },
      },
      ...(options.history ? historyRoutes(options.history, (authorization) => gate(authorization, {})) : []),
    ],
    options.port,
  );
  return { ...server, alerts };
};
