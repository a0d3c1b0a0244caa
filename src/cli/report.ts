import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { collectHistory } from "../app/ask.ts";
import { createLog } from "../app/log.ts";
import { openParts } from "../app/parts.ts";
import { reportFile } from "../app/reports.ts";
import { type Config, readConfig } from "../config.ts";
import { toFailure } from "../core/failure.ts";
import { parseTimeRange } from "../core/time/range.ts";
import { withDemoAccount } from "./demo-config.ts";

const USAGE = `Usage: npm run -s report -- [--demo] [--since RANGE] [--format md|html] [--file FILE]
  --demo         of the demo's account instead of the configured one
  --since RANGE  "last week" when not given; "this month", "7d", "2026-11-01..2026-11-14"
  --format       md (when not given) or html: one file with its pictures in it
  --file FILE    write it there; to the terminal when not given
`;

const NOBODY_READ =
  "No pager is read, so that this tells only what was read before. Set PAGERDUTY_TOKEN in .env, or look at --demo.";

interface Wish {
  readonly demo: boolean;
  readonly since: string;
  readonly format: "md" | "html";
  readonly file: string | undefined;
}

const readWish = (): Wish => {
  try {
    const { values } = parseArgs({
      options: {
        demo: { type: "boolean", default: false },
        since: { type: "string", default: "last week" },
        format: { type: "string" },
        file: { type: "string" },
      },
    });
    const { demo, since, file, format = file?.endsWith(".html") ? "html" : "md" } = values;
    if (format === "md" || format === "html") return { demo, since, format, file };
    process.stderr.write(`--format takes md or html, not ${format}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  }
  process.stderr.write(USAGE);
  process.exit(2);
};

const run = async ({ since, format, file }: Wish, config: Config): Promise<void> => {
  const log = createLog("warn", process.stderr);
  const ending = new AbortController();
  const ports = { clock: Date.now, log, signal: ending.signal };
  const { tz, weekStart } = config;
  const range = parseTimeRange(since, { nowMs: Date.now(), tz, weekStart });
  const parts = await openParts(config, ports);
  const isRead = [...parts.connections.values()].some(({ collect }) => collect !== undefined);
  if (!isRead) process.stderr.write(`${NOBODY_READ}\n`);
  try {
    await collectHistory(parts, config, ports);
    const text = await reportFile(range, format, parts, log);
    if (file === undefined) process.stdout.write(text);
    else writeFileSync(file, text);
  } finally {
    ending.abort();
    await parts.close();
  }
};

const wish = readWish();
try {
  if (wish.demo) await withDemoAccount((settings) => run(wish, readConfig(settings, { slack: false })));
  else await run(wish, readConfig(undefined, { slack: false }));
} catch (error) {
  const failure = toFailure(error);
  process.stderr.write(`${failure.tell ?? failure.message}\n`);
  process.exitCode = 1;
}
