import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const SERIES = ["web-1", "web-2", "web-3", "web-4", "web-5"];

/** A metrics source that speaks Prometheus' query_range and takes 50 ms for every answer. */
export interface PanelSource {
  readonly url: string;
  stop(): Promise<void>;
}

const TOOK_MS = 50;

const points = (fromSec: number, toSec: number, stepSec: number, phase: number): [number, string][] => {
  const values: [number, string][] = [];
  for (let at = fromSec; at <= toSec; at += stepSec)
    values.push([at, String(0.2 + 0.1 * Math.sin(at / 300 + phase) + 0.02 * Math.sin(at / 7 + phase))]);
  return values;
};

/** The same reply for the bot and for the page that a browser draws. */
const reply = (query: URLSearchParams): string => {
  const [from = 0, to = 0, step = 15] = ["start", "end", "step"].map((name) =>
    Number.parseFloat(query.get(name) ?? "0"),
  );
  const result = SERIES.map((instance, at) => ({
    metric: { __name__: "api_latency_seconds", instance },
    values: points(from, to, Math.max(1, step), at),
  }));
  return JSON.stringify({ status: "success", data: { resultType: "matrix", result } });
};

/** Starts it on loopback; `pages` are served beside it, by path. */
export const startPanelSource = async (
  pages: ReadonlyMap<string, { type: string; body: Buffer | string }>,
): Promise<PanelSource> => {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const page = pages.get(url.pathname);
    if (page) return response.writeHead(200, { "content-type": page.type }).end(page.body);
    if (!url.pathname.startsWith("/api/v1/query")) return response.writeHead(404).end();
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const form = new URLSearchParams(Buffer.concat(parts).toString());
    await sleep(TOOK_MS);
    response.writeHead(200, { "content-type": "application/json" });
    return response.end(reply(form.size > 0 ? form : url.searchParams));
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
