import { existsSync } from "node:fs";
import { createLog } from "../app/log.ts";
import { openParts, storeFile } from "../app/parts.ts";
import { readConfig } from "../config.ts";
import { Failure, toFailure } from "../core/failure.ts";

const USAGE = "Usage: npm run backup -- FILE    copies the store to FILE while the bot runs; FILE must not exist yet\n";

const [file, ...more] = process.argv.slice(2);
if (!file || more.length > 0) {
  process.stderr.write(USAGE);
  process.exit(2);
}
try {
  const config = readConfig(undefined, { slack: false });
  if (!config.databaseUrl && !existsSync(storeFile(config)))
    throw new Failure(
      "config",
      `There is no store in ${config.dataDir}. Set DATA_DIR (or DATABASE_URL) as the bot has it.`,
    );
  const ports = { clock: Date.now, log: createLog("warn", process.stderr), signal: new AbortController().signal };
  const parts = await openParts(config, ports);
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
