import { Failure } from "../core/failure.ts";
import { defineIntegration } from "../core/integration.ts";
import { createAskJson } from "../lib/ask-json.ts";
import { checkBase, httpUrl } from "../lib/http-url.ts";
import { createSolarWindsLogs, whySolarWindsRefused } from "./solarwinds/logs.ts";

const REGIONS = ["na-01", "na-02", "eu-01", "ap-01"];

/** Counts of log lines in SolarWinds Observability, where Papertrail went. */
export default defineIntegration({
  name: "solarwinds",
  docs: "https://documentation.solarwinds.com/en/success_center/observability/content/intro/logs/migrate-papertrail-info.htm",
  settings: {
    SOLARWINDS_TOKEN: { about: "API token of SolarWinds Observability, to count log lines", secret: true },
    SOLARWINDS_REGION: { about: "data centre, as in the address that you open", byDefault: "na-01", oneOf: REGIONS },
    SOLARWINDS_URL: {
      about: "where its API answers, instead of the region's address",
      example: "https://api.na-01.cloud.solarwinds.com",
    },
  },
  check: ({ SOLARWINDS_URL: url }) => checkBase("SOLARWINDS_URL", url, "https://api.na-01.cloud.solarwinds.com"),
  connect({ SOLARWINDS_TOKEN: token, SOLARWINDS_REGION: region, SOLARWINDS_URL: url }, { clock, signal }) {
    if (token === undefined) return undefined;
    const base = httpUrl(url ?? `https://api.${region ?? "na-01"}.cloud.solarwinds.com`);
    if (!base) throw new Failure("config", "SOLARWINDS_URL names no host");
    const ask = createAskJson({
      service: "SolarWinds Observability",
      keySetting: "SOLARWINDS_TOKEN and SOLARWINDS_REGION",
      headers: { authorization: `Bearer ${token}` },
      secrets: [token],
      why: whySolarWindsRefused,
      signal,
    });
    return { logs: createSolarWindsLogs({ base, clock }, ask) };
  },
});
