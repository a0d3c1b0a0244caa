import { defineIntegration } from "../core/integration.ts";
import { checkBase } from "../lib/http-url.ts";
import { createMeasure } from "./prometheus/measure.ts";

const EXAMPLE = "http://prometheus.example.com:9090";

/** Prometheus, and whatever answers its queries: VictoriaMetrics, Thanos, Mimir. */
export default defineIntegration({
  name: "prometheus",
  docs: "https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries",
  settings: {
    PROMETHEUS_URL: { about: "where Prometheus or VictoriaMetrics is asked for points of graphs", example: EXAMPLE },
    PROMETHEUS_AUTH: { about: '"user:password" or a bearer token, where it asks for one', secret: true },
    PROMETHEUS_LINK_URL: { about: "where browsers open it, when that is another address", example: EXAMPLE },
  },
  check: ({ PROMETHEUS_URL, PROMETHEUS_AUTH, PROMETHEUS_LINK_URL }) => [
    ...checkBase("PROMETHEUS_URL", PROMETHEUS_URL, EXAMPLE),
    ...checkBase("PROMETHEUS_LINK_URL", PROMETHEUS_LINK_URL, EXAMPLE),
    ...(PROMETHEUS_URL === undefined && (PROMETHEUS_AUTH !== undefined || PROMETHEUS_LINK_URL !== undefined)
      ? ["PROMETHEUS_AUTH or PROMETHEUS_LINK_URL is set without PROMETHEUS_URL: set that too."]
      : []),
  ],
  connect({ PROMETHEUS_URL: url, PROMETHEUS_AUTH: auth, PROMETHEUS_LINK_URL: linkUrl }, connection) {
    return url === undefined
      ? undefined
      : { measure: createMeasure({ url, auth, linkUrl: linkUrl ?? url }, connection) };
  },
});
