import { toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import type { Live } from "./loads.ts";
import type { Viewer } from "./viewer.ts";

/** How an answer travels on a stream: one event, JSON, in the same shape as it is answered without a stream. */
const formatEvent = (live: Live): string => `data: ${JSON.stringify(live)}\n\n`;

/** Tells the browser why nothing new comes just now. */
const formatTrouble = (error: unknown): string => {
  const tell = toFailure(error).tell ?? "The numbers could not be read just now.";
  return `event: trouble\ndata: ${JSON.stringify({ tell })}\n\n`;
};

/** Tells the browser that nothing will come any more: the range is over. */
const END = "event: end\ndata: {}\n\n";

/** One question that any number of viewers watch together. */
export interface RoomOptions {
  readonly load: () => Promise<Live>;
  /** At most one load in this time. */
  readonly everyMs: number;
  readonly log: Log;
}

/** Everybody who watches the same page with the same query: one load and one text for all of them. */
export class Room {
  readonly viewers = new Set<Viewer>();
  /** How many are being let in. */
  arriving = 0;
  readonly #options: RoomOptions;
  #newest: Live | undefined;
  #text = "";
  #stale = false;
  #busy = false;
  #troubled = false;
  #again: NodeJS.Timeout | undefined;

  constructor(options: RoomOptions) {
    this.#options = options;
  }

  /** What it shows now; loads only for the first one who asks. Throws what loading throws. */
  async current(): Promise<Live> {
    const live = this.#newest ?? (await this.#options.load());
    if (this.#newest === undefined) this.#show(live);
    return live;
  }

  /** Lets a viewer in and shows it the newest. */
  add(viewer: Viewer): void {
    this.viewers.add(viewer);
    viewer.send(this.#text);
    if (this.#stale) this.#refresh();
    else if (this.#again === undefined) this.#later();
  }

  /** Our data may have changed: loads once for everybody, unless it changes by itself. */
  changed(): void {
    if (this.#newest?.everyMs === undefined) this.#refresh();
  }

  /** What changes by itself is loaded again when its time has passed, while somebody watches. */
  #later(): void {
    clearTimeout(this.#again);
    const { open, everyMs } = this.#newest ?? {};
    const wanted = open && everyMs !== undefined && this.viewers.size > 0;
    this.#again = wanted ? setTimeout(() => this.#refresh(), everyMs).unref() : undefined;
  }

  /** Loads now, or when `everyMs` of the options have passed since the last time. */
  #refresh(): void {
    this.#stale = true;
    if (this.#busy || this.viewers.size === 0) return;
    this.#busy = true;
    void this.#reload().finally(() => {
      setTimeout(() => {
        this.#busy = false;
        if (this.#stale) this.#refresh();
      }, this.#options.everyMs).unref();
    });
  }

  async #reload(): Promise<void> {
    this.#stale = false;
    const before = this.#text;
    try {
      const live = await this.#options.load();
      this.#show(live);
      if (this.#troubled || this.#text !== before) this.#send(this.#text);
      this.#troubled = false;
      if (!live.open) for (const viewer of this.viewers) viewer.end(END);
    } catch (error) {
      // A page that is left open all night asks thousands of times: what goes on failing is said once.
      if (!this.#troubled) this.#options.log.warn({ err: error }, "a live page could not be brought up to date");
      this.#troubled = true;
      this.#send(formatTrouble(error));
    } finally {
      this.#later();
    }
  }

  #send(text: string): void {
    for (const viewer of this.viewers) viewer.send(text);
  }

  #show(live: Live): void {
    this.#newest = live;
    this.#text = formatEvent(live);
  }
}
