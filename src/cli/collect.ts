import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type ByHand, collectable, collectWindow, countersOf, importSource, NOTHING_SET } from "../app/collecting.ts";
import { createLog } from "../app/log.ts";
import { openParts } from "../app/parts.ts";
import { type Config, readConfig } from "../config.ts";
import { Failure, toFailure } from "../core/failure.ts";
import { createProgress } from "./collect-progress.ts";
import { accountSettings, startAccount } from "./demo-account.ts";
import { sinceOf } from "./since.ts";

const USAGE = `Usage: npm run -s collect -- --once [--since 24h] [--send] [--source NAME] [--demo]
       npm run -s collect -- --since 2y [--source NAME] [--demo]
  --once         reads that window of each configured source again, stores what is new, prints its counters and ends
  --since AGE    24h, 7d, 8w, 6mo, 2y or a day (2025-01-31, UTC); with --once 24h when not given
  without --once imports history that is older than what is known; run again after any interruption, it goes on
  --send         with --once: what is new goes to the outputs although no bot has polled into this store yet;
                 where a bot polls, it always does, so that nothing is counted twice or goes missing
  --source NAME  only this one
  --demo         of the demo's account, into a store that is thrown away
`;

interface Wish {
  readonly once: boolean;
  readonly sinceMs: number;
  readonly send: boolean;
  readonly source: string | undefined;
  readonly demo: boolean;
}

const OPTIONS = {
  once: { type: "boolean", default: false },
  since: { type: "string" },
  send: { type: "boolean", default: false },
  source: { type: "string" },
  demo: { type: "boolean", default: false },
} as const;

const readWish = (nowMs: number): Wish => {
  try {
    const { once, since, send, source, demo } = parseArgs({ options: OPTIONS }).values;
    const age = since ?? (once ? "24h" : undefined);
    if (age === undefined) throw new Failure("usage", "Say --once, or --since and how far back.");
    if (send && !once) throw new Failure("usage", "--send goes with --once: imported history is never sent.");
    return { once, sinceMs: sinceOf(age, nowMs), send, source, demo };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${USAGE}`);
    process.exit(2);
  }
};

const collectOne = async (hand: ByHand, source: string, wish: Wish): Promise<void> => {
  if (wish.once) {
    const facts = await collectWindow(hand, source, wish);
    process.stdout.write(`${(await countersOf(hand.parts, source, facts)).join("\n")}\n`);
    return;
  }
  const shown = createProgress(source, process.stdout, Date.now);
  try {
    await importSource(hand, source, { sinceMs: wish.sinceMs, progress: shown.tell });
    shown.done();
  } finally {
    shown.end();
  }
};

/** Each source in turn: what is wrong with one keeps nothing from the others. */
const collectAll = async (hand: ByHand, wish: Wish): Promise<number> => {
  const sources = wish.source === undefined ? collectable(hand.parts) : [wish.source];
  if (sources.length === 0) throw new Failure("config", "no source is configured", { tell: NOTHING_SET });
  let code = 0;
  for (const source of sources) {
    try {
      await collectOne(hand, source, wish);
    } catch (error) {
      const failure = toFailure(error);
      if (hand.stopped()) throw error;
      const goesOn = wish.once ? "" : " Run the same again: it goes on where it was.";
      process.stderr.write(`${source}: ${failure.tell ?? failure.message}${failure.code === "usage" ? "" : goesOn}\n`);
      code = failure.code === "usage" ? 2 : 1;
    }
  }
  return code;
};

const run = async (wish: Wish, config: Config): Promise<number> => {
  const ending = new AbortController();
  const ports = { clock: Date.now, log: createLog("warn", process.stderr), signal: ending.signal };
  const stop = (): void => ending.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const parts = await openParts(config, ports);
  try {
    return await collectAll({ parts, config, ports, stopped: () => ending.signal.aborted }, wish);
  } catch (error) {
    if (!ending.signal.aborted) throw error;
    process.stderr.write(wish.once ? "Stopped.\n" : "Stopped. Run the same again: it goes on where it was.\n");
    return 130;
  } finally {
    ending.abort();
    await parts.close();
  }
};

const runDemo = async (wish: Wish): Promise<number> => {
  const account = await startAccount(Date.now);
  const dataDir = mkdtempSync(join(tmpdir(), "drm-collect-"));
  try {
    return await run(wish, readConfig(accountSettings(account, dataDir), { slack: false }));
  } finally {
    await account.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
};

const wish = readWish(Date.now());
try {
  process.exitCode = wish.demo ? await runDemo(wish) : await run(wish, readConfig(undefined, { slack: false }));
} catch (error) {
  const failure = toFailure(error);
  process.stderr.write(`${failure.tell ?? failure.message}\n`);
  process.exitCode = 1;
}
