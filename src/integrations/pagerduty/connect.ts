import { Failure } from "../../core/failure.ts";
import type { Capabilities, Connection, Pager } from "../../core/integration.ts";
import { createSendJson } from "../../lib/send-json.ts";
import { type Sleep, sleep } from "../../lib/sleep.ts";
import { createAct } from "./act.ts";
import { createCheckup } from "./checkup.ts";
import { createClient } from "./client.ts";
import { createCollect } from "./collect.ts";
import { createDirectory } from "./directory.ts";
import { createMaintenance } from "./maintenance.ts";
import { createOnCall } from "./oncall.ts";
import { createPager, whyRefused } from "./pager.ts";
import { createResponding } from "./responding.ts";
import { createRota } from "./rota.ts";
import { baseUrl, eventsUrl, type Settings } from "./settings.ts";
import { createTransport } from "./transport.ts";
import { createUpkeep } from "./upkeep.ts";

const TIMEOUT_MS = 30_000;
const PAGE_TIMEOUT_MS = 5_000;

/** How the connection waits; tests make it faster. */
export interface Pace {
  readonly timeoutMs?: number;
  readonly pageTimeoutMs?: number;
  readonly sleep?: Sleep;
}

const connectRest = (settings: Settings, connection: Connection, pace: Pace): Capabilities => {
  const { PAGERDUTY_TOKEN: token } = settings;
  if (token === undefined) return {};
  const base = baseUrl(settings);
  if (!base) throw new Failure("config", "PAGERDUTY_URL or PAGERDUTY_REGION names no host");
  const { clock, log, signal } = connection;
  const transport = createTransport({ base, token, signal, timeoutMs: pace.timeoutMs ?? TIMEOUT_MS });
  const client = createClient({ transport, clock, log, signal, sleep: pace.sleep ?? sleep });
  const { publicUrl } = connection;
  const pageService = settings.PAGERDUTY_PAGE_SERVICE?.trim() || undefined;
  const signed = settings.PAGERDUTY_WEBHOOK_SECRETS !== undefined;
  return {
    collect: createCollect(client, clock),
    act: createAct(client),
    oncall: createOnCall(client),
    directory: createDirectory(client),
    rota: createRota(client, clock),
    maintenance: createMaintenance(client, clock),
    upkeep: createUpkeep(client, publicUrl, signed),
    responding: createResponding(client, clock, { pageService }),
    checkup: createCheckup(client, { publicUrl, signed, pageService }),
  };
};

const connectPager = (settings: Settings, { signal }: Connection, pace: Pace): Pager | undefined => {
  const { PAGERDUTY_ROUTING_KEY: key } = settings;
  if (key === undefined) return undefined;
  const events = eventsUrl(settings);
  if (!events) throw new Failure("config", "PAGERDUTY_EVENTS_URL or PAGERDUTY_REGION names no host");
  const send = createSendJson({
    service: "PagerDuty",
    secrets: [key],
    keySetting: "PAGERDUTY_ROUTING_KEY",
    why: whyRefused,
    timeoutMs: pace.pageTimeoutMs ?? PAGE_TIMEOUT_MS,
    signal,
  });
  return createPager(events, key, send);
};

/**
 * What needs PagerDuty's APIs: the REST API with a token, calls with a routing key, each without the other; undefined
 * without both. Throws Failure("config") when a URL is not one.
 */
export const connect = (settings: Settings, connection: Connection, pace: Pace = {}): Capabilities | undefined => {
  const pager = connectPager(settings, connection, pace);
  const rest = connectRest(settings, connection, pace);
  if (pager === undefined && settings.PAGERDUTY_TOKEN === undefined) return undefined;
  return { ...rest, ...(pager === undefined ? {} : { pager }) };
};
