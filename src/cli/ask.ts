import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ask, collectHistory } from "../app/ask.ts";
import { createAppDoctor } from "../app/doctor/index.ts";
import { createLog } from "../app/log.ts";
import { openParts } from "../app/parts.ts";
import { type Config, readConfig } from "../config.ts";
import { toFailure } from "../core/failure.ts";
import { PEOPLE } from "../demo/people.ts";
import { sayOfHistory } from "../demo/said-of-history.ts";
import { accountSettings, DEMO_PORT, startAccount } from "./demo-account.ts";
import { startSources } from "./demo-sources.ts";

const USAGE = `Usage: npm run -s ask -- [--demo] [--as EMAIL] [--png FILE] "oncall stats this week"
  --demo      ask about the demo's account instead of the configured one, as one of its people
  --as EMAIL  who you are at the pager: for "am I on call", and for what changes something
  --png FILE  write the picture, if the answer has one
`;

interface Wish {
  readonly demo: boolean;
  readonly png: string | undefined;
  readonly as: string | undefined;
  readonly words: string;
}

const readWish = (): Wish => {
  try {
    const { values, positionals } = parseArgs({
      options: { demo: { type: "boolean", default: false }, png: { type: "string" }, as: { type: "string" } },
      allowPositionals: true,
    });
    const { demo, png, as = demo ? PEOPLE[0]?.email : undefined } = values;
    if (positionals.length > 0) return { demo, png, as, words: positionals.join(" ") };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  }
  process.stderr.write(USAGE);
  process.exit(2);
};

const run = async (wish: Wish, config: Config): Promise<number> => {
  const log = createLog("warn", process.stderr);
  const ending = new AbortController();
  const ports = { clock: Date.now, log, signal: ending.signal };
  const parts = await openParts(config, ports);
  parts.late.doctor = createAppDoctor({ config, ports, parts });
  try {
    await collectHistory(parts, config, ports);
    if (wish.demo) await sayOfHistory(parts.store, ports.clock());
    const answer = await ask(wish.words, parts, config, ports, wish.as);
    process.stdout.write(`${answer.text}\n`);
    if (answer.png && wish.png) writeFileSync(wish.png, answer.png);
    return answer.understood ? 0 : 2;
  } finally {
    ending.abort();
    await parts.close();
  }
};

const runDemo = async (wish: Wish): Promise<number> => {
  const account = await startAccount(Date.now);
  const sources = await startSources(Date.now);
  const dataDir = mkdtempSync(join(tmpdir(), "drm-ask-"));
  try {
    const settings = {
      ...accountSettings(account, dataDir),
      ...sources.settings,
      PUBLIC_URL: `http://127.0.0.1:${DEMO_PORT}`,
    };
    return await run(wish, readConfig(settings, { slack: false }));
  } finally {
    await sources.stop();
    await account.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
};

const wish = readWish();
try {
  process.exitCode = wish.demo ? await runDemo(wish) : await run(wish, readConfig(undefined, { slack: false }));
} catch (error) {
  const failure = toFailure(error);
  process.stderr.write(`${failure.tell ?? failure.message}\n`);
  process.exitCode = 1;
}
