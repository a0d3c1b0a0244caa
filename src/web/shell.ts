import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Failure } from "../core/failure.ts";
import { IMPORTS } from "./vendor.ts";

const IMPORT_MAP = /<script type="importmap">[\s\S]*?<\/script>\s*/g;

/** A page with code for browsers and the hash its content security policy lets run: the import map's. */
export interface Shell {
  readonly html: string;
  readonly hash: string;
}

/**
 * Reads web/client/<file> below `src` and puts our import map before its first script, in place of one that may
 * already be there, and says which day (1 is Monday) weeks begin with. Throws Failure("config") when the page has no script.
 */
export const readShell = async (src: URL, weekStart = 1, file = "live.html"): Promise<Shell> => {
  const page = (await readFile(new URL(`web/client/${file}`, src), "utf8"))
    .replace(IMPORT_MAP, "")
    .replace("<html ", `<html data-week-start="${weekStart}" `);
  const at = page.indexOf("<script");
  if (at < 0) throw new Failure("config", `src/web/client/${file} has no script`);
  const map = JSON.stringify({ imports: IMPORTS });
  return {
    html: `${page.slice(0, at)}<script type="importmap">${map}</script>\n${page.slice(at)}`,
    hash: `sha256-${createHash("sha256").update(map).digest("base64")}`,
  };
};
