import { isRecord } from "./is-record.ts";

/** What the page is told. */
export interface FeedListener<T> {
  /** Answers whether more can come. */
  data(data: T): boolean;
  state(state: "live" | "reconnecting" | "over"): void;
  /** Nothing more will come; words for the person. */
  failed(tell: string): void;
  /** It cannot be shown just now, and is asked for again; words for the person. */
  trouble?(tell: string): void;
  /** The stream is alive; the server's clock, epoch milliseconds. */
  tick?(serverMs: number): void;
}

/** Where the data is: `first` answers it once, `events` whenever it changes; `read` answers undefined for anything else. */
export interface FeedAddress<T> {
  readonly first: string;
  readonly events: string;
  read(value: unknown): T | undefined;
  /** What to type for a fresh link: "/oncall live". */
  readonly fresh: string;
}

const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 30_000;
/** The server ticks every 15 s: a connection that is silent for longer is dead, though the browser has not noticed. */
const SILENT_MS = 40_000;

const expired = (fresh: string): string =>
  `This link has expired or is not complete. Type ${fresh} in Slack and you get a fresh one.`;

const tellOf = (body: unknown): string | undefined =>
  isRecord(body) && typeof body.tell === "string" && body.tell !== "" ? body.tell : undefined;

const wordsOf = (body: unknown): string => tellOf(body) ?? "This cannot be shown. Ask the bot again.";

/** Asks once, then follows the events; asks again when a stream ends, with growing pauses. */
export class Feed<T> {
  readonly #from: FeedAddress<T>;
  readonly #to: FeedListener<T>;
  #events: EventSource | undefined;
  #retryMs = FIRST_RETRY_MS;
  #over = false;
  #retry = 0;
  #watch = 0;

  constructor(from: FeedAddress<T>, to: FeedListener<T>) {
    this.#from = from;
    this.#to = to;
  }

  async start(): Promise<void> {
    try {
      const response = await fetch(this.#from.first, { headers: { accept: "application/json" } });
      const body: unknown = await response.json();
      if (this.#over) return;
      const serverMs = Date.parse(response.headers.get("date") ?? "");
      if (!Number.isNaN(serverMs)) this.#to.tick?.(serverMs);
      const data = response.ok ? this.#from.read(body) : undefined;
      if (data !== undefined) this.#take(data);
      else if (response.status === 403 || response.status === 401)
        return this.#to.failed(tellOf(body) ?? expired(this.#from.fresh));
      else if (response.status < 500 && response.status !== 429) return this.#to.failed(wordsOf(body));
      else {
        this.#to.trouble?.(wordsOf(body));
        throw new Error(`status ${response.status}`);
      }
      if (!this.#over) this.#listen();
    } catch {
      this.#later();
    }
  }

  /** Nothing is told any more. */
  stop(): void {
    this.#over = true;
    this.#close();
    clearTimeout(this.#retry);
  }

  #take(data: T): void {
    this.#retryMs = FIRST_RETRY_MS;
    this.#over = !this.#to.data(data);
    if (!this.#over) return;
    this.#close();
    this.#to.state("over");
  }

  #listen(): void {
    const events = new EventSource(this.#from.events);
    this.#events = events;
    events.addEventListener("open", () => {
      this.#alive();
      this.#to.state("live");
    });
    events.addEventListener("message", ({ data }) => {
      this.#alive();
      const read = this.#from.read(JSON.parse(String(data)));
      if (read !== undefined) this.#take(read);
    });
    events.addEventListener("trouble", ({ data }) => {
      this.#alive();
      this.#to.trouble?.(wordsOf(JSON.parse(String(data))));
    });
    events.addEventListener("tick", ({ data }) => {
      this.#alive();
      this.#to.tick?.(Number(data));
    });
    events.addEventListener("end", () => {
      this.#close();
      this.#later();
    });
    events.addEventListener("error", () => {
      if (events.readyState === EventSource.CLOSED) this.#later();
      else this.#to.state("reconnecting");
    });
  }

  #alive(): void {
    clearTimeout(this.#watch);
    this.#watch = window.setTimeout(() => {
      this.#close();
      this.#later();
    }, SILENT_MS);
  }

  #close(): void {
    clearTimeout(this.#watch);
    this.#events?.close();
    this.#events = undefined;
  }

  #later(): void {
    if (this.#over) return;
    this.#close();
    this.#to.state("reconnecting");
    this.#retry = window.setTimeout(() => void this.start(), this.#retryMs);
    this.#retryMs = Math.min(LONGEST_RETRY_MS, this.#retryMs * 2);
  }
}
