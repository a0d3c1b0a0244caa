import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { authHeader } from "../../lib/ask-json.ts";
import { createLoopback, listenOnLoopback } from "../loopback.ts";
import { answerInstant, answerRange } from "./prometheus/answers.ts";
import { Refusal } from "./prometheus/refusal.ts";
import { createSeries, type DemoSeries, type Spike } from "./prometheus/series.ts";

/** Troubles that can be switched on: it never answers, it fails, a proxy before it wants a login. */
export type PrometheusFault = "hang" | "error" | "login" | "page";

/** How the stand-in is made. */
export interface PrometheusDemoOptions {
  readonly clock: () => number;
  /** Any free one when absent. */
  readonly port?: number | undefined;
  readonly seed?: number | undefined;
  /** "user:password" or a token that has to be shown. */
  readonly auth?: string | undefined;
  /** So long before each answer. */
  readonly latencyMs?: number | undefined;
}

/** A stand-in for Prometheus: a made-up shop, a small part of PromQL, and the refusals of the real one. */
export interface PrometheusDemo {
  readonly url: string;
  /** All series that it has, for tests that put them into a real server. */
  readonly series: readonly DemoSeries[];
  /** What was asked, newest last, at most 1,000. */
  readonly asked: readonly { readonly path: string; readonly query: string; readonly points: number }[];
  /** From one moment to another a metric is so many times what it was; of a duration, requests take so many times as long. */
  spike(metric: string, fromMs: number, toMs: number, factor: number, labels?: Readonly<Record<string, string>>): void;
  fail(fault: PrometheusFault | undefined): void;
  slow(latencyMs: number): void;
  stop(): Promise<void>;
}

interface State {
  fault: PrometheusFault | undefined;
  latencyMs: number;
  readonly asked: { readonly path: string; readonly query: string; readonly points: number }[];
  /** Aborted when it stops: nothing hangs on. */
  readonly ending: AbortController;
}

const MOST_ASKED = 1_000;

const FORM = /^application\/x-www-form-urlencoded\b/;

/** Like the real one it reads a body only when it is called a form. */
const parametersOf = ({ query, body, headers }: FastifyRequest): URLSearchParams => {
  const parameters = new URLSearchParams(Object.entries(query ?? {}).map(([name, value]) => [name, String(value)]));
  if (typeof body === "string" && FORM.test(headers["content-type"] ?? ""))
    for (const [name, value] of new URLSearchParams(body)) parameters.set(name, value);
  return parameters;
};

const refuse = (reply: FastifyReply, status: number, errorType: string, error: string): FastifyReply =>
  reply.code(status).send({ status: "error", errorType, error });

const answer = (reply: FastifyReply, work: () => object): FastifyReply => {
  try {
    return reply.send({ status: "success", data: work() });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refuse(reply, error.status, error.status === 422 ? "execution" : "bad_data", error.message);
  }
};

const LOGIN = "<!doctype html><title>Sign in</title><p>Sign in to see this page.";

/** What goes wrong before anything is asked; true when it was answered, or never will be. */
const disturbed = async (reply: FastifyReply, { fault, ending }: State): Promise<boolean> => {
  if (fault === undefined) return false;
  if (fault === "hang") await sleep(600_000, undefined, { signal: ending.signal }).catch(() => undefined);
  if (fault === "hang") reply.raw.destroy();
  if (fault === "error") await refuse(reply, 500, "internal", "storage: input/output error");
  if (fault === "login") await reply.redirect("/login", 302);
  if (fault === "page") await reply.type("text/html").send(LOGIN);
  return true;
};

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign] ?? "&quot;");

const pageOf = (parameters: URLSearchParams): string => {
  const rows = [...parameters].map(([name, value]) => `<dt>${escapeHtml(name)}<dd>${escapeHtml(value)}`);
  return `<!doctype html><meta charset="utf-8"><title>Prometheus (stand-in)</title><h1>Prometheus (stand-in)</h1><dl>${rows.join("")}</dl>`;
};

const addRoutes = (app: FastifyInstance, series: readonly DemoSeries[], state: State, clock: () => number): void => {
  const ask = (parameters: URLSearchParams, name: string): string => parameters.get(name) ?? "";
  const note = (path: string, query: string, points: number): void => {
    state.asked.push({ path, query, points });
    if (state.asked.length > MOST_ASKED) state.asked.shift();
  };
  app.route({
    method: ["GET", "POST"],
    url: "/api/v1/query_range",
    handler: (request, reply) => {
      const all = parametersOf(request);
      const [query, start, end, step] = ["query", "start", "end", "step"].map((name) => ask(all, name));
      note("/api/v1/query_range", query ?? "", (Number(end) - Number(start)) / Number(step) + 1);
      const parameters = { query: query ?? "", start: start ?? "", end: end ?? "", step: step ?? "" };
      return answer(reply, () => answerRange(parameters, series, clock()));
    },
  });
  app.route({
    method: ["GET", "POST"],
    url: "/api/v1/query",
    handler: (request, reply) => {
      const all = parametersOf(request);
      note("/api/v1/query", ask(all, "query"), 1);
      return answer(reply, () => answerInstant(ask(all, "query"), ask(all, "time"), series, clock()));
    },
  });
  app.get("/api/v1/label/__name__/values", (_request, reply) =>
    answer(reply, () => [...new Set(series.map(({ labels }) => labels.__name__ ?? ""))].sort()),
  );
  app.get("/graph", (request, reply) => reply.type("text/html").send(pageOf(parametersOf(request))));
  app.get("/-/ready", (_request, reply) => reply.send("Prometheus Server is Ready.\n"));
};

const createApp = (state: State, auth: string | undefined): FastifyInstance => {
  const app = createLoopback();
  const wanted = authHeader(auth).authorization;
  app.addHook("onRequest", async (request, reply) => {
    if (state.latencyMs > 0)
      await sleep(state.latencyMs, undefined, { signal: state.ending.signal }).catch(() => undefined);
    if (await disturbed(reply, state)) return reply;
    if (wanted === undefined || request.headers.authorization === wanted) return undefined;
    return reply.code(401).header("www-authenticate", "Basic").send("Unauthorized\n");
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).type("text/plain").send("404 page not found\n"));
  return app;
};

/** Starts it on loopback. Its data are there until the moment of the clock. */
export const createPrometheusDemo = async (options: PrometheusDemoOptions): Promise<PrometheusDemo> => {
  const { clock, port = 0, seed = 1, auth, latencyMs = 0 } = options;
  const spikes: Spike[] = [];
  const series = createSeries(seed, spikes);
  const state: State = { fault: undefined, latencyMs, asked: [], ending: new AbortController() };
  const app = createApp(state, auth);
  addRoutes(app, series, state, clock);
  const { url, close } = await listenOnLoopback(app, port);
  return {
    url,
    series,
    asked: state.asked,
    spike: (metric, fromMs, toMs, factor, labels = {}) => void spikes.push({ metric, fromMs, toMs, factor, labels }),
    fail(fault) {
      state.fault = fault;
    },
    slow(ms) {
      state.latencyMs = ms;
    },
    async stop() {
      state.ending.abort();
      await close();
    },
  };
};
