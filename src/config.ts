import { existsSync, readFileSync } from "node:fs";
import { parse as parseYaml } from "yaml";
import { botSettings, checkBotSettings } from "./bot/settings.ts";
import { Failure } from "./core/failure.ts";
import type { SettingSpecs, SettingValues } from "./core/integration.ts";
import type { Names } from "./core/stats.ts";
import type { WeekStart } from "./core/time-range.ts";
import { integrations } from "./integrations/index.ts";

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

const WEEK_STARTS: Readonly<Record<(typeof DAYS)[number], WeekStart>> = {
  monday: 1,
  tuesday: 2,
  wednesday: 3,
  thursday: 4,
  friday: 5,
  saturday: 6,
  sunday: 7,
};

/** Settings of the house itself; those of Slack and of each integration are declared where they are used. */
const coreSettings = {
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
  LOG_LEVEL: { about: "how much is logged", byDefault: "info", oneOf: ["debug", "info", "warn", "error"] },
} as const satisfies SettingSpecs;

/** The setting that names the config file; it can only stand in the environment. */
const fileSetting = {
  DRM_CONFIG: { about: "an optional YAML file with any of these settings; the environment wins", example: "drm.yaml" },
} as const satisfies SettingSpecs;

/** All settings by who declares them, in the order of the documentation. */
export const settingGroups: readonly { readonly title: string; readonly specs: SettingSpecs }[] = [
  { title: "Slack", specs: botSettings },
  ...integrations.map(({ name, settings }) => ({ title: name, specs: settings })),
  { title: "The house", specs: { ...coreSettings, ...fileSetting } },
];

/** The checked settings: zones exist, numbers are in range, the public URL has no slash at its end. */
export interface Config {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly bot: SettingValues<typeof botSettings>;
  readonly opsChannel: string;
  readonly adminChannel: string;
  readonly publicUrl: string;
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly tz: string;
  readonly weekStart: WeekStart;
  readonly names: Names;
  readonly theme: "light" | "dark";
  readonly linkSecrets: readonly string[];
  readonly linkDays: number;
  readonly historyMs: number;
  readonly pollMs: number;
  readonly keep: { readonly inboxDays: number; readonly outboxDays: number; readonly snapshotDays: number };
  readonly logLevel: string;
  /** What works with less than it could, each as a sentence. */
  readonly warnings: readonly string[];
}

type Values = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment and the config file once; every problem is named in one Failure("config"). `slack: false` for
 * what runs beside the bot and never talks to Slack.
 */
export const readConfig = (
  env: Values = environment(),
  needs: { readonly slack: boolean } = { slack: true },
): Config => {
  const problems: string[] = [];
  const values = withDefaults({ ...readFile(env.DRM_CONFIG, problems), ...given(env) });
  for (const { specs } of settingGroups) checkLists(specs, values, problems);
  if (needs.slack) problems.push(...checkBotSettings(pickOf(botSettings, values)));
  for (const { check } of integrations) problems.push(...(check?.(values) ?? []));
  const config = assemble(values, problems);
  if (problems.length > 0)
    throw new Failure(
      "config",
      `${problems.length === 1 ? "1 setting needs" : `${problems.length} settings need`} attention:\n${problems.map((p) => `  - ${p}`).join("\n")}`,
      {
        problems,
      },
    );
  return config;
};

/** The process's environment, and below it the file `.env` of the current folder when there is one. */
const environment = (): Values => {
  if (existsSync(".env")) process.loadEnvFile(".env");
  return process.env;
};

const known = (): ReadonlySet<string> => new Set(settingGroups.flatMap(({ specs }) => Object.keys(specs)));

/** Settings of the environment that are ours and not empty. */
const given = (env: Values): Values => {
  const names = known();
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => names.has(name) && value?.trim()));
};

const readFile = (path: string | undefined, problems: string[]): Values => {
  if (!path) return {};
  if (!existsSync(path)) {
    problems.push(`DRM_CONFIG names ${path}, and there is no such file. Write it, or unset DRM_CONFIG.`);
    return {};
  }
  const parsed = parseFile(path, problems);
  const names = known();
  const strangers = Object.keys(parsed).filter((name) => !names.has(name));
  for (const name of strangers)
    problems.push(`${path} has ${name}, which is no setting. See .env.example for the names.`);
  return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
};

const parseFile = (path: string, problems: string[]): Record<string, unknown> => {
  try {
    const value: unknown = parseYaml(readFileSync(path, "utf8")) ?? {};
    if (typeof value === "object" && !Array.isArray(value)) return { ...value };
    problems.push(`${path} is not a list of "NAME: value" lines.`);
  } catch (error) {
    problems.push(
      `${path} is not YAML: ${error instanceof Error ? error.message.split("\n")[0] : error}. Mend that line.`,
    );
  }
  return {};
};

