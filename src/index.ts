import { enableCompileCache } from "node:module";

// Before everything else is loaded: halves the start.
enableCompileCache();
const [{ readConfig }, { createLog }, { createApp }, { Failure }, cron] = await Promise.all([
  import("./config.ts"),
  import("./app/log.ts"),
  import("./app.ts"),
  import("./core/failure.ts"),
  import("node-cron"),
]);

/** What is asked of a stop: everything in flight finished within this time, the rest is safe on disk. */
const STOP_MS = 5_000;
const clock = Date.now;

// Who reads the log may end before us (a journal that is restarted): without a listener that would end the bot.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

const start = async (): Promise<void> => {
  const config = readConfig();
  const log = createLog(config.logLevel);
  const ending = new AbortController();
  const app = await createApp(config, { clock, log, signal: ending.signal });
  log.info({ url: app.url, publicUrl: config.publicUrl }, "listening; /readyz says whether all is well");
  for (const warning of config.warnings) log.warn({}, warning);
  const prune = cron.schedule("17 4 * * *", async () => {
    try {
      log.info({ rows: await app.prune() }, "deleted what is past its retention");
    } catch (error) {
      log.error({ err: error }, "could not delete what is past its retention");
    }
  });
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, "stopping");
    setTimeout(() => process.exit(1), STOP_MS).unref();
    ending.abort();
    await prune.stop();
    await app.stop();
    log.info({}, "stopped");
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
};

try {
  await start();
} catch (error) {
  const lines = error instanceof Failure ? (error.tell ?? error.message) : (error as Error).stack;
  process.stderr.write(`${lines}\n`);
  process.exit(1);
}
