import type { ServerResponse } from "node:http";

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-accel-buffering": "no",
  "x-content-type-options": "nosniff",
} as const;

/**
 * One browser on a stream of server-sent events. What it holds in memory is bounded: while it does not read, only the
 * newest text waits, and it is cut above `maxBuffered` bytes or when it has not read for two ticks.
 */
export class Viewer {
  readonly #response: ServerResponse;
  readonly #maxBuffered: number;
  readonly #untilMs: number;
  #waiting: string | undefined;
  #blockedTicks = -1;

  /** `untilMs`: when the link that let it in ends. */
  constructor(response: ServerResponse, maxBuffered: number, untilMs: number) {
    this.#response = response;
    this.#maxBuffered = maxBuffered;
    this.#untilMs = untilMs;
    response.writeHead(200, HEADERS);
    response.flushHeaders();
    response.on("drain", () => this.#drained());
    response.on("error", () => response.destroy());
  }

  onClose(listener: () => void): void {
    this.#response.once("close", listener);
  }

  /** `text` is a whole event; a newer one takes the place of one that could not be written yet. */
  send(text: string): void {
    if (this.#blockedTicks >= 0) this.#waiting = text;
    else this.#write(text);
  }

  /** Keeps proxies from closing a quiet stream, tells the page that it is still connected and what time it is, and ends the ones that do not read or whose link is over. */
  tick(nowMs: number): void {
    if (nowMs >= this.#untilMs) this.end();
    else if (this.#blockedTicks < 0) this.#write(`event: tick\ndata: ${nowMs}\n\n`);
    else if (++this.#blockedTicks >= 2) this.#response.destroy();
  }

  end(last = ""): void {
    this.#response.end(last);
  }

  #write(text: string): void {
    if (this.#response.destroyed || this.#response.writableEnded) return;
    const taken = this.#response.write(text);
    if (this.#response.writableLength > this.#maxBuffered) this.#response.destroy();
    else if (!taken) this.#blockedTicks = 0;
  }

  #drained(): void {
    this.#blockedTicks = -1;
    const text = this.#waiting;
    this.#waiting = undefined;
    if (text !== undefined) this.#write(text);
  }
}
