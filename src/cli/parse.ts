import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type Config, readConfig } from "../config.ts";
import { toFailure } from "../core/failure.ts";
import type { Integration, ParsedAlert } from "../core/integration.ts";
import { integrations } from "../integrations/index.ts";
import { guessContentType } from "../lib/payload.ts";

const relays = integrations.filter(({ relay }) => relay);
const USAGE = `usage: npm run -s parse -- <integration> [--type CONTENT_TYPE] FILE…
integrations: ${relays.map(({ name }) => name).join(", ")}
`;

const say = (line: object): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);

/** Bytes of a file, or why there are none. */
const load = async (file: string): Promise<Uint8Array | { readonly code: string; readonly message: string }> => {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "EIO";
    return { code: code === "ENOENT" ? "not_found" : "unreadable", message: `the file cannot be read: ${code}` };
  }
};

/** One line for one file; true when the file could be read at all. */
const parseFile = async (
  integration: Integration,
  file: string,
  type: string | undefined,
  settings: Config["values"],
): Promise<boolean> => {
  const body = await load(file);
  if (!(body instanceof Uint8Array)) {
    say({ file, failure: body });
    return false;
  }
  try {
    const contentType = type ?? guessContentType(body);
    const delivered = { deliveryId: file, contentType, body, receivedAtMs: Date.now() };
    const parsed: readonly ParsedAlert[] = integration.relay?.parse(delivered, settings) ?? [];
    say({ file, alerts: parsed.map((alert) => ({ source: integration.name, ...alert })) });
  } catch (error) {
    const { code, message } = toFailure(error);
    say({ file, failure: { code, message } });
  }
  return true;
};

/** Exit code: 0, also when a payload is unreadable; 1 when a file is missing; 2 when it was called wrongly. */
const run = async (args: readonly string[]): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { type: { type: "string" } },
    allowPositionals: true,
  });
  const [name, ...files] = positionals;
  const integration = relays.find((one) => one.name === name);
  if (!integration || files.length === 0) {
    process.stderr.write(name && !integration ? `there is no integration "${name}"\n${USAGE}` : USAGE);
    return 2;
  }
  const settings = readConfig(undefined, { slack: false }).values;
  let missing = 0;
  for (const file of files) if (!(await parseFile(integration, file, values.type, settings))) missing++;
  return missing > 0 ? 1 : 0;
};

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${toFailure(error).message}\n${USAGE}`);
  process.exitCode = 2;
}
