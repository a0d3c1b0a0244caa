import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { readAssets } from "../../src/web/assets.ts";

const CHROMIUM = "/usr/bin/chromium";
const FLAGS = [
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-gpu", "--font-render-hinting=none",
  "--no-sandbox",
];

/** Why browser tests skip; false where they can run. */
export const skipWithoutBrowser = existsSync(CHROMIUM) ? false : `no browser at ${CHROMIUM}`;

/** Headless Chromium; the caller closes it. */
export const openBrowser = () => chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });

const fontOf = async (url: string): Promise<Buffer | undefined> => {
  const match = /^\/assets\/fonts\/inter(-[a-z]+)?-(400|700)\.woff2$/.exec(url);
  if (!match) return undefined;
  const subset = match[1] === "-ext" ? "latin-ext" : (match[1]?.slice(1) ?? "latin");
  const specifier = `@fontsource/inter/files/inter-${subset}-${match[2]}-normal.woff2`;
  return readFile(fileURLToPath(import.meta.resolve(specifier)));
};

/** A server of the browser's files and of what `answer` answers; null means "not mine". */
export const serve = async (answer: (request: IncomingMessage, reply: ServerResponse) => boolean) => {
  const assets = await readAssets(new URL("../../src/", import.meta.url));
  const server = createServer(async (request, reply) => {
    if (answer(request, reply)) return;
    const url = (request.url ?? "").replace(/\?.*/, "");
    const asset = assets.get(url);
    const body = asset?.plain ?? (await fontOf(url));
    reply.writeHead(body ? 200 : 404, { "content-type": asset?.type ?? "font/woff2" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
