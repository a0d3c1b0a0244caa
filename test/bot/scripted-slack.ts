import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or undefined to never answer. */
  readonly body?: object | undefined;
  readonly silent?: boolean;
}
export type Script = (args: URLSearchParams, n: number) => Answer;

const ACK = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

const ok =
  (body: object): Script =>
  () => ({ body: { ok: true, ...body } });

/** A Slack that says exactly what a test tells it to, also what the real one says once a year. */
export const createScriptedSlack = async (port = 0) => {
  const calls: { readonly method: string; readonly args: URLSearchParams; readonly authorization: string }[] = [];
  const scripts = new Map<string, Script>();
  const sockets = new Set<WebSocket>();
  const acks = new Map<string, unknown>();
  const state = { hello: true, opened: 0 };
  const origin = (): string => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  scripts.set("auth.test", ok({ user_id: "UBOT", team_id: "T1", bot_id: "B1" }));
  scripts.set("apps.connections.open", () => ({ body: { ok: true, url: `ws://${origin()}/link` } }));

  const answer = (req: IncomingMessage, res: ServerResponse, body: Buffer): void => {
    const method = (req.url ?? "").replace(/^\/api\//, "").replace(/^\//, "");
    const args = new URLSearchParams(body.toString());
    const n = calls.filter((call) => call.method === method).length;
    calls.push({ method, args, authorization: req.headers.authorization ?? "" });
    const unknown: Script = () => ({ body: { ok: false, error: "unknown_method" } });
    const script = scripts.get(method) ?? unknown;
    const { status = 200, headers = {}, body: told, silent } = script(args, n);
    if (silent) return;
    res.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(told ?? {}));
  };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => answer(req, res, Buffer.concat(chunks)));
  });
  const wss = new WebSocketServer({ server, path: "/link" });
  wss.on("connection", (socket) => {
    state.opened += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("message", (data) => {
      const ack = ACK.parse(JSON.parse(String(data)));
      acks.set(ack.envelope_id, ack.payload);
    });
    if (state.hello) socket.send(JSON.stringify({ type: "hello" }));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    apiUrl: `http://${origin()}/api/`,
    port: (server.address() as AddressInfo).port,
    calls,
    sockets,
    acks,
    state,
    on: (method: string, script: Script): void => void scripts.set(method, script),
    ok: (method: string, body: object): void => void scripts.set(method, ok(body)),
    /** To one connection, like Slack. */
    send(envelope: object): void {
      const [socket] = [...sockets].reverse();
      if (socket === undefined) throw new Error("nobody is connected");
      socket.send(JSON.stringify(envelope));
    },
    async close(): Promise<void> {
      for (const socket of sockets) socket.terminate();
      wss.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** Waits, 5 s at most, until `check` is true. */
export const until = async (check: () => boolean, what: string, limitMs = 20_000): Promise<void> => {
  const endMs = performance.now() + limitMs;
  while (!check()) {
    if (performance.now() > endMs) throw new Error(`waited ${limitMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
