import type { SettingSpecs } from "../../core/integration.ts";

/** What calls through OpsGenie need to be told. */
export const callSettings = {
  OPSGENIE_API_KEY: { about: "key of an API integration, for Page on-call", secret: true },
  OPSGENIE_URL: {
    about: "base URL of the API; https://api.eu.opsgenie.com for accounts in the EU",
    byDefault: "https://api.opsgenie.com",
  },
  OPSGENIE_TEAM: {
    about: "name of the team to call; without it the team of the API integration",
    example: "Platform",
  },
} as const satisfies SettingSpecs;
