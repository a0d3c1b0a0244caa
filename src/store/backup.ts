import { access, link, rename, rm } from "node:fs/promises";
import { Failure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import { createReader } from "./reader.ts";
import type { ReaderSource } from "./reader-protocol.ts";

const MOST_MS = 30 * 60_000;

const exists = async (file: string): Promise<boolean> => {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
};

const refuse = (file: string): Failure =>
  new Failure("usage", `${file} exists already`, { tell: "Give a new file name; a backup overwrites nothing." });

/** By a hard link, which overwrites nothing; by renaming where the file system has none. */
const giveName = async (part: string, file: string): Promise<void> => {
  try {
    await link(part, file);
  } catch (error) {
    if (await exists(file)) throw refuse(file);
    await rename(part, file).catch((cause: unknown) => {
      throw new Failure("unavailable", `the backup cannot get its name ${file}: ${String(error)}`, { cause });
    });
  }
};

/** Copies a live store by `VACUUM INTO` in a thread of its own; only a whole copy ever bears the name. */
export const backup = async (source: ReaderSource, file: string, log: Log): Promise<void> => {
  if (await exists(file)) throw refuse(file);
  const part = `${file}.part`;
  const reader = createReader(source, log);
  try {
    if (source.kind === "sqlite") await rm(part, { force: true });
    await reader.ask({ do: "backup", file: part }, MOST_MS);
    await giveName(part, file);
  } finally {
    await reader.close();
    await rm(part, { force: true });
  }
};
