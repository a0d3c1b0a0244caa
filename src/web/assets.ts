import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { Failure } from "../core/failure.ts";
import { IMPORTS, VENDOR_FILES } from "./vendor.ts";

/** One file that browsers may have. */
export interface Asset {
  readonly type: string;
  readonly etag: string;
  readonly plain: Buffer;
  /** Absent where it would not get smaller. */
  readonly gzipped: Buffer | undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  ".ts": "text/javascript; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const BROWSER_CODE = /^(web\/client|graphs\/chart-|core)/;
const IMPORT = /^\s*(?:(?:import|export)\b[^"';=()]*?\bfrom\s*|import\s*)["']([^"']+)["']/gm;
const compress = promisify(gzip);

const asset = async (name: string, plain: Buffer): Promise<Asset> => ({
  type: TYPES[extname(name)] ?? "application/octet-stream",
  etag: `"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`,
  plain,
  gzipped: extname(name) === ".woff2" ? undefined : await compress(plain),
});

const requireBrowserCode = (path: string, from: string): string => {
  if (BROWSER_CODE.test(path)) return path;
  throw new Failure("config", `src/${from} imports src/${path}, which is not code for browsers`);
};

const importsOf = (script: string, path: string): string[] => {
  const found: string[] = [];
  for (const [, target = ""] of script.matchAll(IMPORT)) {
    if (target.startsWith(".")) {
      found.push(requireBrowserCode(new URL(target, `file:///${path}`).pathname.slice(1), path));
    } else if (IMPORTS[target] === undefined) {
      throw new Failure("config", `src/${path} imports ${target}, which browsers do not get`);
    }
  }
  return found;
};

/** Our own code for browsers, types taken away: what lies in web/client, the chart config, and what those import. */
const readScripts = async (src: URL): Promise<Map<string, Buffer>> => {
  const scripts = new Map<string, Buffer>();
  const filesIn = async (folder: string): Promise<string[]> =>
    (await readdir(new URL(folder, src))).filter((name) => name.endsWith(".ts")).map((name) => folder + name);
  const charts = (await filesIn("graphs/")).filter((path) => BROWSER_CODE.test(path));
  const open = [...(await filesIn("web/client/")), ...charts];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (scripts.has(path)) continue;
    const script = stripTypeScriptTypes(await readFile(new URL(path, src), "utf8"), { mode: "strip" });
    scripts.set(path, Buffer.from(script));
    open.push(...importsOf(script, path));
  }
  return scripts;
};

/**
 * Everything under /assets/, by URL path, in memory: the list is made once and nothing else can be had. `src` is the
 * folder of the sources. Throws Failure("config") when browser code imports what browsers cannot load.
 */
export const readAssets = async (src: URL): Promise<ReadonlyMap<string, Asset>> => {
  const assets = new Map<string, Asset>();
  for (const [path, script] of await readScripts(src)) assets.set(`/assets/src/${path}`, await asset(path, script));
  const styles = (await readdir(new URL("web/client/", src))).filter((name) => /\.(css|svg)$/.test(name));
  for (const name of styles) {
    const file = fileURLToPath(new URL(`web/client/${name}`, src));
    assets.set(`/assets/src/web/client/${name}`, await asset(name, await readFile(file)));
  }
  assets.set(
    "/assets/src/web/page.css",
    await asset("page.css", await readFile(new URL("./page.css", import.meta.url))),
  );
  for (const { url, file } of VENDOR_FILES) assets.set(url, await asset(file, await readFile(file)));
  return assets;
};
