import type { ChartSpec } from "../../core/chart.ts";

/** What the page is told. */
export interface FeedListener {
  spec(spec: ChartSpec, open: boolean): void;
  state(state: "live" | "reconnecting" | "over"): void;
  /** Nothing more will come; words for the person. */
  failed(tell: string): void;
}

const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 30_000;
const EXPIRED = "This link has expired or is not complete. Type /oncall live in Slack and you get a fresh one.";

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const isLive = (value: unknown): value is { spec: ChartSpec; open: boolean } =>
  isRecord(value) && typeof value.open === "boolean" && isRecord(value.spec) && Array.isArray(value.spec.panels);

/** Asks for the chart, then follows its events; asks again when a stream ends, with growing pauses. */
export class Feed {
  readonly #base: string;
  readonly #query: string;
  readonly #to: FeedListener;
  #retryMs = FIRST_RETRY_MS;
  #over = false;

  constructor(base: string, query: string, to: FeedListener) {
    this.#base = base;
    this.#query = query;
    this.#to = to;
  }

  async start(): Promise<void> {
    try {
      const response = await fetch(`${this.#base}/spec${this.#query}`, { headers: { accept: "application/json" } });
      const body: unknown = await response.json();
      if (response.ok && isLive(body)) this.#take(body);
      else if (response.status === 403 || response.status === 401) return this.#to.failed(EXPIRED);
      else if (response.status < 500 && response.status !== 429) return this.#to.failed(wordsOf(body));
      else throw new Error(`status ${response.status}`);
      if (!this.#over) this.#listen();
    } catch {
      this.#later();
    }
  }

  #take({ spec, open }: { spec: ChartSpec; open: boolean }): void {
    this.#over = !open;
    this.#retryMs = FIRST_RETRY_MS;
    this.#to.spec(spec, open);
    if (this.#over) this.#to.state("over");
  }

  #listen(): void {
    const events = new EventSource(`${this.#base}/events${this.#query}`);
    events.addEventListener("open", () => this.#to.state("live"));
    events.addEventListener("message", ({ data }) => {
      const live: unknown = JSON.parse(String(data));
      if (!isLive(live)) return;
      this.#take(live);
      if (this.#over) events.close();
    });
    events.addEventListener("end", () => {
      events.close();
      this.#later();
    });
    events.addEventListener("error", () => {
      if (events.readyState === EventSource.CLOSED) this.#later();
      else this.#to.state("reconnecting");
    });
  }

  #later(): void {
    if (this.#over) return;
    this.#to.state("reconnecting");
    setTimeout(() => void this.start(), this.#retryMs);
    this.#retryMs = Math.min(LONGEST_RETRY_MS, this.#retryMs * 2);
  }
}

const wordsOf = (body: unknown): string =>
  isRecord(body) && typeof body.tell === "string" ? body.tell : "This chart cannot be shown. Ask the bot again.";
