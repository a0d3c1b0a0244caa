import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium } from "playwright-core";
import { readAssets } from "../../src/web/assets.ts";

const CHROMIUM = "/usr/bin/chromium";
const FLAGS = [
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-gpu",
  "--no-sandbox",
];

/** Why browser tests skip; false where they can run. */
export const skipWithoutBrowser = existsSync(CHROMIUM) ? false : `no browser at ${CHROMIUM}`;

/** Headless Chromium; the caller closes it. */
export const openBrowser = () => chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });

/** A server of the browser's files and of what `answer` answers; null means "not mine". */
export const serve = async (answer: (request: IncomingMessage, reply: ServerResponse) => boolean) => {
  const assets = await readAssets(new URL("../../src/", import.meta.url));
  const server = createServer((request, reply) => {
    if (answer(request, reply)) return;
    const url = (request.url ?? "").replace(/\?.*/, "");
    const asset = assets.get(url);
    reply.writeHead(asset ? 200 : 404, { "content-type": asset?.type ?? "text/plain" }).end(asset?.plain);
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
