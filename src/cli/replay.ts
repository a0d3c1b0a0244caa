import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { parseArgs } from "node:util";
import { type Config, readConfig } from "../config.ts";
import { Failure, toFailure } from "../core/failure.ts";
import type { Integration } from "../core/integration.ts";
import { integrations } from "../integrations/index.ts";
import { guessContentType } from "../lib/payload.ts";
import { prove } from "./sign.ts";

const relays = integrations.filter(({ relay }) => relay);
const USAGE = `Usage: npm run replay -- FILE [--source NAME] [--to URL]
Sends a recorded delivery to a running bot, signed as its sender signs, with the secrets of the settings.
  --source NAME  whose it is; the name of the file's folder when not given
  --to URL       where the bot is; http://HOST:PORT of the settings when not given
Sources: ${relays.map(({ name }) => name).join(", ")}
`;
const TIMEOUT_MS = 10_000;

interface Wish {
  readonly file: string;
  readonly integration: Integration;
  readonly to: string | undefined;
}

const readWish = (args: readonly string[]): Wish => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { source: { type: "string" }, to: { type: "string" } },
    allowPositionals: true,
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Failure("usage", "name one file");
  const name = values.source ?? basename(dirname(file));
  const integration = relays.find((one) => one.name === name);
  if (!integration) throw new Failure("usage", `"${name}" is no source: name the file's source with --source`);
  if (values.to !== undefined && !/^https?:\/\//.test(values.to))
    throw new Failure("usage", "--to is no web address: write it like http://127.0.0.1:8080");
  return { file, integration, to: values.to };
};

const read = async (file: string): Promise<Uint8Array> => {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "EIO";
    throw new Failure("not_found", `${file} cannot be read: ${code}`);
  }
};

const HINTS: Readonly<Record<number, string>> = {
  403: "The bot has another secret or token than these settings.",
  404: "The bot knows no such source: is it an older version?",
  413: "The bot takes no body as large as this.",
};

const send = async ({ integration, to }: Wish, body: Uint8Array, config: Config): Promise<number> => {
  const path = `/hooks/${integration.name}`;
  const base = (to ?? `http://${config.host === "0.0.0.0" ? "127.0.0.1" : config.host}:${config.port}`).replace(
    /\/$/,
    "",
  );
  const url = config.publicUrl + path;
  const proof = prove({ source: integration.name, body, url, values: config.values, nowMs: Date.now() });
  const headers = { "content-type": guessContentType(body), ...proof };
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(base + path, { method: "POST", body: Buffer.from(body), headers, signal });
    await response.body?.cancel();
    return response.status;
  } catch (cause) {
    throw new Failure("unavailable", `nothing answers at ${base}`, {
      tell: `Nothing answers at ${base}. Start the bot, or say where it is with --to.`,
      cause,
    });
  }
};

/** What the bot makes of it: the same parser over the same bytes. */
const comesOfIt = ({ integration: { name, relay } }: Wish, body: Uint8Array, config: Config): readonly string[] => {
  const contentType = guessContentType(body);
  try {
    const delivered = { deliveryId: "replay", contentType, body, receivedAtMs: Date.now() };
    const alerts = relay?.parse(delivered, config.values) ?? [];
    if (alerts.length === 0) return ["It says nothing that is shown."];
    return alerts.map(
      ({ state, severity, title, key }) => `${state} · ${severity} · ${title || "(no title)"} [${name}:${key}]`,
    );
  } catch (error) {
    return [`Kept, and shown as unreadable: ${toFailure(error).message}`];
  }
};

const run = async (wish: Wish): Promise<number> => {
  const config = readConfig(undefined, { slack: false });
  const body = await read(wish.file);
  const status = await send(wish, body, config);
  const taken = status >= 200 && status < 300;
  process.stdout.write(`${status} ${taken ? "taken" : "not taken"}\n`);
  if (!taken) process.stderr.write(`${HINTS[status] ?? "Its log says why."}\n`);
  else {
    process.stdout.write(`${comesOfIt(wish, body, config).join("\n")}\n`);
    process.stderr.write("Sent a second time, the same event changes nothing.\n");
  }
  return taken ? 0 : 1;
};

try {
  process.exitCode = await run(readWish(process.argv.slice(2)));
} catch (error) {
  const failure = toFailure(error);
  const wrong = failure.code === "usage" || (error instanceof TypeError && "code" in error);
  process.stderr.write(`${failure.tell ?? failure.message}\n${wrong && !failure.tell ? USAGE : ""}`);
  process.exitCode = wrong ? 2 : 1;
}
