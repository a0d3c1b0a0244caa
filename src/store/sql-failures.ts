import { Failure } from "../core/failure.ts";

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const fieldOf = (error: unknown, name: "code" | "errcode"): unknown =>
  typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;

/** Primary result codes, https://www.sqlite.org/rescode.html. */
const SQLITE: Readonly<Record<number, string>> = {
  5: "Another process keeps the database locked. It is tried again; if this stays, look for a second copy that hangs.",
  6: "Another process keeps the database locked. It is tried again; if this stays, look for a second copy that hangs.",
  8: "The data folder cannot be written. Check its owner and whether the disk is mounted read-only.",
  10: "The disk reports an error. Check the disk and the system's log.",
  11: "The database file is damaged. Stop the bot and put the last backup in its place.",
  13: "The disk is full. Free some space; nothing that was confirmed is lost.",
  14: "The database file cannot be opened. Check that the data folder exists and who owns it.",
  26: "This file is not a database of Dr. M. Check the path of the data folder.",
};

/** Whether SQLite said that another connection holds the lock. */
export const isBusy = (error: unknown): boolean => {
  const code = fieldOf(error, "errcode");
  return typeof code === "number" && (code & 0xff) === 5;
};

/** What `node:sqlite` throws, as a Failure("unavailable") when the file, disk or lock is the reason; else as it is. */
export const sqliteFailure = (error: unknown): unknown => {
  const code = fieldOf(error, "errcode");
  const tell = typeof code === "number" ? SQLITE[code & 0xff] : undefined;
  return tell === undefined ? error : new Failure("unavailable", `SQLite: ${textOf(error)}`, { tell, cause: error });
};

const WRONG_ACCESS = /^(28|3D)/;
/** Classes of https://www.postgresql.org/docs/current/errcodes-appendix.html that say nothing about our SQL. */
const NOT_OUR_SQL = /^(08|53|57|58|25006|40001|40P01|55P03)/;

/** What `pg` throws, as a Failure: "config" for a wrong login, "unavailable" when the server does not answer. */
export const postgresFailure = (error: unknown): unknown => {
  if (error instanceof Failure) return error;
  const code = fieldOf(error, "code");
  const isSqlState = typeof code === "string" && /^[0-9A-Z]{5}$/.test(code);
  if (isSqlState && WRONG_ACCESS.test(code))
    return new Failure("config", `PostgreSQL refuses the login: ${textOf(error)}`, {
      tell: "Check user, password and database name in DATABASE_URL.",
      cause: error,
    });
  if (isSqlState && !NOT_OUR_SQL.test(code)) return error;
  return new Failure("unavailable", `PostgreSQL: ${textOf(error)}`, {
    tell: "The database does not answer. Check that PostgreSQL runs and that DATABASE_URL points to it.",
    cause: error,
  });
};

/** Whether two transactions met on PostgreSQL and this one has to be run again. */
export const isCollision = (error: unknown): boolean => {
  const code = fieldOf(error instanceof Failure ? error.cause : error, "code");
  return code === "40001" || code === "40P01";
};
