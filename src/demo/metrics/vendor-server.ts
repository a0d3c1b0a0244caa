import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import { createLoopback, jsonOf, listenOnLoopback } from "../loopback.ts";

/** One request that came in, without what is secret in it. */
export interface VendorCall {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A disturbance that tests order: it hits the next request. */
export type VendorFault =
  | { readonly hang: true }
  | { readonly status: number; readonly body: string | Buffer; readonly type?: string; readonly delayMs?: number };

/** What the stand-ins of vendors share: where they listen, what they were asked, troubles to come. */
export interface VendorServer {
  readonly url: string;
  /** Newest last, at most 500. */
  readonly calls: readonly VendorCall[];
  failNext(fault: VendorFault): void;
  close(): Promise<void>;
}

/** What an endpoint answers: JSON, or bytes of a content type. */
export interface VendorAnswer {
  readonly status: number;
  readonly body: object | string | Buffer;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One endpoint; undefined as an answer is the vendor's own "not found". */
export interface VendorRoute {
  readonly method: "GET" | "POST";
  readonly path: string;
  handle(call: VendorCall, params: Readonly<Record<string, string>>): VendorAnswer;
}

const KEPT = 500;
const SECRET = /^(?:authorization|cookie|dd-api-key|dd-application-key)$/;
/** An HTML page of a proxy in front of the service, as it comes when the service is down. */
export const HTML_FAULT: VendorFault = {
  status: 502,
  body: "<html><h1>502 Bad Gateway</h1></html>",
  type: "text/html",
};

const texts = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(Object(value)).map(([name, one]) => [name, String(one)]));

const answer = (reply: FastifyReply, { status, body, type, headers }: VendorAnswer) =>
  reply
    .code(status)
    .headers({ ...headers, "content-type": type ?? "application/json" })
    .send(typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body));

/** Serves the routes on loopback; `authorize` sees every request first and may answer in their place. */
export const serveVendor = async (
  routes: readonly VendorRoute[],
  authorize: (headers: Readonly<Record<string, string>>, body: string) => VendorAnswer | undefined,
  port = 0,
): Promise<VendorServer> => {
  const app = createLoopback();
  const calls: VendorCall[] = [];
  const faults: VendorFault[] = [];
  const callOf = (request: FastifyRequest, path: string): VendorCall => ({
    method: request.method,
    path,
    query: texts(request.query),
    headers: Object.fromEntries(Object.entries(texts(request.headers)).filter(([name]) => !SECRET.test(name))),
    body: jsonOf(request.body),
  });
  const handle = async (request: FastifyRequest, reply: FastifyReply, route: VendorRoute): Promise<FastifyReply> => {
    const call = callOf(request, new URL(request.url, "http://vendor").pathname);
    calls.push(call);
    if (calls.length > KEPT) calls.shift();
    const fault = faults.shift();
    if (fault && "hang" in fault) return reply.hijack();
    if (fault?.delayMs !== undefined) await sleep(fault.delayMs, undefined, { ref: false });
    if (fault) return answer(reply, fault);
    const refused = authorize(texts(request.headers), typeof request.body === "string" ? request.body : "");
    return answer(reply, refused ?? route.handle(call, texts(request.params)));
  };
  for (const route of routes)
    app.route({ method: route.method, url: route.path, handler: (request, reply) => handle(request, reply, route) });
  return {
    ...(await listenOnLoopback(app, port)),
    calls,
    failNext: (fault) => void faults.push(fault),
  };
};
