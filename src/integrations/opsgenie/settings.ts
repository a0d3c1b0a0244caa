import type { SettingSpecs } from "../../core/integration.ts";
import { paceAbout } from "../../lib/collect-pace.ts";

/** What calls through OpsGenie need to be told. */
export const callSettings = {
  OPSGENIE_API_KEY: { asking: true, about: "key of an API integration, for Page on-call", secret: true },
  OPSGENIE_URL: {
    about: "base URL of the API; https://api.eu.opsgenie.com for accounts in the EU",
    byDefault: "https://api.opsgenie.com",
  },
  OPSGENIE_TEAM: {
    asking: true,
    about: "name of the team to call; without it the team of the API integration",
    example: "Platform",
  },
} as const satisfies SettingSpecs;

/** What reading history and who is on call needs to be told. */
export const collectSettings = {
  OPSGENIE_READ_KEY: {
    asking: true,
    about:
      "key of an API integration with read and configuration access: history and who was on call are read when it is set",
    secret: true,
  },
  OPSGENIE_COLLECT_MINUTES: paceAbout.minutes,
  OPSGENIE_OVERLAP_MINUTES: paceAbout.overlap,
  OPSGENIE_HISTORY_DAYS: paceAbout.days,
} as const satisfies SettingSpecs;

/** Names of the pace's settings. */
export const paceNames = {
  minutes: "OPSGENIE_COLLECT_MINUTES",
  overlap: "OPSGENIE_OVERLAP_MINUTES",
  days: "OPSGENIE_HISTORY_DAYS",
} as const;
