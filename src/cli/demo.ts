import { enableCompileCache } from "node:module";

// Before everything else is loaded: halves the start.
enableCompileCache();
const { startDemo } = await import("./demo-run.ts");

try {
  const demo = await startDemo();
  process.stdout.write(demo.words);
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), 5_000).unref();
    await demo.stop();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop());
} catch (error) {
  process.stderr.write(`The demo could not start: ${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
