import fastify, { type FastifyInstance } from "fastify";

/** A server for a stand-in that reads bodies as text and cuts its connections when it closes. */
export const createLoopback = (): FastifyInstance => {
  const app = fastify({ logger: false, forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  return app;
};

/** Listens on 127.0.0.1; port 0 is any free one. */
export const listenOnLoopback = async (
  app: FastifyInstance,
  port: number,
): Promise<{ readonly url: string; close(): Promise<void> }> => ({
  url: await app.listen({ host: "127.0.0.1", port }),
  close: async () => void (await app.close()),
});

/** A body as JSON; undefined when it is none. */
export const jsonOf = (text: unknown): unknown => {
  try {
    return JSON.parse(typeof text === "string" ? text : "");
  } catch {
    return undefined;
  }
};
