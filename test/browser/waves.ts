import { once } from "node:events";
import { createServer } from "node:http";
import { freePort } from "../support/free-port.ts";

/** A host whose name would be markup if anybody let it. */
const NASTY = "web-3 <img src=x onerror=alert(1)>";

const HOSTS = ["web-1", "web-2", NASTY];

const wave = (atS: number, place: number): string =>
  String(Math.round(100 + 40 * Math.sin(atS / 400 + place) + 15 * Math.sin(atS / 61 + 3 * place)));

/** What a Prometheus answers to a range query, of three hosts that always were and go on. */
const answer = (form: URLSearchParams): object => {
  const [start, end, step] = ["start", "end", "step"].map((name) => Number(form.get(name)));
  const times: number[] = [];
  for (let at = start ?? 0; at <= (end ?? 0); at += step || 15) times.push(at);
  const result = HOSTS.map((host, place) => ({
    metric: { host },
    values: times.map((at) => [at, wave(at, place)]),
  }));
  return { status: "success", data: { resultType: "matrix", result } };
};

/** A metrics server on a free port of this machine. */
export const startWaves = async (): Promise<{ readonly url: string; stop(): Promise<void> }> => {
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    response.setHeader("content-type", "application/json");
    const known = request.url?.startsWith("/api/v1/query_range");
    response.end(JSON.stringify(known ? answer(new URLSearchParams(body)) : { status: "success", data: [] }));
  });
  const port = await freePort();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
