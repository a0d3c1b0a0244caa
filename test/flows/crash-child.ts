import { createLog } from "../../src/app/log.ts";
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import type { Pace } from "../../src/flows/deliver.ts";

// The real bot in a process of its own, so that the test can kill it. Slack's limits are off in that test, and so is the
// pace, unless the test gives one.
const config = readConfig();
const fast: Pace = { postEveryMs: 1, allPostsEveryMs: 1, allPostsBurst: 1_000, updateEveryMs: 1, updateBurst: 1000 };
const pace: Pace = { ...fast, ...JSON.parse(process.argv[2] ?? "{}") };
const log = createLog(config.logLevel, process.stderr);
const app = await createApp(config, { clock: Date.now, log, signal: new AbortController().signal }, { pace });
process.send?.({ url: app.url });
