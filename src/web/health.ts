import type { FastifyInstance } from "fastify";
import type { Log } from "../core/log.ts";
import type { Metrics } from "./metrics.ts";
import { pageHeaders, renderPage } from "./pages.ts";

/** Whether work can be done, and every problem in words, without secrets. */
export interface Readiness {
  readonly ok: boolean;
  readonly problems: readonly string[];
}

/** What the health and metrics pages show. */
export interface HealthOptions {
  ready(): Promise<Readiness>;
  readonly metrics: Metrics;
  readonly log: Log;
}

const HOME = `<h1>Dr. M</h1>
<p>An on-call bot. It lives in Slack: type <code>/oncall help</code> there.</p>
<p class="soft">This address takes webhooks and shows live pages to people with a link. Whether it is well:
<a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a>, <a href="/metrics">/metrics</a>.</p>`;

/** `/healthz`: the process answers. `/readyz`: it can do its work (503 with the problems when not). `/metrics`. `/`. */
export const addHealth = (app: FastifyInstance, { ready, metrics, log }: HealthOptions): void => {
  const fresh = { "cache-control": "no-store", "x-content-type-options": "nosniff" };
  const readiness = async (): Promise<Readiness> => {
    try {
      return await ready();
    } catch (error) {
      log.error({ err: error }, "readiness could not be checked");
      return { ok: false, problems: ["readiness could not be checked; the log says why"] };
    }
  };

  app.get("/healthz", (_request, reply) => reply.headers(fresh).send({ ok: true }));
  app.get("/readyz", async (_request, reply) => {
    const { ok, problems } = await readiness();
    return reply
      .code(ok ? 200 : 503)
      .headers(fresh)
      .send({ ok, problems });
  });
  app.get("/metrics", async (_request, reply) =>
    reply.headers({ ...fresh, "content-type": metrics.registry.contentType }).send(await metrics.registry.metrics()),
  );
  app.get("/", (_request, reply) => reply.headers(pageHeaders()).send(renderPage("Dr. M", HOME)));
};
