import { Failure } from "../../core/failure.ts";
import type { Capabilities, Connection } from "../../core/integration.ts";
import { type Sleep, sleep } from "../../lib/sleep.ts";
import { createAct } from "./act.ts";
import { createClient } from "./client.ts";
import { createCollect } from "./collect.ts";
import { createOnCall } from "./oncall.ts";
import { baseUrl, type Settings } from "./settings.ts";
import { createTransport } from "./transport.ts";

const TIMEOUT_MS = 30_000;

/** How the connection waits; tests make it faster. */
export interface Pace {
  readonly timeoutMs?: number;
  readonly sleep?: Sleep;
}

/** What needs PagerDuty's API; undefined without a token. Throws Failure("config") when the URL is not one. */
export const connect = (settings: Settings, connection: Connection, pace: Pace = {}): Capabilities | undefined => {
  const { PAGERDUTY_TOKEN: token } = settings;
  if (token === undefined) return undefined;
  const base = baseUrl(settings);
  if (!base) throw new Failure("config", "PAGERDUTY_URL or PAGERDUTY_REGION names no host");
  const { clock, log, signal } = connection;
  const transport = createTransport({ base, token, signal, timeoutMs: pace.timeoutMs ?? TIMEOUT_MS });
  const client = createClient({ transport, clock, log, signal, sleep: pace.sleep ?? sleep });
  return { collect: createCollect(client, clock), act: createAct(client), oncall: createOnCall(client) };
};
