import { Failure } from "../../core/failure.ts";
import type { Capabilities, Connection, SettingValues } from "../../core/integration.ts";
import { checkBase, httpUrl } from "../../lib/http-url.ts";
import { createSendJson } from "../../lib/send-json.ts";
import { createPager, whyRefused } from "./pager.ts";
import type { callSettings } from "./settings.ts";

type Settings = SettingValues<typeof callSettings>;

const TIMEOUT_MS = 5_000;

/** Settings of calls that miss a partner, each with what to do. */
export const checkCalls = (settings: Settings): readonly string[] => {
  const { VICTOROPS_REST_KEY: key, VICTOROPS_ROUTING_KEY: routing, VICTOROPS_ALERT_URL: url } = settings;
  return [
    ...checkBase("VICTOROPS_ALERT_URL", url, "https://alert.victorops.com"),
    ...(key !== undefined && routing === undefined
      ? ["VICTOROPS_REST_KEY is set but VICTOROPS_ROUTING_KEY is not: name the routing key of the team to call."]
      : []),
    ...(key === undefined && routing !== undefined
      ? ["VICTOROPS_ROUTING_KEY is set but VICTOROPS_REST_KEY is not: set the key too, or take the routing key away."]
      : []),
  ];
};

/** What needs the REST endpoint; undefined without both keys. Throws Failure("config") when the URL is not one. */
export const connect = (
  settings: Settings,
  { signal }: Connection,
  timeoutMs = TIMEOUT_MS,
): Capabilities | undefined => {
  const { VICTOROPS_REST_KEY: restKey, VICTOROPS_ROUTING_KEY: routingKey } = settings;
  if (restKey === undefined || routingKey === undefined) return undefined;
  const base = httpUrl(settings.VICTOROPS_ALERT_URL ?? "https://alert.victorops.com");
  if (!base) throw new Failure("config", "VICTOROPS_ALERT_URL names no host");
  const send = createSendJson({
    service: "Splunk On-Call",
    secrets: [restKey],
    keySetting: "VICTOROPS_REST_KEY and VICTOROPS_ROUTING_KEY",
    why: whyRefused,
    timeoutMs,
    signal,
  });
  return { pager: createPager({ base, restKey, routingKey }, send) };
};
