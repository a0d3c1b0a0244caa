import { setTimeout as sleep } from "node:timers/promises";
import fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import type { User } from "../model.ts";
import { invalid, notFound, Refusal } from "../refusal.ts";
import { answerFault, breakOff } from "./answer-fault.ts";
import type { Faults } from "./faults.ts";
import { createRateLimit } from "./rate-limit.ts";
import { type Call, Empty, isRecord, mayAct, type Rest, type Route, requireAbility } from "./route.ts";

/** One request that came in, without its token. */
export interface CallRecord {
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly from?: string;
  status?: number;
}

/** Whose a key is, undefined for the account's own, and whether it only reads. */
export interface ApiKey {
  readonly user?: User;
  readonly readOnly?: boolean;
}

/** What the REST server answers from, and the rules it holds requests to. */
export interface ServerOptions {
  readonly rest: Rest;
  readonly routes: readonly Route[];
  /** Keys that may ask. */
  readonly tokens: ReadonlyMap<string, ApiKey>;
  readonly faults: Faults;
  readonly perMinute: () => number;
  readonly isOffline: () => boolean;
  /** How much later every answer comes. */
  readonly latencyMs: () => number;
  /** What time alone brings, before each request. */
  readonly applyDue: () => void;
  readonly calls: CallRecord[];
}

const headerOf = (request: FastifyRequest, name: string): string => {
  const value = request.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? "";
};

/** The key of `Authorization: Token token=…` or `Bearer …`; 401 with code 2006 unless it is known. */
const requireToken = (request: FastifyRequest, tokens: ServerOptions["tokens"]): string => {
  const [, given = ""] = /^(?:Token token=|Bearer )"?([^"\s]+)"?$/i.exec(headerOf(request, "authorization")) ?? [];
  if (!tokens.has(given)) throw new Refusal(2006);
  return given;
};

const requireVersion = (request: FastifyRequest): void => {
  const accept = headerOf(request, "accept");
  if (/application\/vnd\.pagerduty\+json\s*;\s*version=2/.test(accept)) return;
  throw invalid("The Accept header must be application/vnd.pagerduty+json;version=2");
};

/** 403 with 2010: a key that only reads, or one of somebody who may only look, changes nothing. */
const requireAccess = (key: ApiKey | undefined, method: string): void => {
  if (method === "GET") return;
  if (key?.readOnly === true || (key?.user !== undefined && !mayAct(key.user.role))) throw new Refusal(2010);
};

const callOf = ({ rest, tokens }: ServerOptions, route: Route, request: FastifyRequest): Call => {
  const params: Record<string, string> = {};
  if (isRecord(request.params)) {
    for (const [name, value] of Object.entries(request.params)) params[name] = String(value);
  }
  const email = headerOf(request, "from").trim().toLowerCase();
  const from = rest.desk.account.users.find((user) => user.email.toLowerCase() === email);
  if (route.needsFrom === true && email === "") throw invalid("From header is missing");
  if (route.needsFrom === true && from === undefined) throw new Refusal(1008);
  if (route.needsFrom === true && from !== undefined && !mayAct(from.role)) throw new Refusal(1018);
  if (route.ability !== undefined) requireAbility(rest, route.ability);
  const query = new URL(request.url, "http://localhost").searchParams;
  return { query, params, body: request.body, from, me: tokens.get(requireToken(request, tokens))?.user };
};

const refusalOf = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  const status = isRecord(error) && typeof error.statusCode === "number" ? error.statusCode : 500;
  if (status >= 500) return new Refusal(2000);
  const reason = error instanceof Error ? error.message : String(error);
  return new Refusal(2001, [reason], status);
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
    const latencyMs = options.latencyMs();
    if (latencyMs > 0) await sleep(latencyMs, undefined, { ref: false });
    options.applyDue();
    const fault = faults.take(request.method, path);
    if (fault !== undefined) await answerFault(fault, request, reply);
    if (reply.sent) return;
    const token = requireToken(request, tokens);
    const spent = spend(token);
    reply.headers(spent.headers);
    if (!spent.allowed) throw new Refusal(2020);
    requireVersion(request);
    requireAccess(tokens.get(token), request.method);
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
  app.removeContentTypeParser("text/plain");
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
        if (answer instanceof Empty) return reply.code(answer.status).send();
        reply.code(route.status ?? 200);
        return answer === undefined ? reply.send() : reply.send(answer);
      },
    });
  }
  return app;
};
