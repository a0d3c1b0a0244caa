import { defineIntegration } from "../core/integration.ts";
import { checkBase } from "../lib/http-url.ts";
import { createMeasure } from "./datadog/measure.ts";

const SITE = /^(?:[a-z0-9-]+\.)+[a-z]{2,}$/;
const EXAMPLE = "https://api.datadoghq.com";

/** Datadog: points of metrics, in its own query language. */
export default defineIntegration({
  name: "datadog",
  docs: "https://docs.datadoghq.com/api/latest/metrics/#query-timeseries-points",
  settings: {
    DATADOG_API_KEY: { about: "API key that Datadog is asked with for points of graphs", secret: true },
    DATADOG_APP_KEY: {
      about: "application key with the scopes timeseries_query and, to look for metrics, metrics_read",
      secret: true,
    },
    DATADOG_SITE: { about: "which Datadog it is", byDefault: "datadoghq.com", example: "datadoghq.eu" },
    DATADOG_API_URL: { about: "where its API is, when it is reached through a proxy", example: EXAMPLE },
  },
  check: ({ DATADOG_API_KEY, DATADOG_APP_KEY, DATADOG_SITE, DATADOG_API_URL }) => [
    ...checkBase("DATADOG_API_URL", DATADOG_API_URL, EXAMPLE),
    ...(DATADOG_SITE !== undefined && !SITE.test(DATADOG_SITE)
      ? ["DATADOG_SITE is no site: write it like datadoghq.com, datadoghq.eu or us3.datadoghq.com."]
      : []),
    ...((DATADOG_API_KEY === undefined) === (DATADOG_APP_KEY === undefined)
      ? []
      : ["DATADOG_API_KEY and DATADOG_APP_KEY belong together: set both."]),
  ],
  connect({ DATADOG_API_KEY, DATADOG_APP_KEY, DATADOG_SITE = "datadoghq.com", DATADOG_API_URL }, connection) {
    if (DATADOG_API_KEY === undefined || DATADOG_APP_KEY === undefined) return undefined;
    const url = DATADOG_API_URL ?? `https://api.${DATADOG_SITE}`;
    const place = { url, site: DATADOG_SITE, apiKey: DATADOG_API_KEY, appKey: DATADOG_APP_KEY };
    return { measure: createMeasure(place, connection) };
  },
});
