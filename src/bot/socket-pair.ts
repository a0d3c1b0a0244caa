import { type App, type Logger, type Receiver, SocketModeReceiver } from "@slack/bolt";
import type { Clock, Log } from "../core/log.ts";
import { holdLink } from "./socket-link.ts";

/** Two connections side by side, so that one of them is open while Slack refreshes the other. */
export interface SocketPairOptions {
  readonly appToken: string;
  readonly apiUrl: string | undefined;
  readonly logger: Logger;
  readonly log: Log;
  readonly clock: Clock;
  readonly retry: { readonly firstMs: number; readonly mostMs: number };
  /** Told whenever the number of open connections changed. */
  changed(open: number, problem: string | undefined): void;
}

const LINKS = 2;
const CALL_TIMEOUT_MS = 10_000;

/**
 * Two Socket Mode connections behind one receiver, so that the routine reconnect of one leaves no gap. Slack sends each
 * envelope to one of them. Each has client options of its own: the socket client writes into them.
 */
export class SocketPair implements Receiver {
  readonly #receivers: readonly SocketModeReceiver[];
  readonly #options: SocketPairOptions;
  readonly #stopping = new AbortController();
  #links: readonly Promise<void>[] = [];
  #open = 0;

  constructor(options: SocketPairOptions) {
    this.#options = options;
    this.#receivers = Array.from({ length: LINKS }, () => this.#receiver());
  }

  init(app: App): void {
    for (const receiver of this.#receivers) receiver.init(app);
  }

  /** Begins to connect; does not wait for it. */
  async start(): Promise<void> {
    this.#links = this.#receivers.map(({ client }) => this.#hold(client));
  }

  /** Closes both; resolves when they are closed. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#links);
  }

  #receiver(): SocketModeReceiver {
    const { appToken, apiUrl, logger } = this.#options;
    const stopping = this.#stopping.signal;
    const clientOptions = {
      ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: CALL_TIMEOUT_MS,
      fetch: (url: string | URL | Request, init?: RequestInit) => {
        const signals = init?.signal ? [stopping, init.signal] : [stopping];
        return fetch(url, { ...init, signal: AbortSignal.any(signals) });
      },
    };
    return new SocketModeReceiver({
      appToken,
      logger,
      autoReconnectEnabled: false,
      installerOptions: { clientOptions },
    });
  }

  #hold(client: SocketModeReceiver["client"]): Promise<void> {
    const { log, clock, retry, changed } = this.#options;
    let isUp = false;
    const down = (problem: string | undefined): void => {
      if (isUp) this.#open -= 1;
      isUp = false;
      if (problem !== undefined) log.warn({ why: problem, open: this.#open }, "no Socket Mode connection");
      changed(this.#open, problem);
    };
    const up = (): void => {
      isUp = true;
      this.#open += 1;
      log.info({ open: this.#open }, "Socket Mode connection is up");
      changed(this.#open, undefined);
    };
    return holdLink({ client, signal: this.#stopping.signal, clock, retry, up, down });
  }
}
