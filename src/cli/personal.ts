import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { createLog } from "../app/log.ts";
import { storeFile } from "../app/parts.ts";
import { type Config, readConfig } from "../config.ts";
import { Failure, toFailure } from "../core/failure.ts";
import type { Store } from "../core/store.ts";
import { openStore } from "../store/index.ts";

const USAGE = `Usage: npm run -s personal -- export ADDRESS [--user CHAT_ID] [--file FILE]
       npm run -s personal -- erase ADDRESS --yes [--user CHAT_ID]
ADDRESS is the person's at the pager; CHAT_ID their id in Slack, where they never said "oncall link".
export prints (or writes to FILE, which must not exist yet) everything that is kept of them, as JSON.
erase takes them out. Facts and turns stay under an id that says nothing, so that the team's sums stay.
`;

type Who = Parameters<Store["personal"]["export"]>[0];
type Rows = Readonly<Record<string, readonly object[]>>;

const countOf = (rows: Rows): number => Object.values(rows).reduce((sum, some) => sum + some.length, 0);
const tablesOf = (rows: Rows): string =>
  Object.entries(rows)
    .map(([table, some]) => `${table} ${some.length}`)
    .join(", ");

/** Throws Failure("not_found") when nothing is kept of them. */
const requireRows = (rows: Rows, { email }: Who): void => {
  if (countOf(rows) > 0) return;
  throw new Failure("not_found", "nothing is kept of that person", {
    tell: `Nothing is kept of ${email}. Give the address that they have at the pager, or --user with their Slack id.`,
  });
};

/** Opens the store of the bot. Throws Failure("config") where there is none. */
const openKept = async (config: Config): Promise<Store> => {
  const file = storeFile(config);
  if (!config.databaseUrl && !existsSync(file))
    throw new Failure(
      "config",
      `There is no store in ${config.dataDir}. Set DATA_DIR (or DATABASE_URL) as the bot has it.`,
    );
  const log = createLog("warn", process.stderr);
  return openStore({ ...(config.databaseUrl ? { url: config.databaseUrl } : { file }), clock: Date.now, log });
};

const jsonOf = (rows: Rows): string => `${JSON.stringify(rows, null, 2)}\n`;

const runExport = async (store: Store, who: Who, file: string | undefined): Promise<void> => {
  if (file !== undefined && existsSync(file))
    throw new Failure("usage", "the file exists already", { tell: `${file} exists already; nothing is overwritten.` });
  const rows = await store.personal.export(who);
  requireRows(rows, who);
  if (file === undefined) process.stdout.write(jsonOf(rows));
  else {
    await writeFile(file, jsonOf(rows), { flag: "wx", mode: 0o600 });
    process.stdout.write(`${file}: ${countOf(rows)} rows (${tablesOf(rows)})\n`);
  }
};

const runErase = async (store: Store, who: Who, { keep }: Config): Promise<void> => {
  const before = await store.personal.export(who);
  requireRows(before, who);
  const changed = await store.personal.erase(who);
  const audit = before.audit?.length ?? 0;
  process.stdout.write(`${changed} rows were changed or deleted (${tablesOf(before)}).
What stays:
- the audit log, for KEEP_AUDIT_DAYS (${keep.auditDays}): ${audit} entries of theirs
- ids of chat events and reminders, for KEEP_INBOX_DAYS (${keep.inboxDays}); messages that are still to be sent
- what older changes left in unused parts of the database, until it is vacuumed
- what stands in Slack and at the pager, backups, logs, and what Dr. M sent to StatsD or Prometheus
What the pager tells again comes back: erase them there first. A running bot may remember last answers: restart it.
`);
};

const parse = (args: readonly string[]) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { yes: { type: "boolean" }, file: { type: "string" }, user: { type: "string" } },
    allowPositionals: true,
  });
  const [deed, email, ...more] = positionals;
  if ((deed !== "export" && deed !== "erase") || !email?.includes("@") || more.length > 0) return undefined;
  if ((deed === "export" && values.yes) || (deed === "erase" && values.file !== undefined)) return undefined;
  return { deed, ...values, who: { email, userId: values.user } };
};

/** Exit code: 0; 1 when nothing was done and why; 2 when it was called wrongly. */
const main = async (args: readonly string[]): Promise<number> => {
  const asked = parse(args);
  if (!asked) {
    process.stderr.write(USAGE);
    return 2;
  }
  const { deed, who, yes, file } = asked;
  if (deed === "erase" && !yes) {
    process.stderr.write(`Nothing was erased. This cannot be taken back: look with "export" first, then say --yes.\n`);
    return 2;
  }
  const config = readConfig(undefined, { slack: false });
  const store = await openKept(config);
  try {
    if (deed === "export") await runExport(store, who, file);
    else await runErase(store, who, config);
  } finally {
    await store.close();
  }
  return 0;
};

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const wrong = error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  const failure = toFailure(error);
  process.stderr.write(wrong ? `${error.message}\n${USAGE}` : `${failure.tell ?? failure.message}\n`);
  process.exitCode = wrong ? 2 : 1;
}
