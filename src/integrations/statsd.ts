import { defineIntegration } from "../core/integration.ts";
import { statsdCheckup } from "./statsd/checkup.ts";
import { createStatsd } from "./statsd/output.ts";

/** StatsD, and whatever takes its lines: numbers go out over UDP, each at most once. */
export default defineIntegration({
  name: "statsd",
  docs: "https://github.com/statsd/statsd/blob/master/docs/metric_types.md",
  settings: {
    STATSD_HOST: { about: "where counts of pages, acks and of Dr. M itself are sent", example: "statsd.example.com" },
    STATSD_PORT: { about: "its UDP port", byDefault: "8125" },
    STATSD_PREFIX: { about: "what every name begins with", example: "ptsd.payments" },
    STATSD_TAGS: {
      about: "whether labels are sent beside the names, as DogStatsD and StatsD 0.9 take them",
      byDefault: "off",
      oneOf: ["on", "off"],
    },
  },
  check: ({ STATSD_PORT: port, STATSD_PREFIX: prefix }) => [
    ...(port !== undefined && (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
      ? ["STATSD_PORT is not a port: give a number from 1 to 65535, mostly 8125."]
      : []),
    ...(prefix !== undefined && !/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?$/i.test(prefix)
      ? ["STATSD_PREFIX has to be words of letters, digits, _ and -, separated by dots: ptsd.payments."]
      : []),
  ],
  connect({ STATSD_HOST: host, STATSD_PORT: port = "8125", STATSD_PREFIX: prefix, STATSD_TAGS: tags }, connection) {
    if (host === undefined) return undefined;
    const output = createStatsd({ host, port: Number(port), prefix, tags: tags === "on" }, connection);
    return { output, checkup: statsdCheckup(host, port) };
  },
});
