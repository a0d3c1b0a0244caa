import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Fault, Faults } from "../faults.ts";
import type { Json } from "../json.ts";
import type { RateLimits } from "../limits.ts";
import { Refusal } from "../refusal.ts";
import { appMethods } from "./app.ts";
import { type Arguments, readArguments } from "./arguments.ts";
import type { Method, Services } from "./call.ts";
import { chatMethods } from "./chat.ts";
import { conversationMethods } from "./conversations.ts";
import { fileMethods } from "./files.ts";
import { peopleMethods } from "./people.ts";
import { isMethod, METHOD_RULES, type MethodName } from "./table.ts";
import { unfurlMethods } from "./unfurl.ts";
import { viewMethods } from "./views.ts";

const METHODS: Readonly<Record<MethodName, Method>> = {
  ...appMethods,
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...peopleMethods,
  ...unfurlMethods,
  ...viewMethods,
};

/** What the API serves with. */
export interface ApiParts extends Services {
  readonly limits: RateLimits;
  readonly faults: Faults;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json | string;
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Serves POST and GET /api/:method. Errors of the caller are HTTP 200 with `ok: false`, as in Slack. */
export const serveApi = (server: FastifyInstance, parts: ApiParts): void => {
  server.route({
    method: ["GET", "POST"],
    url: "/api/:method",
    handler: async (request: FastifyRequest<{ Params: { method: string } }>, reply) => {
      const fault = parts.faults.take(request.params.method);
      if (fault?.delayMs !== undefined) await pause(fault.delayMs);
      if (fault?.drop === "before") return cut(request, reply);
      const answer = faultAnswer(parts, request.params.method, fault) ?? (await answerCall(parts, request));
      if (fault?.drop === "after") return cut(request, reply);
      return reply.code(answer.status).headers(answer.headers).send(answer.body);
    },
  });
};

const cut = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
};

const faultAnswer = (parts: ApiParts, method: string, fault: Fault | undefined): Answer | undefined => {
  const answer = answerOf(fault);
  if (answer !== undefined) recordCall(parts, method, undefined, answer.status, fault?.error ?? "injected_fault");
  return answer;
};

const answerOf = (fault: Fault | undefined): Answer | undefined => {
  if (fault?.retryAfter !== undefined) return rateLimited(fault.retryAfter);
  if (fault?.status !== undefined) return { status: fault.status, headers: {}, body: "injected fault" };
  if (fault?.error !== undefined) return { status: 200, headers: {}, body: { ok: false, error: fault.error } };
  return undefined;
};

const recordCall = (
  { state }: ApiParts,
  method: string,
  args: Arguments | undefined,
  status: number,
  error: string | undefined,
): void => {
  state.record({ method, atMs: state.clock(), args: args?.all ?? {}, status, ok: error === undefined, error });
};

const rateLimited = (seconds: number | null): Answer => ({
  status: 429,
  headers: seconds === null ? {} : { "retry-after": String(seconds) },
  body: { ok: false, error: "ratelimited" },
});

const answerCall = async (
  parts: ApiParts,
  request: FastifyRequest<{ Params: { method: string } }>,
): Promise<Answer> => {
  const method = request.params.method;
  const provided = [...parts.state.manifest.scopes].join(",");
  const accepted = isMethod(method) ? METHOD_RULES[method].scopes.join(",") : "";
  const headers = { "x-oauth-scopes": provided, "x-accepted-oauth-scopes": accepted };
  let args: Arguments | undefined;
  const record = (answer: Answer, error?: string): Answer => {
    recordCall(parts, method, args, answer.status, error);
    return answer;
  };
  try {
    const read = await readRequest(request);
    args = read.args;
    checkToken(parts, method, read.token);
    const wait = parts.limits.take(method, METHOD_RULES[requireMethod(method)].tier, args.text("channel"));
    if (wait > 0) return record(rateLimited(wait), "ratelimited");
    const body = await runMethod(parts, requireMethod(method), args);
    return record({ status: 200, headers, body: { ok: true, ...body } });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return record({ status: 200, headers, body: { ok: false, error: error.slack, ...error.extra } }, error.slack);
  }
};

const requireMethod = (method: string): MethodName => {
  if (!isMethod(method)) throw new Refusal("unknown_method", { req_method: method });
  return method;
};

const readRequest = async (request: FastifyRequest): Promise<{ args: Arguments; token: string | undefined }> => {
  const query = request.url.split("?")[1] ?? "";
  const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
  const { args, token } = await readArguments(query, request.headers["content-type"] ?? "", body);
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  return { args, token: bearer ?? token };
};

/** Unknown methods answer the same with and without a token. */
const checkToken = ({ state }: ApiParts, method: string, token: string | undefined): void => {
  const rule = METHOD_RULES[requireMethod(method)];
  if (token === undefined) throw new Refusal("not_authed");
  const kind = token === state.tokens.bot ? "bot" : token === state.tokens.app ? "app" : undefined;
  if (kind === undefined) throw new Refusal("invalid_auth");
  if (!state.installed) throw new Refusal("token_revoked");
  if (kind !== rule.token && method !== "auth.test") throw new Refusal("not_allowed_token_type");
  const scopes = kind === "app" ? new Set(["connections:write"]) : state.manifest.scopes;
  if (rule.scopes.length > 0 && !rule.scopes.some((one) => scopes.has(one))) {
    throw new Refusal("missing_scope", { needed: rule.scopes.join(","), provided: [...scopes].join(",") });
  }
};

/** Arguments that must be there and may be empty: no topic is a topic. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(["topic", "users"]);

const runMethod = async (parts: ApiParts, method: MethodName, args: Arguments): Promise<Json> => {
  const missing = METHOD_RULES[method].required.filter((name) =>
    MAY_BE_EMPTY.has(name) ? args.all[name] === undefined : args.text(name) === undefined,
  );
  if (missing.length > 0) {
    throw new Refusal("invalid_arguments", {
      response_metadata: { messages: missing.map((name) => `[ERROR] missing required field: ${name}`) },
    });
  }
  return METHODS[method](parts, args);
};
