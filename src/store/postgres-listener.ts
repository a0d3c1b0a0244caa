import pg from "pg";
import type { Log } from "../core/log.ts";
import type { What } from "./engine.ts";
import { postgresOptions } from "./postgres-options.ts";

const RETRY_MS = 900;
const WHATS: readonly What[] = ["hooks", "actions", "outbox", "data"];

interface ListenerOptions {
  readonly url: string;
  /** Our own announcements carry this and are skipped. */
  readonly me: string;
  readonly log: Log;
  readonly changed: (what: What | undefined) => void;
}

/** Hears what other processes wrote; after a lost connection it connects again and takes everything as changed. */
export const createListener = ({ url, me, log, changed }: ListenerOptions): { close(): Promise<void> } => {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const hear = (text: string): void => {
    const [from, ...words] = text.split(" ");
    if (from !== me) for (const what of WHATS) if (words.includes(what)) changed(what);
  };
  const connect = async (): Promise<void> => {
    const fresh = new pg.Client(postgresOptions(url));
    client = fresh;
    let lost = false;
    const again = (error?: Error): void => {
      if (lost || closed) return;
      lost = true;
      log.warn({ err: error }, "not listening to other processes at the moment; connecting again");
      fresh.end().catch(() => {}); // already broken: its end says nothing new
      timer = setTimeout(() => void connect().then(() => changed(undefined)), RETRY_MS).unref();
    };
    fresh.on("error", again);
    fresh.on("end", () => again());
    fresh.on("notification", ({ payload }) => hear(payload ?? ""));
    try {
      await fresh.connect();
      await fresh.query("listen drm");
    } catch (error) {
      again(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const first = connect();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await first;
      await client?.end();
    },
  };
};
