import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyRequest } from "fastify";
import { createLoopback, jsonOf, listenOnLoopback } from "../loopback.ts";

/** One request that came in. */
export interface LogCall {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly status: number;
  readonly body: unknown;
}

/** A disturbance that tests order: it hits the next request. */
export interface LogFault {
  readonly status?: number;
  readonly contentType?: string;
  readonly body?: string;
  /** How long nothing is answered. */
  readonly delayMs?: number;
}

/** What the stand-ins share: where they listen, what they were asked, troubles to come. */
export interface LogServer {
  readonly url: string;
  /** Newest last, at most 1,000. */
  readonly calls: readonly LogCall[];
  failNext(...faults: readonly LogFault[]): void;
  close(): Promise<void>;
}

/** What an endpoint answers: an object as JSON, a text as plain text. */
export interface LogAnswer {
  readonly status: number;
  readonly body: object | string;
}

/** What a handler knows of a request; `body` is undefined when it is not JSON. */
export interface LogRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: FastifyRequest["headers"];
  readonly body: unknown;
}

/** Answers every request there is. */
export type LogHandler = (request: LogRequest) => LogAnswer;

const MOST_CALLS = 1_000;

/** Serves on loopback. */
export const serveLogs = async (handle: LogHandler, port = 0): Promise<LogServer> => {
  const app = createLoopback();
  const calls: LogCall[] = [];
  const faults: LogFault[] = [];
  app.all("/*", async (request, reply) => {
    const { pathname: path, searchParams: query } = new URL(request.url, "http://localhost");
    const body = jsonOf(request.body);
    const fault = faults.shift();
    if (fault?.delayMs !== undefined) await sleep(fault.delayMs, undefined, { ref: false });
    const wrong = fault?.status === undefined ? undefined : { status: fault.status, body: fault.body ?? "" };
    const answer = wrong ?? handle({ path, query, headers: request.headers, body });
    calls.push({ path, query, status: answer.status, body });
    if (calls.length > MOST_CALLS) calls.shift();
    const plain = typeof answer.body === "string";
    const type = (wrong && fault?.contentType) ?? (plain ? "text/plain; charset=utf-8" : "application/json");
    return reply
      .code(answer.status)
      .type(type)
      .send(plain ? answer.body : JSON.stringify(answer.body));
  });
  return {
    ...(await listenOnLoopback(app, port)),
    calls,
    failNext: (...more) => void faults.push(...more),
  };
};

/** "Basic …" of "user:password". */
export const basicOf = (pair: string): string => `Basic ${Buffer.from(pair).toString("base64")}`;
