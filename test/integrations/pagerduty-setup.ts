import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Failure } from "../../src/core/failure.ts";
import type { Capabilities } from "../../src/core/integration.ts";
import { connect, type Pace } from "../../src/integrations/pagerduty/connect.ts";

/** Settings with a token and a host, and nothing else. */
export const settingsFor = (url: string, token = "y_test-token") => ({
  PAGERDUTY_TOKEN: token,
  PAGERDUTY_URL: url,
  PAGERDUTY_REGION: undefined,
  PAGERDUTY_WEBHOOK_SECRETS: undefined,
  PAGERDUTY_ROUTING_KEY: undefined,
  PAGERDUTY_EVENTS_URL: undefined,
  PAGERDUTY_PAGE_SERVICE: undefined,
  PAGERDUTY_WEBHOOK_TOKEN: undefined,
});

/** A connection whose waits are written down instead of waited. */
export const connectTo = (
  url: string,
  token?: string,
  options: {
    clock?: () => number;
    timeoutMs?: number;
    onWait?: (ms: number) => void;
    publicUrl?: string;
    secrets?: string;
    pageService?: string;
  } = {},
) => {
  const waits: number[] = [];
  const warnings: string[] = [];
  const stop = new AbortController();
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (facts: Readonly<Record<string, unknown>>, message: string) =>
      void warnings.push(`${message} ${JSON.stringify(facts)}`),
    error: () => undefined,
  };
  const pace: Pace = {
    timeoutMs: options.timeoutMs ?? 2000,
    sleep: async (ms, signal) => {
      if (signal.aborted) throw new Failure("unavailable", "stopped while waiting");
      waits.push(ms);
      options.onWait?.(ms);
    },
  };
  const clock = options.clock ?? (() => 0);
  const capabilities = connect(
    {
      ...settingsFor(url, token),
      PAGERDUTY_WEBHOOK_SECRETS: options.secrets,
      PAGERDUTY_PAGE_SERVICE: options.pageService,
    },
    { clock, log, signal: stop.signal, publicUrl: options.publicUrl },
    pace,
  );
  return { ...required(capabilities), waits, warnings, stop: () => stop.abort() };
};

const required = (found: Capabilities | undefined) => {
  const { act, collect, oncall, maintenance, upkeep, responding, checkup, directory, rota } = found ?? {};
  if (!act || !collect || !oncall || !maintenance || !upkeep || !responding || !checkup || !directory || !rota)
    throw new Error("a capability is missing");
  return { act, collect, oncall, maintenance, upkeep, responding, checkup, directory, rota };
};

export type Handler = (request: IncomingMessage, response: ServerResponse, nth: number) => void;

/** A server on loopback that answers as told, and remembers what it was asked. */
export const serve = async (handler: Handler) => {
  const asked: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    asked.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
    handler(request, response, asked.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** Answers JSON. */
export const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
  void response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
