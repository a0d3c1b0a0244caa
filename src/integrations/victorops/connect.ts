import { Failure } from "../../core/failure.ts";
import type { Capabilities, Collect, Connection, Pager, SettingValues } from "../../core/integration.ts";
import { checkPace, paceOf } from "../../lib/collect-pace.ts";
import { checkBase, httpUrl } from "../../lib/http-url.ts";
import { createPatientGet } from "../../lib/patient-get.ts";
import { createSendJson } from "../../lib/send-json.ts";
import { type Sleep, sleep } from "../../lib/sleep.ts";
import { createCollect } from "./collect.ts";
import { createPager, whyRefused } from "./pager.ts";
import { createReader, isTooMany } from "./reader.ts";
import { type callSettings, type collectSettings, paceNames } from "./settings.ts";

type Settings = SettingValues<typeof callSettings & typeof collectSettings>;

const TIMEOUT_MS = 5_000;
const READ_TIMEOUT_MS = 30_000;

/** How the connection waits; tests make it faster. */
export interface Waits {
  readonly timeoutMs?: number;
  readonly sleep?: Sleep;
}

/** A setting that needs its partner. */
const alone = (name: string, value: string | undefined, partner: string, partnerValue: string | undefined): string[] =>
  value !== undefined && partnerValue === undefined
    ? [`${name} is set but ${partner} is not: set both, or take it away.`]
    : [];

/** Settings that miss a partner, each with what to do. */
export const checkSettings = (settings: Settings): readonly string[] => {
  const { VICTOROPS_REST_KEY: key, VICTOROPS_ROUTING_KEY: routing, VICTOROPS_ALERT_URL: url } = settings;
  const { VICTOROPS_API_ID: apiId, VICTOROPS_API_KEY: apiKey } = settings;
  return [
    ...checkBase("VICTOROPS_ALERT_URL", url, "https://alert.victorops.com"),
    ...checkBase("VICTOROPS_API_URL", settings.VICTOROPS_API_URL, "https://api.victorops.com"),
    ...(key !== undefined && routing === undefined
      ? ["VICTOROPS_REST_KEY is set but VICTOROPS_ROUTING_KEY is not: name the routing key of the team to call."]
      : []),
    ...(key === undefined && routing !== undefined
      ? ["VICTOROPS_ROUTING_KEY is set but VICTOROPS_REST_KEY is not: set the key too, or take the routing key away."]
      : []),
    ...alone("VICTOROPS_API_ID", apiId, "VICTOROPS_API_KEY", apiKey),
    ...alone("VICTOROPS_API_KEY", apiKey, "VICTOROPS_API_ID", apiId),
    ...checkPace(paceNames, settings),
  ];
};

const requireBase = (name: string, text: string): URL => {
  const base = httpUrl(text);
  if (!base) throw new Failure("config", `${name} names no host`);
  return base;
};

const connectPager = (settings: Settings, { signal }: Connection, timeoutMs = TIMEOUT_MS): Pager | undefined => {
  const { VICTOROPS_REST_KEY: restKey, VICTOROPS_ROUTING_KEY: routingKey } = settings;
  if (restKey === undefined || routingKey === undefined) return undefined;
  const base = requireBase("VICTOROPS_ALERT_URL", settings.VICTOROPS_ALERT_URL ?? "https://alert.victorops.com");
  const send = createSendJson({
    service: "Splunk On-Call",
    secrets: [restKey],
    keySetting: "VICTOROPS_REST_KEY and VICTOROPS_ROUTING_KEY",
    why: whyRefused,
    timeoutMs,
    signal,
  });
  return createPager({ base, restKey, routingKey }, send);
};

const connectCollect = (settings: Settings, connection: Connection, waits: Waits): Collect | undefined => {
  const { VICTOROPS_API_ID: apiId, VICTOROPS_API_KEY: apiKey } = settings;
  if (apiId === undefined || apiKey === undefined) return undefined;
  const base = requireBase("VICTOROPS_API_URL", settings.VICTOROPS_API_URL ?? "https://api.victorops.com");
  const { clock, log, signal } = connection;
  const get = createPatientGet({
    service: "Splunk On-Call",
    keySetting: "VICTOROPS_API_ID and VICTOROPS_API_KEY",
    headers: { "X-VO-Api-Id": apiId, "X-VO-Api-Key": apiKey },
    secrets: [apiId, apiKey],
    timeoutMs: waits.timeoutMs ?? READ_TIMEOUT_MS,
    sleep: waits.sleep ?? sleep,
    isTooMany,
    ...{ clock, log, signal },
  });
  return createCollect(createReader(base, get, log), clock, paceOf(paceNames, settings));
};

/**
 * What needs Splunk On-Call: calls through the REST endpoint, history through the API, each without the other; undefined
 * without the keys of both. Throws Failure("config") when a URL is not one.
 */
export const connect = (settings: Settings, connection: Connection, waits: Waits = {}): Capabilities | undefined => {
  const pager = connectPager(settings, connection, waits.timeoutMs);
  const collect = connectCollect(settings, connection, waits);
  if (!pager && !collect) return undefined;
  return { ...(pager ? { pager } : {}), ...(collect ? { collect } : {}) };
};
