import type { SettingSpecs } from "../../core/integration.ts";
import { paceAbout } from "../../lib/collect-pace.ts";

/** What calls through Splunk On-Call need to be told. */
export const callSettings = {
  VICTOROPS_REST_KEY: {
    asking: true,
    about: "key in the address of the REST integration (REST - Generic), for Page on-call",
    secret: true,
  },
  VICTOROPS_ROUTING_KEY: { asking: true, about: "routing key of the team to call", example: "platform" },
  VICTOROPS_ALERT_URL: {
    about: "base URL of the REST endpoint's host, for a proxy",
    byDefault: "https://alert.victorops.com",
  },
} as const satisfies SettingSpecs;

/** What reading history and who is on call needs to be told. */
export const collectSettings = {
  VICTOROPS_API_ID: {
    asking: true,
    about: "id of the organization's API access: history and who was on call are read when it and the key are set",
    example: "4db9c3ea",
  },
  VICTOROPS_API_KEY: { asking: true, about: "key of the same API access, read-only is enough", secret: true },
  VICTOROPS_API_URL: { about: "base URL of the API's host, for a proxy", byDefault: "https://api.victorops.com" },
  VICTOROPS_COLLECT_MINUTES: paceAbout.minutes,
  VICTOROPS_OVERLAP_MINUTES: paceAbout.overlap,
  VICTOROPS_HISTORY_DAYS: paceAbout.days,
} as const satisfies SettingSpecs;

/** Names of the pace's settings. */
export const paceNames = {
  minutes: "VICTOROPS_COLLECT_MINUTES",
  overlap: "VICTOROPS_OVERLAP_MINUTES",
  days: "VICTOROPS_HISTORY_DAYS",
} as const;
