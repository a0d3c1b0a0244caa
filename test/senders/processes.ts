import { strict as assert } from "node:assert";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A daemon of somebody else, and what it said. */
export interface Daemon {
  readonly output: () => string;
  stop(): Promise<void>;
}

/** In words which of the programs are missing here; false when all are there. */
export const missing = (...programs: readonly string[]): string | false => {
  const gone = programs.filter((program) => !existsSync(program));
  return gone.length > 0 && `${gone.join(" and ")} is not installed`;
};

/** Starts a program; ended by its own process handle, at last with force. */
export const startDaemon = (program: string, args: readonly string[], cwd: string): Daemon => {
  const child: ChildProcess = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (said += String(chunk)));
  child.on("error", (error) => (said += String(error)));
  return {
    output: () => said,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await gone;
      clearTimeout(force);
    },
  };
};

/** Looks every 100 ms for something; answers it and how long it took, in milliseconds. Fails after `mostMs`. */
export const waitFor = async <T>(
  what: string,
  mostMs: number,
  look: () => T | undefined | false | null | Promise<T | undefined | false | null>,
  why: () => string = () => "",
): Promise<{ readonly found: T; readonly tookMs: number }> => {
  const startMs = performance.now();
  for (;;) {
    const found = await look();
    const tookMs = Math.round(performance.now() - startMs);
    if (found) return { found, tookMs };
    assert.ok(tookMs < mostMs, `${what}: not within ${mostMs} ms\n${why()}`);
    await sleep(100);
  }
};

/** True when an address answers well. */
export const isUp = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
};
