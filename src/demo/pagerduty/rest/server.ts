import { setTimeout as sleep } from "node:timers/promises";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { User } from "../model.ts";
import { invalid, notFound, Refusal } from "../refusal.ts";
import type { Fault, Faults } from "./faults.ts";
import { createRateLimit } from "./rate-limit.ts";
import type { Call, Rest, Route } from "./route.ts";
import { isRecord } from "./route.ts";

/** One request that came in, without its token. */
export interface CallRecord {
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly from?: string;
  status?: number;
}

/** What the REST server answers from, and the rules it holds requests to. */
export interface ServerOptions {
  readonly rest: Rest;
  readonly routes: readonly Route[];
  /** Keys that may ask, and whose they are; undefined for an account-level key. */
  readonly tokens: ReadonlyMap<string, User | undefined>;
  readonly faults: Faults;
  readonly perMinute: () => number;
  readonly isOffline: () => boolean;
  readonly calls: CallRecord[];
}

const headerOf = (request: FastifyRequest, name: string): string => {
  const value = request.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? "";
};

/** The key of `Authorization: Token token=…` or `Bearer …`; 401 with code 2006 unless it is known. */
const requireToken = (request: FastifyRequest, tokens: ServerOptions["tokens"]): string => {
  const [, given = ""] = /^(?:Token token=|Bearer )"?([^"\s]+)"?$/i.exec(headerOf(request, "authorization")) ?? [];
  if (!tokens.has(given)) throw new Refusal(401, 2006, "Authentication failed");
  return given;
};

const requireVersion = (request: FastifyRequest): void => {
  const accept = headerOf(request, "accept");
  if (/application\/vnd\.pagerduty\+json\s*;\s*version=2/.test(accept)) return;
  throw invalid("The Accept header must be application/vnd.pagerduty+json;version=2");
};

const callOf = ({ rest, tokens }: ServerOptions, route: Route, request: FastifyRequest): Call => {
  const params: Record<string, string> = {};
  if (isRecord(request.params)) {
    for (const [name, value] of Object.entries(request.params)) params[name] = String(value);
  }
  const email = headerOf(request, "from").trim().toLowerCase();
  const from = rest.desk.account.users.find((user) => user.email.toLowerCase() === email);
  if (route.needsFrom === true && email === "") throw invalid("From header is missing");
  if (route.needsFrom === true && from === undefined) throw new Refusal(400, 1008, "Requester User Not Found");
  const query = new URL(request.url, "http://localhost").searchParams;
  return { query, params, body: request.body, from, me: tokens.get(requireToken(request, tokens)) };
};

const breakOff = (request: FastifyRequest, reply: FastifyReply): void => {
  reply.hijack();
  request.raw.socket.destroy();
};

const answerFault = async (fault: Fault, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
  if (fault.delayMs !== undefined) await sleep(fault.delayMs, undefined, { ref: false });
  if (fault.drop === true) return breakOff(request, reply);
  if (fault.status === undefined) return;
  if (fault.retryAfter !== undefined) reply.header("retry-after", String(fault.retryAfter));
  const words = fault.body ?? (fault.status > 500 ? "upstream connect error or disconnect/reset before headers" : "");
  if (words !== "" || fault.bare === true) {
    return void (await reply.code(fault.status).type("text/plain; charset=utf-8").send(words));
  }
  if (fault.status === 429) {
    reply.headers({ "ratelimit-limit": "960", "ratelimit-remaining": "0" });
    reply.header("ratelimit-reset", String(fault.retryAfter ?? 20));
    return void (await reply.code(429).send(new Refusal(429, 2020, "Rate Limit Exceeded").body));
  }
  const code = fault.status === 401 ? 2006 : fault.status === 403 ? 2010 : fault.status === 404 ? 2100 : 2000;
  await reply.code(fault.status).send(new Refusal(fault.status, code, `Fault ${fault.status}`).body);
};

const refusalOf = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  const status = isRecord(error) && typeof error.statusCode === "number" ? error.statusCode : 500;
  if (status >= 500) return new Refusal(500, 2000, "An internal error has occurred");
  const reason = error instanceof Error ? error.message : String(error);
  return new Refusal(status, 2001, "Invalid Input Provided", [reason]);
};

/** Everything that is checked before an endpoint works, in PagerDuty's order: key, rate, version. */
const addChecks = (app: FastifyInstance, options: ServerOptions): void => {
  const { rest, calls, faults, tokens } = options;
  const spend = createRateLimit(rest.clock, options.perMinute);
  const records = new WeakMap<FastifyRequest, CallRecord>();
  app.addHook("onRequest", async (request, reply) => {
    const [path = "", query = ""] = request.url.split("?", 2);
    const from = headerOf(request, "from");
    const record = { atMs: rest.clock(), method: request.method, path, query, ...(from === "" ? {} : { from }) };
    calls.push(record);
    if (calls.length > 2000) calls.shift();
    records.set(request, record);
    if (options.isOffline()) return breakOff(request, reply);
    const fault = faults.take(request.method, path);
    if (fault !== undefined) await answerFault(fault, request, reply);
    if (reply.sent) return;
    const spent = spend(requireToken(request, tokens));
    reply.headers(spent.headers);
    if (!spent.allowed) throw new Refusal(429, 2020, "Rate Limit Exceeded");
    requireVersion(request);
  });
  app.addHook("onResponse", async (request, reply) => {
    const record = records.get(request);
    if (record !== undefined) record.status = reply.statusCode;
  });
};

/** The REST API as a server that is not yet listening. */
export const createServer = (options: ServerOptions): FastifyInstance => {
  const app = fastify({ logger: false, bodyLimit: 1024 * 1024, forceCloseConnections: true });
  addChecks(app, options);
  // A DELETE with a content type and nothing after it is fine with PagerDuty.
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    try {
      done(null, body === "" ? undefined : JSON.parse(String(body)));
    } catch {
      done(invalid("The body is not JSON"));
    }
  });
  app.setErrorHandler((error, _request, reply) => {
    const refusal = refusalOf(error);
    // The one refusal that PagerDuty describes without a body.
    if (refusal.status === 405) return reply.code(405).send();
    return reply.code(refusal.status).send(refusal.body);
  });
  app.setNotFoundHandler(() => {
    throw notFound();
  });
  for (const route of options.routes) {
    app.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        const answer = route.handle(callOf(options, route, request));
        reply.code(route.status ?? 200);
        return answer === undefined ? reply.send() : reply.send(answer);
      },
    });
  }
  return app;
};
