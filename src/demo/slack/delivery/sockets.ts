import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { isJson, type Json, readJson, text } from "../json.ts";
import { APP } from "../state.ts";
import type { Ack, Kind, Retry, Transport } from "./transport.ts";

/** https://docs.slack.dev/apis/events-api/using-socket-mode */
const MAX_CONNECTIONS = 10;
const TICKET_MS = 30_000;

/** How long connections wait, and who is told. */
export interface SocketOptions {
  readonly clock: () => number;
  readonly ackMs: number;
  readonly pingMs: number;
  /** Why a new connection must go again at once; undefined lets it stay. */
  readonly refuse: () => "link_disabled" | undefined;
  readonly onCount: (open: number) => void;
}

interface Waiting {
  readonly settle: (ack: Ack) => void;
  readonly atMs: number;
  readonly timer: NodeJS.Timeout;
}

/** Socket Mode: tickets, connections, envelopes. Each envelope goes to one connection. */
export class Sockets implements Transport {
  readonly #options: SocketOptions;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Map<string, number>();
  readonly #open: WebSocket[] = [];
  readonly #waiting = new Map<string, Waiting>();
  readonly #pings: NodeJS.Timeout;
  #turn = 0;

  constructor(options: SocketOptions) {
    this.#options = options;
    this.#pings = setInterval(() => {
      for (const socket of this.#open) socket.ping();
    }, options.pingMs);
    this.#pings.unref();
  }

  /** Path and query of a single-use address. */
  openTicket(): string {
    const ticket = randomBytes(16).toString("hex");
    this.#tickets.set(ticket, this.#options.clock());
    return `/link/?ticket=${ticket}&app_id=${APP.id}`;
  }

  /** Takes an HTTP upgrade; a used, old or unknown ticket is answered 401. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? "/", "http://workspace").searchParams.get("ticket") ?? "";
    const atMs = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    if (atMs === undefined || this.#options.clock() - atMs > TICKET_MS) {
      socket.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#welcome(opened));
  }

  get count(): number {
    return this.#open.length;
  }

  deliver(kind: Kind, payload: Json, retry?: Retry): Promise<Ack> {
    const socket = this.#open[this.#turn++ % Math.max(1, this.#open.length)];
    if (socket === undefined) {
      return Promise.resolve({ ok: false, error: "dispatch_failed", reason: "connection_failed", final: true });
    }
    const envelopeId = randomUUID();
    const { promise, resolve } = Promise.withResolvers<Ack>();
    const timer = setTimeout(() => {
      this.#waiting.delete(envelopeId);
      resolve({ ok: false, error: "operation_timeout", reason: "timeout" });
    }, this.#options.ackMs);
    this.#waiting.set(envelopeId, { settle: resolve, atMs: this.#options.clock(), timer });
    const envelope = {
      envelope_id: envelopeId,
      type: kind,
      accepts_response_payload: kind !== "events_api",
      payload,
      ...(kind === "events_api" ? { retry_attempt: retry?.num ?? 0, retry_reason: retry?.reason ?? "" } : {}),
    };
    socket.send(JSON.stringify(envelope));
    return promise;
  }

  /** Says goodbye to every connection as Slack does about once an hour; each closes after `afterMs`. */
  rotate(afterMs: number, warn: boolean): void {
    for (const socket of [...this.#open]) {
      if (warn) this.#disconnect(socket, "warning");
      const timer = setTimeout(() => {
        this.#forget(socket);
        this.#disconnect(socket, "refresh_requested");
        socket.close();
      }, afterMs);
      timer.unref();
    }
  }

  /** Cuts every connection without a word. */
  cut(): void {
    for (const socket of [...this.#open]) socket.terminate();
  }

  /** Ends everything; what still waits for an ack is settled as timed out. */
  close(): void {
    clearInterval(this.#pings);
    for (const { timer, settle } of this.#waiting.values()) {
      clearTimeout(timer);
      settle({ ok: false, error: "operation_timeout", reason: "timeout", final: true });
    }
    this.#waiting.clear();
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }

  #welcome(socket: WebSocket): void {
    socket.on("error", () => socket.terminate());
    const refusal =
      this.#options.refuse() ?? (this.#open.length >= MAX_CONNECTIONS ? "too_many_websockets" : undefined);
    if (refusal !== undefined) {
      this.#disconnect(socket, refusal);
      socket.close();
      return;
    }
    this.#open.push(socket);
    socket.on("close", () => this.#forget(socket));
    socket.on("message", (data) => this.#read(String(data)));
    const hello = {
      type: "hello",
      num_connections: this.#open.length,
      debug_info: { host: "applink-demo", build_number: 1, approximate_connection_time: 18_060 },
      connection_info: { app_id: APP.id },
    };
    socket.send(JSON.stringify(hello));
    this.#options.onCount(this.#open.length);
  }

  #read(data: string): void {
    const message = readJson(data);
    if (!isJson(message)) return;
    const id = text(message.envelope_id);
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    const tookMs = this.#options.clock() - waiting.atMs;
    const payload = isJson(message.payload) && Object.keys(message.payload).length > 0 ? message.payload : undefined;
    waiting.settle({ ok: true, tookMs, body: payload });
  }

  #forget(socket: WebSocket): void {
    const at = this.#open.indexOf(socket);
    if (at < 0) return;
    this.#open.splice(at, 1);
    this.#options.onCount(this.#open.length);
  }

  #disconnect(socket: WebSocket, reason: string): void {
    socket.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "applink-demo" } }));
  }
}
