import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** One kept-alive connection that sends finished bytes: lean, because it shares the cores with what it measures. */
export interface Wire {
  /** Sends one request; answers its HTTP status when the whole answer is there. */
  send(bytes: Uint8Array): Promise<number>;
  close(): void;
}

const END = Buffer.from("\r\n\r\n");

/** Status and length of the answer at the start of these bytes; undefined while it is not all there. */
const answerIn = (bytes: Buffer): { readonly status: number; readonly length: number } | undefined => {
  const end = bytes.indexOf(END);
  if (end < 0) return undefined;
  const head = bytes.toString("latin1", 0, end);
  const length = end + END.length + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  return bytes.length < length ? undefined : { status: Number(head.slice(9, 12)), length };
};

/** Opens a connection to 127.0.0.1. Rejects when nobody listens; `send` rejects when the connection ends. */
export const openWire = async (port: number): Promise<Wire> => {
  const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  let rest: Buffer = Buffer.alloc(0);
  let waiting: { resolve(status: number): void; reject(error: Error): void } | undefined;
  socket.on("data", (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const answer = answerIn(rest);
    if (!answer) return;
    rest = rest.subarray(answer.length);
    waiting?.resolve(answer.status);
  });
  const ended = (error?: Error): void => waiting?.reject(error ?? new Error("the connection was closed"));
  socket.on("error", ended);
  socket.on("close", () => ended());
  return {
    send: (bytes) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(bytes);
      }),
    close: () => void socket.destroy(),
  };
};

/** What a burst came to. */
export interface Burst {
  readonly perSecond: number;
  /** One number a request, in the order they ended. */
  readonly latenciesMs: readonly number[];
  readonly refused: number;
}

/** Sends all requests, `inFlight` at a time, each connection one after the other. */
export const sendAll = async (port: number, requests: readonly Uint8Array[], inFlight: number): Promise<Burst> => {
  const wires = await Promise.all(Array.from({ length: inFlight }, () => openWire(port)));
  const latenciesMs: number[] = [];
  let next = 0;
  let refused = 0;
  const startMs = performance.now();
  const work = async (wire: Wire): Promise<void> => {
    for (;;) {
      const bytes = requests[next++];
      if (!bytes) return;
      const sentMs = performance.now();
      if ((await wire.send(bytes)) !== 200) refused += 1;
      latenciesMs.push(performance.now() - sentMs);
    }
  };
  await Promise.all(wires.map(work));
  const tookS = (performance.now() - startMs) / 1000;
  for (const wire of wires) wire.close();
  return { perSecond: requests.length / tookS, latenciesMs, refused };
};
