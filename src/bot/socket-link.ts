import type { SocketModeReceiver } from "@slack/bolt";
import type { Clock } from "../core/log.ts";
import { backOffMs, pause } from "./back-off.ts";
import { slackFailure } from "./slack-failure.ts";
import { within } from "./within.ts";

const HELLO_MS = 10_000;
const STEADY_MS = 5_000;

/** One connection and who hears of it; waits between tries grow from `firstMs` to `mostMs`. */
export interface LinkOptions {
  readonly client: SocketModeReceiver["client"];
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly retry: { readonly firstMs: number; readonly mostMs: number };
  up(): void;
  /** `problem` is undefined when Slack merely asked us to connect again. */
  down(problem: string | undefined): void;
}

/** Opens the connection; throws when it closes before Slack's hello, or when the hello does not come. */
const open = async ({ client }: LinkOptions): Promise<void> => {
  const opened = await within(client.start(), HELLO_MS);
  if (opened.end === "done") return;
  await close(client);
  if (opened.end === "late") throw new Error("no hello from Slack in time");
  // The client rejects with undefined when the socket closes before the hello.
  throw opened.error ?? new Error("the connection closed before Slack's hello");
};

/** Closes; a second call ends a close handshake that the other side does not answer. */
const close = async (client: LinkOptions["client"]): Promise<void> => {
  if ((await within(client.disconnect(), 500)).end === "late") await within(client.disconnect(), 500);
};

/**
 * Holds one Socket Mode connection until `signal` aborts: reconnects at once after a routine close, with a growing wait
 * after failures. The client's own reconnection stays off: it waits 5 s after each close, rejects outside of any promise
 * we hold and gives up when the server is down (https://github.com/slackapi/node-slack-sdk/issues/2656).
 */
export const holdLink = async (options: LinkOptions): Promise<void> => {
  const { client, signal, clock } = options;
  const stop = (): void => void close(client);
  signal.addEventListener("abort", stop, { once: true });
  let failures = 0;
  while (!signal.aborted) {
    const gone = Promise.withResolvers<void>();
    const onGone = (): void => gone.resolve();
    client.on("disconnected", onGone);
    const sinceMs = clock();
    try {
      await open(options);
      if (signal.aborted) break;
      options.up();
      await gone.promise;
      failures = clock() - sinceMs >= STEADY_MS ? 0 : failures + 1;
      options.down(undefined);
      // Slack's routine refresh of a young connection must not cost a wait either.
      if (failures === 1) continue;
    } catch (error) {
      failures += 1;
      options.down(slackFailure(error, "apps.connections.open").message);
    } finally {
      client.off("disconnected", onGone);
    }
    await pause(backOffMs(failures, options.retry.firstMs, options.retry.mostMs), signal);
  }
  signal.removeEventListener("abort", stop);
  await close(client);
};
