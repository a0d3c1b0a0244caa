import { Failure } from "../../core/failure.ts";
import type { Capabilities, Connection, SettingValues } from "../../core/integration.ts";
import { checkBase, httpUrl } from "../../lib/http-url.ts";
import { createSendJson } from "../../lib/send-json.ts";
import { createPager, whyRefused } from "./pager.ts";
import type { callSettings } from "./settings.ts";

type Settings = SettingValues<typeof callSettings>;

const TIMEOUT_MS = 5_000;

/** Settings of calls that contradict each other, each with what to do. */
export const checkCalls = ({ OPSGENIE_API_KEY: key, OPSGENIE_URL: url, OPSGENIE_TEAM: team }: Settings) => [
  ...checkBase("OPSGENIE_URL", url, "https://api.eu.opsgenie.com"),
  ...(team !== undefined && key === undefined
    ? ["OPSGENIE_TEAM is set but OPSGENIE_API_KEY is not: set the key too, or take the team away."]
    : []),
];

/** What needs OpsGenie's API; undefined without a key. Throws Failure("config") when the URL is not one. */
export const connect = (
  { OPSGENIE_API_KEY: apiKey, OPSGENIE_URL: url, OPSGENIE_TEAM: team }: Settings,
  { signal }: Connection,
  timeoutMs = TIMEOUT_MS,
): Capabilities | undefined => {
  if (apiKey === undefined) return undefined;
  const base = httpUrl(url ?? "https://api.opsgenie.com");
  if (!base) throw new Failure("config", "OPSGENIE_URL names no host");
  const send = createSendJson({
    service: "OpsGenie",
    secrets: [apiKey],
    keySetting: "OPSGENIE_API_KEY (and OPSGENIE_URL for accounts in the EU)",
    why: whyRefused,
    timeoutMs,
    signal,
  });
  return { pager: createPager({ base, apiKey, team }, send) };
};