const withDefaults = (values: Values): Values => ({
  ...Object.fromEntries(
    settingGroups.flatMap(({ specs }) => Object.entries(specs).map(([name, { byDefault }]) => [name, byDefault])),
  ),
  ...values,
});

const checkLists = (specs: SettingSpecs, values: Values, problems: string[]): void => {
  for (const [name, { oneOf }] of Object.entries(specs)) {
    const value = values[name];
    if (value !== undefined && oneOf && !oneOf.includes(value))
      problems.push(`${name} is "${value}". It takes ${oneOf.join(", ")}.`);
  }
};

/** The values of the settings that `specs` declare. */
const pickOf = <S extends SettingSpecs>(specs: S, values: Values): SettingValues<S> =>
  Object.fromEntries(Object.keys(specs).map((name) => [name, values[name]])) as SettingValues<S>;

/** One of a closed list; what is not in it was told by `checkLists`. */
const choice = <T extends string>(spec: { readonly byDefault: T; readonly oneOf: readonly T[] }, value?: string): T =>
  spec.oneOf.find((one) => one === value) ?? spec.byDefault;

const assemble = (values: Values, problems: string[]): Config => {
  const whole = (name: string, min: number, max: number): number => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    problems.push(`${name} is "${values[name]}". It takes a whole number from ${min} to ${max}.`);
    return min;
  };
  const port = whole("PORT", 0, 65_535);
  const opsChannel = values.OPS_CHANNEL ?? "ops";
  return {
    values,
    bot: pickOf(botSettings, values),
    opsChannel,
    adminChannel: values.ADMIN_CHANNEL ?? opsChannel,
    publicUrl: checkUrl(values.PUBLIC_URL ?? `http://127.0.0.1:${port}`, problems),
    port,
    host: values.HOST ?? "127.0.0.1",
    dataDir: values.DATA_DIR ?? "data",
    databaseUrl: checkDatabase(values.DATABASE_URL, problems),
    tz: checkZone(values.TEAM_TZ ?? "UTC", problems),
    weekStart: WEEK_STARTS[choice(coreSettings.WEEK_START, values.WEEK_START)],
    names: choice(coreSettings.NAMES, values.NAMES),
    theme: choice(coreSettings.THEME, values.THEME),
    linkSecrets: checkSecrets(values.LINK_SECRETS, problems),
    linkDays: whole("LINK_DAYS", 1, 3_650),
    historyMs: whole("HISTORY_DAYS", 1, 3_650) * 86_400_000,
    pollMs: whole("POLL_SECONDS", 10, 3_600) * 1_000,
    keep: {
      inboxDays: whole("KEEP_INBOX_DAYS", 3, 3_650),
      outboxDays: whole("KEEP_OUTBOX_DAYS", 1, 3_650),
      snapshotDays: whole("KEEP_SNAPSHOT_DAYS", 1, 3_650),
    },
    logLevel: values.LOG_LEVEL ?? "info",
    warnings: warningsOf(values),
  };
};

const warningsOf = (values: Values): readonly string[] => {
  const poll = "cards come by poll only, up to POLL_SECONDS late, and webhooks are refused";
  const told = [
    values.PUBLIC_URL
      ? ""
      : "PUBLIC_URL is not set: live links open on this machine only, and no service can send here",
    values.PAGERDUTY_TOKEN && !values.PAGERDUTY_WEBHOOK_SECRETS ? `PAGERDUTY_WEBHOOK_SECRETS is not set: ${poll}` : "",
    values.PAGERDUTY_TOKEN ? "" : "PAGERDUTY_TOKEN is not set: no statistics, no buttons, nobody on call",
  ];
  return told.filter(Boolean);
};

const checkUrl = (text: string, problems: string[]): string => {
  const url = URL.parse(text);
  if (url && (url.protocol === "http:" || url.protocol === "https:") && url.search === "" && url.hash === "")
    return text.replace(/\/+$/, "");
  problems.push(`PUBLIC_URL is "${text}". It takes an address like https://drm.example.com, without a query.`);
  return "http://127.0.0.1";
};

const checkDatabase = (text: string | undefined, problems: string[]): string | undefined => {
  if (text !== undefined && !/^postgres(ql)?:\/\//.test(text))
    problems.push("DATABASE_URL is no postgres:// address. Unset it for the embedded store.");
  return text;
};

const checkZone = (tz: string, problems: string[]): string => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: tz });
    return tz;
  } catch {
    problems.push(`TEAM_TZ is "${tz}", which is no time zone. It takes an IANA name like Europe/Berlin.`);
    return "UTC";
  }
};

const checkSecrets = (text: string | undefined, problems: string[]): readonly string[] => {
  const secrets = (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  if (secrets.some((secret) => secret.length < 32))
    problems.push("LINK_SECRETS has a key shorter than 32 characters. Make one with: openssl rand -hex 32");
  return secrets;
};
