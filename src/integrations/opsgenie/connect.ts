import { Failure } from "../../core/failure.ts";
import type { Capabilities, Collect, Connection, Pager, SettingValues } from "../../core/integration.ts";
import { checkPace, paceOf } from "../../lib/collect-pace.ts";
import { checkBase, httpUrl } from "../../lib/http-url.ts";
import { createPatientGet } from "../../lib/patient-get.ts";
import { createSendJson } from "../../lib/send-json.ts";
import { type Sleep, sleep } from "../../lib/sleep.ts";
import { createCollect } from "./collect.ts";
import { createPager, whyRefused } from "./pager.ts";
import { createReader } from "./reader.ts";
import { type callSettings, type collectSettings, paceNames } from "./settings.ts";

type Settings = SettingValues<typeof callSettings & typeof collectSettings>;

const TIMEOUT_MS = 5_000;
const READ_TIMEOUT_MS = 30_000;

/** How the connection waits; tests make it faster. */
export interface Waits {
  readonly timeoutMs?: number;
  readonly sleep?: Sleep;
}

/** Settings that contradict each other, each with what to do. */
export const checkSettings = (settings: Settings): readonly string[] => {
  const { OPSGENIE_API_KEY: key, OPSGENIE_URL: url, OPSGENIE_TEAM: team } = settings;
  return [
    ...checkBase("OPSGENIE_URL", url, "https://api.eu.opsgenie.com"),
    ...(team !== undefined && key === undefined
      ? ["OPSGENIE_TEAM is set but OPSGENIE_API_KEY is not: set the key too, or take the team away."]
      : []),
    ...checkPace(paceNames, settings),
  ];
};

/** Reads with the key for reading: https://docs.opsgenie.com/docs/api-access-management */
const connectCollect = (
  settings: Settings,
  readKey: string,
  base: URL,
  { clock, log, signal }: Connection,
  waits: Waits,
): Collect => {
  const get = createPatientGet({
    service: "OpsGenie",
    keySetting: "OPSGENIE_READ_KEY (and OPSGENIE_URL for accounts in the EU)",
    headers: { authorization: `GenieKey ${readKey}` },
    secrets: [readKey],
    timeoutMs: waits.timeoutMs ?? READ_TIMEOUT_MS,
    sleep: waits.sleep ?? sleep,
    ...{ clock, log, signal },
  });
  return createCollect(createReader(base, get, log), clock, paceOf(paceNames, settings));
};

/**
 * What needs OpsGenie's API: calls with one key, history with another, each without the other; undefined without both.
 * Throws Failure("config") when the URL is not one.
 */
export const connect = (settings: Settings, connection: Connection, waits: Waits = {}): Capabilities | undefined => {
  const { OPSGENIE_API_KEY: apiKey, OPSGENIE_READ_KEY: readKey, OPSGENIE_TEAM: team } = settings;
  if (apiKey === undefined && readKey === undefined) return undefined;
  const base = httpUrl(settings.OPSGENIE_URL ?? "https://api.opsgenie.com");
  if (!base) throw new Failure("config", "OPSGENIE_URL names no host");
  return {
    ...(apiKey === undefined ? {} : { pager: connectPager({ base, apiKey, team }, connection, waits.timeoutMs) }),
    ...(readKey === undefined ? {} : { collect: connectCollect(settings, readKey, base, connection, waits) }),
  };
};

const connectPager = (
  { base, apiKey, team }: { readonly base: URL; readonly apiKey: string; readonly team: string | undefined },
  { signal }: Connection,
  timeoutMs = TIMEOUT_MS,
): Pager => {
  const send = createSendJson({
    service: "OpsGenie",
    secrets: [apiKey],
    keySetting: "OPSGENIE_API_KEY (and OPSGENIE_URL for accounts in the EU)",
    why: whyRefused,
    timeoutMs,
    signal,
  });
  return createPager({ base, apiKey, team }, send);
};
