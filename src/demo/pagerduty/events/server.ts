import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Desk } from "../account/happening.ts";
import type { Service } from "../model.ts";
import type { Fault, Faults } from "../rest/faults.ts";
import { createRateLimit } from "../rest/rate-limit.ts";
import { applyEvent } from "./apply.ts";
import { EventRefused, readEvent } from "./event.ts";

/** What the events server works on. */
export interface EventsOptions {
  readonly desk: Desk;
  readonly clock: () => number;
  readonly faults: Faults;
  /** Events a minute for each key. */
  readonly perMinute: () => number;
  readonly isOffline: () => boolean;
}

/** Larger events are refused: https://developer.pagerduty.com/docs/events-api-v2-overview#size-limits */
const MOST_BYTES = 512 * 1024;

/** The integration key of a service: 32 hex digits. */
export const routingKeyOf = ({ integrationId }: Service): string =>
  createHash("sha256").update(integrationId).digest("hex").slice(0, 32);

const throttled = (): EventRefused =>
  new EventRefused(
    429,
    "throttle exceeded",
    "Requests for this service are arriving too quickly.  Please retry later.",
  );

/** Whether the disturbance has answered. */
const disturb = async (fault: Fault, request: FastifyRequest, reply: FastifyReply): Promise<boolean> => {
  if (fault.delayMs !== undefined) await sleep(fault.delayMs, undefined, { ref: false });
  if (fault.drop === true) {
    reply.hijack();
    request.raw.socket.destroy();
    return true;
  }
  if (fault.status === undefined) return false;
  if (fault.retryAfter !== undefined) reply.header("retry-after", String(fault.retryAfter));
  const words = { status: "Internal Server Error", message: `Fault ${fault.status}` };
  await reply.code(fault.status).send(fault.body ?? (fault.status === 429 ? throttled().body : words));
  return true;
};

/** The Events API v2 as a server that is not yet listening: asynchronous there, done at once here. */
export const createEventsServer = (options: EventsOptions): FastifyInstance => {
  const { desk, clock, faults } = options;
  const app = fastify({ logger: false, bodyLimit: MOST_BYTES, forceCloseConnections: true });
  const spend = createRateLimit(clock, options.perMinute);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, _request, reply) =>
    error instanceof EventRefused
      ? reply.code(error.status).send(error.body)
      : reply.code(isTooLarge(error) ? 413 : 500).send({ status: "error", message: "The event was not processed" }),
  );
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ status: "not found", message: "Not Found" }));
  app.addHook("onRequest", async (request, reply) => {
    const fault = options.isOffline() ? { drop: true } : faults.take(request.method, request.url);
    if (fault !== undefined) await disturb(fault, request, reply);
  });
  app.post("/v2/enqueue", async (request, reply) => {
    const event = readEvent(typeof request.body === "string" ? request.body : "");
    const service = desk.account.services.find((one) => routingKeyOf(one) === event.routingKey);
    if (service === undefined)
      throw new EventRefused(400, "invalid event", "Event object is invalid", ["Invalid routing key"]);
    if (!spend(event.routingKey).allowed) throw throttled();
    const dedupKey = applyEvent(desk, service, event, clock());
    return reply.code(202).send({ status: "success", message: "Event processed", dedup_key: dedupKey });
  });
  return app;
};

const isTooLarge = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "statusCode" in error && error.statusCode === 413;
