import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Failure, toFailure } from "../core/failure.ts";
import type { HookRequest } from "../core/integration.ts";
import type { Clock, Log } from "../core/log.ts";
import type { NewDelivery } from "../core/store.ts";
import { createArrivalIds } from "../lib/arrival-id.ts";
import { answerFailure } from "./answers.ts";
import { readBody } from "./body.ts";
import type { Metrics } from "./metrics.ts";

/** One source that may deliver to `/hooks/<name>`. */
export interface Hook {
  /** Throws a Failure unless the sender proved itself. */
  verify(request: HookRequest): Promise<void>;
  /** Methods it delivers with; POST unless it says otherwise. */
  readonly methods?: readonly ("POST" | "PUT")[];
}

/** Who may send here, what becomes of a delivery, and how large it may be. */
export interface HooksOptions {
  readonly hooks: Readonly<Record<string, Hook>>;
  /** On disk when it resolves: only then the sender gets its 200. */
  accept(delivery: NewDelivery): Promise<void>;
  /** Origin, without a slash at the end. */
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Bytes. */
  readonly bodyLimit: number;
}

interface HookParams {
  readonly name: string;
  readonly token?: string;
}

const joined = (headers: IncomingMessage["headers"]): Record<string, string> => {
  const plain: Record<string, string> = Object.create(null);
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) plain[name] = typeof value === "string" ? value : value.join(", ");
  }
  return plain;
};

/** The origin is the configured one and never the Host header, which the sender writes. */
const hookRequest = (
  request: FastifyRequest,
  origin: string,
  token: string | undefined,
  body: Buffer,
  receivedAtMs: number,
): HookRequest => {
  const at = request.url.indexOf("?");
  return {
    method: request.method,
    url: origin + (at < 0 ? request.url : request.url.slice(0, at)),
    pathToken: token,
    headers: joined(request.raw.headers),
    query: new URLSearchParams(at < 0 ? "" : request.url.slice(at + 1)),
    body,
    receivedAtMs,
  };
};

/** One word that a parameter can hold, or nothing. */
const wordOf = (name: string, text: string): string => (/^[\w-]{1,40}$/.test(text) ? `; ${name}=${text}` : "");

/**
 * Kept with the content type, as parameters: `?as=<word>` of the address, which says how a body is to be read, and the
 * sender's `Request-ID`, which tells two equal bodies apart.
 */
const contentTypeOf = (request: FastifyRequest, query: URLSearchParams): string => {
  const { "content-type": sent = "", "request-id": id } = request.raw.headers;
  return sent + wordOf("as", query.get("as") ?? "") + wordOf("request-id", typeof id === "string" ? id : "");
};

const nextId = createArrivalIds();

const OUTCOMES: Readonly<Record<string, string>> = {
  too_large: "too_large",
  unavailable: "failed",
  internal: "failed",
};

const unknownHook = (): Failure =>
  new Failure("not_found", "no such hook", { tell: "No service of that name delivers here. Check the URL." });

const deliver = async (
  request: FastifyRequest,
  hook: Hook,
  params: HookParams,
  options: HooksOptions,
): Promise<void> => {
  const { name, token } = params;
  const body = await readBody(request.raw, options.bodyLimit);
  const receivedAtMs = options.clock();
  const asked = hookRequest(request, options.publicUrl, token, body, receivedAtMs);
  await hook.verify(asked);
  const contentType = contentTypeOf(request, asked.query);
  try {
    await options.accept({ id: nextId(receivedAtMs), source: name, receivedAtMs, contentType, body });
  } catch (error) {
    throw new Failure("unavailable", "a delivery could not be stored", {
      tell: "The delivery could not be stored. Please send it again.",
      cause: error,
    });
  }
  options.metrics.counters.hooks?.inc({ source: name, outcome: "accepted" });
};

/** `source` is undefined for a name we do not know: what strangers type is neither logged nor counted by name. */
const refuse = (source: string | undefined, failure: Failure, { metrics, log }: HooksOptions): void => {
  const outcome = OUTCOMES[failure.code] ?? (source === undefined ? "unknown" : "refused");
  metrics.counters.hooks?.inc({ source: source ?? "", outcome });
  const facts = { source: source ?? "unknown", code: failure.code, why: failure.message };
  if (failure.status < 500) log.warn(facts, "webhook refused");
  else log.error({ ...facts, err: failure.cause ?? failure }, "webhook not accepted");
};

/**
 * `POST /hooks/<name>` and `/hooks/<name>/<token>`: raw bytes -> verify -> durable -> 200. The work is done before
 * Fastify looks at the body, because it refuses content types that some senders get wrong.
 */
export const addHooks = (app: FastifyInstance, options: HooksOptions): void => {
  const hooks = new Map(Object.entries(options.hooks));

  const onRequest = async (request: FastifyRequest<{ Params: HookParams }>, reply: FastifyReply) => {
    const { name } = request.params;
    const hook = hooks.get(name);
    const allowed = hook?.methods ?? ["POST"];
    if (!allowed.some((method) => method === request.method)) {
      reply.header("allow", allowed.join(", ")).code(405);
      return reply.send({ ok: false, error: "method", tell: `Deliver here with ${allowed.join(" or ")}.` });
    }
    try {
      if (hook === undefined) throw unknownHook();
      await deliver(request, hook, request.params, options);
      return reply.send({ ok: true });
    } catch (error) {
      const failure = toFailure(error);
      refuse(hook && name, failure, options);
      if (failure.code === "too_large") reply.header("connection", "close");
      return answerFailure(request, reply, failure);
    }
  };

  for (const url of ["/hooks/:name", "/hooks/:name/:token"]) {
    app.route<{ Params: HookParams }>({
      method: ["POST", "PUT", "GET", "HEAD", "PATCH", "DELETE", "OPTIONS"],
      url,
      exposeHeadRoute: false,
      onRequest,
      handler: (_request, reply) => reply,
    });
  }
};
