import { createAppDoctor } from "../app/doctor/index.ts";
import { createLog } from "../app/log.ts";
import { openParts } from "../app/parts.ts";
import { createSlack } from "../app/slack.ts";
import { type Config, readConfig } from "../config.ts";
import { checkLine, checksSummary, worstFirst } from "../core/check-words.ts";
import type { Check } from "../core/checkup.ts";
import { toFailure } from "../core/failure.ts";
import { inZone } from "../core/time/when.ts";

const USAGE =
  "Usage: npm run -s doctor    looks at everything that can be out of order; ends with 1 when something is\n";

const ports = { clock: Date.now, log: createLog("error", process.stderr), signal: new AbortController().signal };
const nothing = async (): Promise<never> => {
  throw new Error("the doctor answers nobody");
};
const DEAF = { words: nothing, press: nothing, form: nothing, readForm: nothing, home: nothing, links: nothing };

const running = async ({ host, port }: Pick<Config, "host" | "port">): Promise<Check> => {
  const name = "Dr. M: running";
  const url = `http://${host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host}:${port}/readyz`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(4_000) });
    const { ok, problems }: { ok?: boolean; problems?: readonly string[] } = await answer.json();
    if (ok) return { name, state: "ok", says: `${url} is ready` };
    return { name, state: "bad", says: (problems ?? [`${url} answers ${answer.status}`]).join(" ") };
  } catch (error) {
    const says = `no bot answers at ${url} (${toFailure(error).message})`;
    return { name, state: "warn", says, mend: "npm start; then a test event can arrive." };
  }
};

const examine = async (config: Config): Promise<readonly Check[]> => {
  const parts = await openParts(config, ports);
  try {
    const slack = config.bot.SLACK_BOT_TOKEN ? await createSlack(config, ports, parts.store, DEAF) : undefined;
    const alive = await running(config);
    const doctor = createAppDoctor({ config, ports, parts, bot: slack?.bot, chat: slack?.chat });
    return [alive, ...(await doctor(alive.state === "ok"))];
  } finally {
    await parts.close();
  }
};

if (process.argv.length > 2) {
  process.stderr.write(USAGE);
  process.exit(2);
}
try {
  const config = readConfig(undefined, { slack: false });
  const checks = await examine(config);
  const lines = [checksSummary(checks), ...worstFirst(checks).map(checkLine)];
  process.stdout.write(`${lines.map((line) => inZone(line, config.tz)).join("\n")}\n`);
  process.exitCode = checks.some(({ state }) => state === "bad") ? 1 : 0;
} catch (error) {
  const failure = toFailure(error);
  process.stderr.write(`${failure.tell ?? failure.message}\n`);
  process.exitCode = 1;
}
