import { Failure } from "../../core/failure.ts";
import type { Capabilities, Connection, SettingValues } from "../../core/integration.ts";
import { createAskJson } from "../../lib/ask-json.ts";
import { checkBase, httpUrl } from "../../lib/http-url.ts";
import { createPapertrailLogs, whyPapertrailRefused } from "./logs.ts";

/** What counting log lines needs. */
export const searchSettings = {
  PAPERTRAIL_API_TOKEN: { asking: true, about: "token of somebody's profile, to count log lines", secret: true },
  PAPERTRAIL_URL: { about: "where Papertrail is", byDefault: "https://papertrailapp.com" },
} as const;

type Settings = SettingValues<typeof searchSettings>;

/** Pages of thousands of lines are larger than other answers. */
const MAX_BYTES = 16 * 1024 * 1024;

/** It answers with what it found until then after about five seconds of its own. */
const TIMEOUT_MS = 6_500;

/** Settings of searches that are not right, each with what to do. */
export const checkSearch = ({ PAPERTRAIL_URL: url }: Settings) =>
  checkBase("PAPERTRAIL_URL", url, "https://papertrailapp.com");

/** What needs Papertrail's API; undefined without a token. Throws Failure("config") when the URL is not one. */
export const connect = (
  { PAPERTRAIL_API_TOKEN: token, PAPERTRAIL_URL: url }: Settings,
  { clock, signal }: Connection,
): Capabilities | undefined => {
  if (token === undefined) return undefined;
  const base = httpUrl(url ?? "https://papertrailapp.com");
  if (!base) throw new Failure("config", "PAPERTRAIL_URL names no host");
  const ask = createAskJson({
    service: "Papertrail",
    keySetting: "PAPERTRAIL_API_TOKEN",
    headers: { "x-papertrail-token": token },
    secrets: [token],
    why: whyPapertrailRefused,
    signal,
    maxBytes: MAX_BYTES,
    timeoutMs: TIMEOUT_MS,
  });
  return { logs: createPapertrailLogs({ base, clock }, ask) };
};
