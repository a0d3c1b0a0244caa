import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

/** One file that browsers may have. */
export interface Asset {
  readonly type: string;
  readonly etag: string;
  readonly bytes: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  ".ts": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".html": "text/html; charset=utf-8",
};

const CLIENT = new URL("./client/", import.meta.url);
const FONTS: Readonly<Record<string, string>> = {
  "inter-400.woff2": "@fontsource/inter/files/inter-latin-400-normal.woff2",
  "inter-600.woff2": "@fontsource/inter/files/inter-latin-600-normal.woff2",
  "inter-700.woff2": "@fontsource/inter/files/inter-latin-700-normal.woff2",
  "twemoji.woff2": "twemoji-colr-font/twemoji.woff2",
};

const asset = (name: string, bytes: Buffer): Asset => ({
  type: TYPES[extname(name)] ?? "application/octet-stream",
  etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`,
  bytes,
});

const readScript = async (url: URL): Promise<Asset> =>
  asset(url.pathname, Buffer.from(stripTypeScriptTypes(await readFile(url, "utf8"), { mode: "strip" })));

/** The page names every module, so that none waits for another to be read. */
const withPreloads = (html: string, scripts: readonly string[]): string =>
  html.replace("</head>", () => {
    const links = scripts.map((url) => `    <link rel="modulepreload" href="${url}">\n`).join("");
    return `${links}  </head>`;
  });

/** Every file of the page by its address, in memory; "/" is the page itself. TypeScript is served without its types. */
export const readAssets = async (): Promise<ReadonlyMap<string, Asset>> => {
  const assets = new Map<string, Asset>();
  const names = await readdir(CLIENT);
  const scripts = names.filter((name) => name.endsWith(".ts")).map((name) => `/face/src/face/client/${name}`);
  for (const url of [...scripts, "/face/src/slack/json.ts"])
    assets.set(url, await readScript(new URL(url.replace("/face/src/", "../"), import.meta.url)));
  for (const name of names.filter((one) => /\.(css|svg)$/.test(one)))
    assets.set(`/face/${name}`, asset(name, await readFile(new URL(name, CLIENT))));
  for (const [name, specifier] of Object.entries(FONTS))
    assets.set(`/face/fonts/${name}`, asset(name, await readFile(fileURLToPath(import.meta.resolve(specifier)))));
  const page = await readFile(new URL("page.html", CLIENT), "utf8");
  assets.set(
    "/",
    asset(
      "page.html",
      Buffer.from(
        withPreloads(
          page,
          [...assets.keys()].filter((u) => u.endsWith(".ts")),
        ),
      ),
    ),
  );
  return assets;
};
