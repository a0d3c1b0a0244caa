import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../support/free-port.ts";
import { type House, openHouse } from "../../support/house.ts";
import { endNode, spawnNode, untilTrue } from "../bot.ts";
import type { Figure } from "../figures.ts";
import { signedHooks } from "../hooks.ts";
import { openWire } from "../wire.ts";

const ROUNDS = 5;
const INDEX = fileURLToPath(new URL("../../../src/index.ts", import.meta.url));

/** Status of one request; undefined while nobody listens. */
const knock = async (port: number, bytes: Uint8Array): Promise<number | undefined> => {
  try {
    const wire = await openWire(port);
    const status = await wire.send(bytes);
    wire.close();
    return status;
  } catch {
    return undefined;
  }
};

const READY = Buffer.from("GET /readyz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");

interface Started {
  readonly answersMs: number;
  readonly acceptedMs: number;
  readonly connectedMs: number;
}

/** From the process's start to its first answer, to a webhook on disk, to "ready" with Slack. */
const start = async (house: House, cache: string, round: number): Promise<Started> => {
  const port = await freePort();
  const env = { ...house.settings, PORT: String(port), NODE_COMPILE_CACHE: cache, POLL_SECONDS: "3600" };
  const secret = house.account.webhookSecret;
  const hooks = signedHooks({ secret, from: 1_000 + round, incidents: 1, turns: 1, atMs: Date.now() });
  const bytes = hooks[0]?.bytes ?? Buffer.alloc(0);
  const startMs = performance.now();
  const child = spawnNode([INDEX], env);
  const since = (): number => performance.now() - startMs;
  try {
    await untilTrue(async () => (await knock(port, READY)) !== undefined, 20_000, "an answer of /readyz");
    const answersMs = since();
    await untilTrue(async () => (await knock(port, bytes)) === 200, 20_000, "an accepted webhook");
    const acceptedMs = since();
    await untilTrue(async () => (await knock(port, READY)) === 200, 20_000, "readiness");
    return { answersMs, acceptedMs, connectedMs: since() };
  } finally {
    await endNode(child);
  }
};

/** How long a start takes: the first one ever, and those that find the compile cache of the one before. */
export const starting = async (): Promise<readonly Figure[]> => {
  const house = await openHouse({ limits: false });
  const cache = mkdtempSync(join(tmpdir(), "drm-bench-cache-"));
  try {
    const first = await start(house, cache, 0);
    const later: Started[] = [];
    for (let round = 1; round <= ROUNDS; round++) later.push(await start(house, cache, round));
    return [
      { what: "start to ready: webhooks accepted", unit: "ms", aim: 1_000, rounds: later.map((one) => one.acceptedMs) },
      { what: "  /readyz answers", unit: "ms", rounds: later.map((one) => one.answersMs) },
      { what: "  Slack connected", unit: "ms", rounds: later.map((one) => one.connectedMs) },
      { what: "  first ever: webhooks accepted", unit: "ms", rounds: [first.acceptedMs], note: "no compile cache" },
      { what: "  first ever: Slack connected", unit: "ms", rounds: [first.connectedMs] },
    ];
  } finally {
    await house.close();
    rmSync(cache, { recursive: true, force: true });
  }
};
