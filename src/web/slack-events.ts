import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";

/** Takes over a request with its body unread. */
export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/** `POST /slack/events` for HTTP mode: the body stays unread, because Slack's signature is over its raw bytes. */
export const addSlackEvents = (app: FastifyInstance, listener: RequestListener): void => {
  app.post("/slack/events", {
    onRequest: (request, reply) => {
      reply.hijack();
      listener(request.raw, reply.raw);
    },
    handler: (_request, reply) => reply,
  });
};
