import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { type Figure, formatTable, median, quantile } from "./figures.ts";
import { accept } from "./rows/accept.ts";
import { graphs } from "./rows/graphs.ts";
import { importing } from "./rows/import.ts";
import { memory } from "./rows/memory.ts";
import { pager } from "./rows/pager.ts";
import { pictures } from "./rows/pictures.ts";
import { relay } from "./rows/relay.ts";
import { starting } from "./rows/start.ts";
import { stats } from "./rows/stats.ts";
import { storm } from "./rows/storm.ts";

/** Name on the command line -> what it measures. */
const ROWS: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  accept,
  relay,
  stats,
  pager,
  pictures,
  graphs,
  import: importing,
  memory,
  start: starting,
  storm,
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const load = (): string =>
  loadavg()
    .map((one) => one.toFixed(1))
    .join(" ");

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(ROWS, name));
if (unknown.length > 0) {
  say(`There is no ${unknown.join(", ")}. There is: ${Object.keys(ROWS).join(", ")}.`);
  process.exit(1);
}

/** What the disk takes to confirm 8 KB: every accepted webhook waits for it. */
const syncMs = (): string => {
  const file = join(tmpdir(), `drm-bench-sync-${process.pid}`);
  const handle = openSync(file, "w");
  const tookMs = Array.from({ length: 200 }, (_, at) => {
    writeSync(handle, Buffer.alloc(8_192, at), 0, 8_192, (at % 16) * 8_192);
    const startMs = performance.now();
    fdatasyncSync(handle);
    return performance.now() - startMs;
  });
  closeSync(handle);
  rmSync(file);
  return `fdatasync of 8 KB p50 ${quantile(tookMs, 0.5).toFixed(2)} p99 ${quantile(tookMs, 0.99).toFixed(2)} ms`;
};

say(`Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), load ${load()}, ${syncMs()}`);
const figures: Figure[] = [];
for (const [name, measure] of Object.entries(ROWS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const startMs = performance.now();
  const found = await measure();
  figures.push(...found);
  say(
    `\n${name}: ${((performance.now() - startMs) / 1000).toFixed(0)} s, load ${load()}, ${syncMs()}\n${formatTable(found)}`,
  );
}
const missed = figures.filter(({ aim, atLeast, rounds }) => {
  const value = median(rounds);
  return aim !== undefined && !(atLeast ? value >= aim : value <= aim);
});
say(`\n${missed.length} of ${figures.filter(({ aim }) => aim !== undefined).length} aims missed.`);
process.exit(0);
