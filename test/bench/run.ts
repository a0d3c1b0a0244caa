import { cpus, loadavg } from "node:os";
import { type Figure, formatTable } from "./figures.ts";
import { accept } from "./rows/accept.ts";
import { memory } from "./rows/memory.ts";
import { pictures } from "./rows/pictures.ts";
import { relay } from "./rows/relay.ts";
import { starting } from "./rows/start.ts";
import { stats } from "./rows/stats.ts";

/** Name on the command line -> what it measures. */
const ROWS: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  accept,
  relay,
  stats,
  pictures,
  memory,
  start: starting,
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

say(`Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), load ${load()}`);
const figures: Figure[] = [];
for (const [name, measure] of Object.entries(ROWS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const startMs = performance.now();
  const found = await measure();
  figures.push(...found);
  say(`\n${name}: ${((performance.now() - startMs) / 1000).toFixed(0)} s, load ${load()}\n${formatTable(found)}`);
}
const missed = figures.filter(({ aim, atLeast, rounds }) => {
  const value = rounds.toSorted((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? Number.NaN;
  return aim !== undefined && !(atLeast ? value >= aim : value <= aim);
});
say(`\n${missed.length} of ${figures.filter(({ aim }) => aim !== undefined).length} aims missed.`);
process.exit(0);
