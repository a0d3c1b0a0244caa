import { botSettings } from "../bot/settings.ts";
import type { SettingSpecs } from "../core/integration.ts";
import type { WeekStart } from "../core/time/range.ts";
import { integrations } from "../integrations/index.ts";
import { DAYS } from "./days.ts";

/** First days of a week by their names. */
export const WEEK_STARTS: Readonly<Record<(typeof DAYS)[number], WeekStart>> = {
  monday: 1,
  tuesday: 2,
  wednesday: 3,
  thursday: 4,
  friday: 5,
  saturday: 6,
  sunday: 7,
};

/** Settings of the house itself; those of Slack and of each integration are declared where they are used. */
export const coreSettings = {
  OPS_CHANNEL: { about: "the channel for alerts and answers, by name or id", byDefault: "ops" },
  ADMIN_CHANNEL: { about: "the channel for Dr. M's own troubles; the ops channel when not set", example: "ops-admin" },
  PUBLIC_URL: {
    about: "the address that people and services reach Dr. M at; links and webhooks are made from it",
    example: "https://drm.example.com",
  },
  PORT: { about: "TCP port for webhooks and live pages", byDefault: "8080" },
  HOST: { about: "address to listen on; 0.0.0.0 for every interface", byDefault: "127.0.0.1" },
  DATA_DIR: { about: "folder of the embedded store", byDefault: "data" },
  DATABASE_URL: {
    about: "PostgreSQL instead of the embedded store, for several replicas",
    secret: true,
    example: "postgres://drm:secret@db/drm",
  },
  TEAM_TZ: { about: "time zone of reports and of people whose zone is unknown (IANA name)", byDefault: "UTC" },
  WEEK_START: { about: "first day of the week", byDefault: "monday", oneOf: DAYS },
  NAMES: { about: "how people appear in statistics", byDefault: "shown", oneOf: ["shown", "initials", "totals"] },
  THEME: { about: "colours of posted pictures", byDefault: "light", oneOf: ["light", "dark"] },
  ALERT_GRAPHS: {
    about: "whether a new card gets a graph of what its alert was measured by, in its thread",
    byDefault: "on",
    oneOf: ["on", "off"],
  },
  WATCH_MINUTES: {
    about:
      "minutes between pictures of a watched graph where Slack cannot fetch them from PUBLIC_URL: each is a new message, which phones tell of",
    byDefault: "5",
  },
  LINK_SECRETS: {
    about:
      "keys that sign live links; several, comma separated, while rotating; made and kept in the store when not set",
    secret: true,
  },
  LINK_DAYS: { about: "days that a live link posted to a channel works", byDefault: "30" },
  HISTORY_DAYS: { about: "days of history that the first run reads", byDefault: "56" },
  POLL_SECONDS: { about: "seconds between polls that repair what webhooks missed", byDefault: "60" },
  KEEP_INBOX_DAYS: { about: "days that finished deliveries are kept", byDefault: "14" },
  KEEP_OUTBOX_DAYS: { about: "days that finished messages can still be edited", byDefault: "30" },
  KEEP_SNAPSHOT_DAYS: { about: "days that posted pictures are kept", byDefault: "90" },
  KEEP_AUDIT_DAYS: { about: "days that who changed what is kept", byDefault: "400" },
  KEEP_FACT_DAYS: {
    about: "days that who was paged, time on call, planned work, verdicts and ratings are kept; for ever when not set",
    example: "800",
  },
  KEEP_INCIDENT_DAYS: { about: "days that problems are kept after their end; for ever when not set", example: "800" },
  DEADMAN_URL: {
    about:
      "an address that is called every minute while all is well (healthchecks.io): whoever watches it hears when it stops",
    secret: true,
    example: "https://hc-ping.com/your-uuid",
  },
  METRICS_PEOPLE: {
    about: "whether counts on /metrics are split by person too: one series for each",
    byDefault: "off",
    oneOf: ["on", "off"],
  },
  LOG_LEVEL: { about: "how much is logged", byDefault: "info", oneOf: ["debug", "info", "warn", "error"] },
} as const satisfies SettingSpecs;

/** The setting that names the config file; it can only stand in the environment. */
const fileSetting = {
  DRM_CONFIG: {
    about: "an optional YAML file with routes, runbooks, redaction and any of these settings; the environment wins",
    example: "drm.yaml",
  },
} as const satisfies SettingSpecs;

/** All settings by who declares them, in the order of the documentation. */
export const settingGroups: readonly { readonly title: string; readonly specs: SettingSpecs }[] = [
  { title: "Slack", specs: botSettings },
  ...integrations.map(({ name, settings }) => ({ title: name, specs: settings })),
  { title: "The house", specs: { ...coreSettings, ...fileSetting } },
];

/** Names of all settings. */
export const settingNames = (): readonly string[] => settingGroups.flatMap(({ specs }) => Object.keys(specs));
