import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance } from "fastify";
import { Failure, toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import { answerFailure, answerWords } from "./answers.ts";

const STOP_MS = 4500;
const WRITING = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** A server without routes. It logs no requests: webhook paths and queries carry secrets. */
export const createServer = (log: Log): FastifyInstance => {
  const app = Fastify({
    logger: false,
    requestTimeout: 15_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 5000 },
    routerOptions: { maxParamLength: 1000 },
    frameworkErrors: (_error, request, reply) => {
      answerWords(request, reply, 400, "usage", "That address cannot be read.");
    },
  });
  app.setErrorHandler((error: Error & { readonly statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (!(error instanceof Failure) && status < 500) {
      return answerWords(request, reply, status, "usage", "That request cannot be read.");
    }
    const failure = toFailure(error);
    if (failure.status >= 500) {
      log.error({ route: request.routeOptions.url, code: failure.code, err: error }, "request failed");
    }
    return answerFailure(request, reply, failure);
  });
  app.setNotFoundHandler((request, reply) => answerWords(request, reply, 404, "not_found", "There is no such page."));
  return app;
};

/** Calls `addRoutes` and answers 405 for the methods that its read-only routes do not have. */
export const addReadOnly = (app: FastifyInstance, addRoutes: () => void): void => {
  const urls: string[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    if (method === "GET") urls.push(url);
  });
  addRoutes();
  for (const url of urls) {
    app.route({
      method: WRITING,
      url,
      onRequest: (request, reply) => {
        reply.header("allow", "GET, HEAD");
        answerWords(request, reply, 405, "method", "This address can only be read.");
      },
      handler: (_request, reply) => reply,
    });
  }
};

/** The port it listens on. */
export const portOf = (app: FastifyInstance): number => {
  const address: AddressInfo | string | null = app.server.address();
  if (address === null || typeof address === "string") throw new Failure("internal", "the server has no port");
  return address.port;
};

/**
 * Finishes what is in flight and closes; what takes longer than 4.5 s is cut. Connections kept alive by their clients
 * are closed again and again, because each one becomes idle only when its last answer is out.
 */
export const stopServer = async (app: FastifyInstance): Promise<void> => {
  const idle = setInterval(() => app.server.closeIdleConnections(), 100);
  const cut = setTimeout(() => app.server.closeAllConnections(), STOP_MS);
  try {
    await app.close();
  } finally {
    clearInterval(idle);
    clearTimeout(cut);
  }
};
