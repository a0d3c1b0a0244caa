import type { ServerResponse } from "node:http";
import { Failure } from "../core/failure.ts";
import type { Clock, Log } from "../core/log.ts";
import { type Live, type Loads, questionKey } from "./loads.ts";
import { Room } from "./room.ts";
import { Viewer } from "./viewer.ts";

/** Bounds of the streams; the defaults are for people, tests shorten them. */
export interface StreamLimits {
  /** A data change is told at most once in this time. */
  readonly everyMs?: number;
  readonly keepAliveMs?: number;
  /** Bytes that may wait for one browser. */
  readonly maxBuffered?: number;
  readonly maxViewers?: number;
}

/** What streams of live data are made of; `count` hears how many viewers there are. */
export interface StreamsOptions extends StreamLimits {
  /** What pages may follow, one for each kind. */
  readonly loads: readonly Loads[];
  readonly clock: Clock;
  readonly log: Log;
  readonly count: { set(viewers: number): void };
}

/** Quiet pages are loaded again after so many keep-alives: a range can end without any new data. */
const TICKS_PER_REFRESH = 4;

/** A question that was answered once and may now be followed. */
export interface Stream {
  /** Whether its range still runs: only then there is something to follow. */
  readonly open: boolean;
  /** To be called at once. Takes over the response until the browser goes, the range ends or the link does (`untilMs`). */
  start(to: ServerResponse, untilMs: number): void;
}

/** All open streams of server-sent events. */
export class Streams {
  readonly #options: StreamsOptions;
  readonly #rooms = new Map<string, Room>();
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: readonly (() => void)[];
  #viewers = 0;
  #ticks = 0;
  #stopped = false;

  constructor(options: StreamsOptions) {
    this.#options = options;
    this.#stopListening = options.loads.map((loads) =>
      loads.onData(() => {
        loads.forget();
        for (const [key, room] of this.#rooms) if (key.startsWith(`${loads.kind}:`)) room.changed();
      }),
    );
    this.#timer = setInterval(() => this.#tick(), options.keepAliveMs ?? 15_000).unref();
  }

  /** Throws what loading throws, and Failure("unavailable") when too many watch. */
  async open(loads: Loads, name: string, query: URLSearchParams, user?: string): Promise<Stream> {
    if (this.#viewers >= (this.#options.maxViewers ?? 1000)) {
      throw new Failure("unavailable", `${this.#viewers} live streams are open`, {
        tell: "Too many people are watching right now. Reload the page later.",
      });
    }
    const key = `${loads.kind}:${questionKey(name, query, user)}`;
    const room = this.#roomFor(key, () => loads.load(name, query, user));
    room.arriving += 1;
    try {
      const { open } = await room.current();
      return { open, start: (to, untilMs) => this.#enter(key, room, to, untilMs) };
    } finally {
      setImmediate(() => {
        room.arriving -= 1;
        this.#closeIfEmpty(key, room);
      });
    }
  }

  /** Ends all of them. */
  stop(): void {
    this.#stopped = true;
    for (const stop of this.#stopListening) stop();
    clearInterval(this.#timer);
    for (const room of this.#rooms.values()) for (const viewer of room.viewers) viewer.end();
  }

  #tick(): void {
    const refresh = ++this.#ticks % TICKS_PER_REFRESH === 0;
    for (const room of this.#rooms.values()) {
      for (const viewer of room.viewers) viewer.tick(this.#options.clock());
      if (refresh) room.changed();
    }
  }

  #roomFor(key: string, load: () => Promise<Live>): Room {
    const { everyMs = 1000, log } = this.#options;
    const room = this.#rooms.get(key) ?? new Room({ load, everyMs, log });
    this.#rooms.set(key, room);
    return room;
  }

  #closeIfEmpty(key: string, room: Room): void {
    if (room.viewers.size === 0 && room.arriving === 0) this.#rooms.delete(key);
  }

  #enter(key: string, room: Room, to: ServerResponse, untilMs: number): void {
    if (to.destroyed) return;
    const viewer = new Viewer(to, this.#options.maxBuffered ?? 1_000_000, untilMs);
    this.#options.count.set(++this.#viewers);
    viewer.onClose(() => {
      this.#options.count.set(--this.#viewers);
      room.viewers.delete(viewer);
      this.#closeIfEmpty(key, room);
    });
    room.add(viewer);
    if (this.#stopped) viewer.end();
  }
}
