import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createLog } from "../app/log.ts";
import { storeFile } from "../app/parts.ts";
import { type Config, readConfig } from "../config.ts";
import { Failure, toFailure } from "../core/failure.ts";
import type { Integration } from "../core/integration.ts";
import { countOf } from "../core/number-words.ts";
import type { Delivery, Inbox } from "../core/store.ts";
import { integrations } from "../integrations/index.ts";
import { guessContentType } from "../lib/payload.ts";
import { openStore } from "../store/index.ts";
import { scrubBody } from "./scrub.ts";

const USAGE = `Usage: npm run record -- <source> [--last] [--out FOLDER]
Writes the next delivery of a source that reaches the running bot as a fixture, without its secrets.
  --last        the newest one that is stored already
  --out FOLDER  where to; test/fixtures/<source> when not given
Sources: ${integrations.flatMap(({ name, relay }) => (relay ? [name] : [])).join(", ")}
`;
const LOOK_MS = 300;

interface Wish {
  readonly integration: Integration;
  readonly last: boolean;
  readonly out: string;
}

const readWish = (args: readonly string[]): Wish => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { last: { type: "boolean", default: false }, out: { type: "string" } },
    allowPositionals: true,
  });
  const [name = "", ...more] = positionals;
  const integration = integrations.find((one) => one.name === name && one.relay);
  if (!integration || more.length > 0)
    throw new Failure("usage", name === "" ? "name a source" : `there is no source "${positionals.join(" ")}"`);
  const own = fileURLToPath(new URL(`../../test/fixtures/${name}/`, import.meta.url));
  return { integration, last: values.last, out: values.out ?? own };
};

/** The newest stored one, or the first that comes after it. */
const waitFor = async (inbox: Inbox, { integration, last }: Wish): Promise<Delivery> => {
  const before = await inbox.newest(integration.name);
  if (last && before) return before;
  process.stderr.write(
    `${last ? "Nothing is stored of it yet. " : ""}Waiting for the next delivery of ${integration.name}; Ctrl-C ends.\n`,
  );
  for (;;) {
    const now = await inbox.newest(integration.name);
    if (now && now.id !== before?.id) return now;
    await sleep(LOOK_MS);
  }
};

/** ".json", ".form.txt" or ".txt", as the fixtures are named. */
const endingOf = (body: Uint8Array): string => {
  const type = guessContentType(body);
  if (type === "application/json") return "json";
  return type === "application/x-www-form-urlencoded" ? "form.txt" : "txt";
};

const freeFile = (folder: string, ending: string): string => {
  for (let n = 1; ; n++) {
    const file = `${folder.replace(/\/?$/, "/")}recorded-${String(n).padStart(2, "0")}.${ending}`;
    if (!existsSync(file)) return file;
  }
};

const alertsIn = ({ relay }: Integration, delivery: Delivery, body: Uint8Array, config: Config): number | undefined => {
  const { id, contentType, receivedAtMs } = delivery;
  try {
    return relay?.parse({ deliveryId: id, contentType, body, receivedAtMs }, config.values).length;
  } catch {
    return undefined;
  }
};

const write = (wish: Wish, delivery: Delivery, config: Config): void => {
  const { body, found } = scrubBody(delivery.body);
  mkdirSync(wish.out, { recursive: true });
  const file = freeFile(wish.out, endingOf(body));
  writeFileSync(file, body);
  const taken = Object.entries(found).map(([what, count]) => `${count} ${what}`);
  const [before, after] = [delivery.body, body].map((bytes) => alertsIn(wish.integration, delivery, bytes, config));
  process.stdout.write(`${file}\n`);
  process.stderr.write(
    `${[
      taken.length > 0 ? `Taken out: ${taken.join(", ")}.` : "No secrets were found in it.",
      after === undefined
        ? "It cannot be read as it is: a good fixture all the same."
        : `It says ${countOf(after, "alert")}.`,
      ...(before === after ? [] : [`Before it was cleaned it said ${before ?? "nothing readable"}: compare the two.`]),
      "Names of people, hosts and customers stay: read it before you commit it.",
      "Then: UPDATE_GOLDEN=1 npm test, and read what changed in test/golden.",
    ].join("\n")}\n`,
  );
};

const run = async (wish: Wish): Promise<void> => {
  const config = readConfig(undefined, { slack: false });
  if (!config.databaseUrl && !existsSync(storeFile(config)))
    throw new Failure("config", `There is no store in ${config.dataDir}. Set DATA_DIR as the bot has it.`);
  const place = config.databaseUrl ? { url: config.databaseUrl } : { file: storeFile(config) };
  const store = await openStore({ ...place, clock: Date.now, log: createLog("warn", process.stderr) });
  try {
    write(wish, await waitFor(store.inbox, wish), config);
  } finally {
    await store.close();
  }
};

try {
  await run(readWish(process.argv.slice(2)));
} catch (error) {
  const failure = toFailure(error);
  const wrong = failure.code === "usage" || (error instanceof TypeError && "code" in error);
  process.stderr.write(`${failure.tell ?? failure.message}\n${wrong ? USAGE : ""}`);
  process.exitCode = wrong ? 2 : 1;
}
