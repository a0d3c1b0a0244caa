import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import { isRefusalCode, Refusal, type RefusalCode } from "../refusal.ts";
import type { Fault } from "./faults.ts";

const CODES: Readonly<Record<number, RefusalCode>> = { 401: 2006, 402: 2014, 403: 2010, 404: 2100, 408: 2016 };

/** Ends a request without an answer. */
export const breakOff = (request: FastifyRequest, reply: FastifyReply): void => {
  reply.hijack();
  request.raw.socket.destroy();
};

const refusalOf = (fault: Fault, status: number): Refusal => {
  if (fault.code !== undefined && isRefusalCode(fault.code)) return new Refusal(fault.code, [], status);
  return new Refusal(CODES[status] ?? 2000, [`Fault ${status}`], status);
};

/** Does what a fault says; without a status the request is only late and goes on. */
export const answerFault = async (fault: Fault, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
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
    return void (await reply.code(429).send(new Refusal(2020).body));
  }
  await reply.code(fault.status).send(refusalOf(fault, fault.status).body);
};
