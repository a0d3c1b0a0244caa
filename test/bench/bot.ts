import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import type { House } from "../support/house.ts";
import type { Answers, Ask, ChildOptions } from "./messages.ts";

/** The bot in a process of its own. */
export interface BenchBot {
  readonly port: number;
  ask<A extends Ask>(ask: A): Promise<Answers[A["do"]]>;
  /** Rows that wait, read beside the bot. */
  waiting(): { readonly inbox: number; readonly outbox: number };
  /** Problems of a source in the store. */
  stored(source: "generic"): number;
  stop(): Promise<void>;
}

const FAST: ChildOptions = { fast: true, channels: [], clockOffsetMs: 0 };
const NODE = ["--disable-warning=ExperimentalWarning"];

const nextMessage = async (child: ChildProcess): Promise<Record<string, unknown>> => {
  const gone = new AbortController();
  const exit = once(child, "exit", { signal: gone.signal }).then(([code]) => {
    throw new Error(`the bot ended with ${code}`);
  });
  try {
    const [message] = await Promise.race([once(child, "message"), exit]);
    return message;
  } finally {
    gone.abort();
    exit.catch(() => undefined);
  }
};

/** Starts it on the house's store; resolves when it listens, is connected to the workspace and has polled once. */
export const startBenchBot = async (
  house: House,
  options: Partial<ChildOptions> = {},
  more: Readonly<Record<string, string>> = {},
): Promise<BenchBot> => {
  const settings: Readonly<Record<string, string>> = {
    ...house.settings,
    POLL_SECONDS: "3600",
    HISTORY_DAYS: "1",
    ...more,
  };
  const child = fork(new URL("./bot-child.ts", import.meta.url), [JSON.stringify({ ...FAST, ...options })], {
    env: { ...process.env, ...settings },
    execArgv: NODE,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const { url } = await nextMessage(child);
  await house.workspace.until(() => house.workspace.connections > 0, 20_000);
  const file = new DatabaseSync(join(settings.DATA_DIR ?? "", "drm.sqlite"), { readOnly: true, timeout: 1_000 });
  const count = (sql: string): number => Number(file.prepare(sql).get()?.n ?? 0);
  if (settings.PAGERDUTY_TOKEN)
    await untilTrue(() => count("select count(*) n from cursor") > 0, 60_000, "the first poll");
  return {
    port: Number(new URL(String(url)).port),
    async ask<A extends Ask>(ask: A) {
      const reply = nextMessage(child);
      child.send(ask);
      return (await reply).answer as Answers[A["do"]];
    },
    waiting: () => ({
      inbox: count("select count(*) n from inbox where state = 'new'"),
      outbox: count("select count(*) n from outbox where wanted > shown and dead is null and folded = 0"),
    }),
    stored: (source) => count(`select count(*) n from incident where source = '${source}'`),
    async stop() {
      file.close();
      const gone = once(child, "exit");
      child.send({ do: "stop" } satisfies Ask);
      const forced = setTimeout(() => child.kill("SIGKILL"), 8_000);
      await gone;
      clearTimeout(forced);
    },
  };
};

/** Looks every 5 ms; throws after `mostMs`. Answers how long it took, in milliseconds. */
export const untilTrue = async (
  look: () => boolean | Promise<boolean>,
  mostMs: number,
  what: string,
): Promise<number> => {
  const startMs = performance.now();
  for (;;) {
    if (await look()) return performance.now() - startMs;
    if (performance.now() - startMs > mostMs) throw new Error(`${what} did not happen within ${mostMs} ms`);
    await sleep(5);
  }
};

/** A node process with these arguments and nothing but errors on the terminal. */
export const spawnNode = (args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess =>
  spawn(process.execPath, [...NODE, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });

/** Ends a process with SIGTERM and waits for it. */
export const endNode = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
};
