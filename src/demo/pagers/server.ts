import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import { createLoopback, jsonOf, listenOnLoopback } from "../loopback.ts";

/** One request that came in; the address without what is secret in it. */
export interface PagerCall {
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/** A disturbance that tests order: it hits the next request. */
export interface PagerFault {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly delayMs?: number;
}

/** What the stand-ins share: where they listen, what they were asked, troubles to come. */
export interface PagerServer {
  readonly url: string;
  /** Newest last, at most 1000. */
  readonly calls: readonly PagerCall[];
  failNext(fault: PagerFault): void;
  close(): Promise<void>;
}

/** What an endpoint answers. */
export interface PagerAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object | string;
}

/** One endpoint, POST unless it says otherwise; `body` is undefined when it is not JSON. */
export interface PagerRoute {
  readonly method?: "GET";
  readonly path: string;
  readonly handle: (request: FastifyRequest<{ Params: Record<string, string> }>, body: unknown) => PagerAnswer;
}

/** A query's parameters, each at most once; undefined when there is another one than those that are known. */
export const readQuery = (url: string, known: readonly string[]): Readonly<Record<string, string>> | undefined => {
  const query = new URL(url, "http://localhost").searchParams;
  const names = [...query.keys()];
  if (names.some((name) => !known.includes(name)) || new Set(names).size < names.length) return undefined;
  return Object.fromEntries(query);
};

/** A whole number within bounds; the default when absent, undefined when it is none. */
export const wholeIn = (text: string | undefined, byDefault: number, min: number, max: number): number | undefined => {
  if (text === undefined) return byDefault;
  const value = Number(text);
  return /^\d+$/.test(text) && value >= min && value <= max ? value : undefined;
};

/** Whether a value is an object with fields. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Serves the routes on loopback. */
export const servePager = async (routes: readonly PagerRoute[], port = 0): Promise<PagerServer> => {
  const app = createLoopback();
  const calls: PagerCall[] = [];
  const faults: PagerFault[] = [];
  const answer = (reply: FastifyReply, path: string, given: unknown, { status, headers, body }: PagerAnswer) => {
    calls.push({ path, status, body: given });
    if (calls.length > 1000) calls.shift();
    return reply
      .code(status)
      .headers(headers ?? {})
      .send(body);
  };
  for (const { method = "POST", path, handle } of routes) {
    const handler = async (request: FastifyRequest<{ Params: Record<string, string> }>, reply: FastifyReply) => {
      const given = jsonOf(request.body);
      const fault = faults.shift();
      if (fault?.delayMs !== undefined) await sleep(fault.delayMs, undefined, { ref: false });
      if (fault?.status === undefined) return answer(reply, path, given, handle(request, given));
      const { status, headers = {}, body = "" } = fault;
      return answer(reply, path, given, { status, headers, body });
    };
    app.route({ method, url: path, handler });
  }
  return {
    ...(await listenOnLoopback(app, port)),
    calls,
    failNext: (fault) => void faults.push(fault),
  };
};
