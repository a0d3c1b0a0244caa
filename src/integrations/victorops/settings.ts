import type { SettingSpecs } from "../../core/integration.ts";

/** What calls through Splunk On-Call need to be told. */
export const callSettings = {
  VICTOROPS_REST_KEY: {
    about: "key in the address of the REST integration (REST - Generic), for Page on-call",
    secret: true,
  },
  VICTOROPS_ROUTING_KEY: { about: "routing key of the team to call", example: "platform" },
  VICTOROPS_ALERT_URL: {
    about: "base URL of the REST endpoint's host, for a proxy",
    byDefault: "https://alert.victorops.com",
  },
} as const satisfies SettingSpecs;
