import { createLog } from "../app/log.ts";
import { openParts } from "../app/parts.ts";
import { readConfig } from "../config.ts";
import { toFailure } from "../core/failure.ts";

const USAGE = "Usage: npm run backup -- FILE    copies the store to FILE while the bot runs; FILE must not exist yet\n";

const [file, ...more] = process.argv.slice(2);
if (!file || more.length > 0) {
  process.stderr.write(USAGE);
  process.exit(2);
}
try {
  const ports = { clock: Date.now, log: createLog("warn", process.stderr), signal: new AbortController().signal };
  const parts = await openParts(readConfig(undefined, { slack: false }), ports);
  try {
    await parts.store.backup(file);
    process.stdout.write(`${file}\n`);
  } finally {
    await parts.close();
  }
} catch (error) {
  const failure = toFailure(error);
  process.stderr.write(`${failure.tell ?? failure.message}\n`);
  process.exitCode = 1;
}
