import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Daemon, startDaemon } from "../senders/processes.ts";

const STATSD = new URL("../../node_modules/statsd/stats.js", import.meta.url).pathname;

/** What StatsD 0.9 takes from Node and Node 24 has no more: https://nodejs.org/docs/latest-v24.x/api/deprecations.html */
const PRELOAD = `const util = require("node:util");
util.log ??= (...words) => process.stdout.write(words.join(" ") + "\\n");
`;

/** The StatsD of npm, with a config file of the folder. */
export const startStatsd = (dir: string, config: string): Daemon => {
  writeFileSync(join(dir, "preload.cjs"), PRELOAD);
  return startDaemon(process.execPath, ["--require", join(dir, "preload.cjs"), STATSD, join(dir, config)], dir);
};
