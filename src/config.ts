import { existsSync } from "node:fs";
import { botSettings, checkBotSettings } from "./bot/settings.ts";
import { readConfigFile } from "./config/file.ts";
import { coreSettings, settingGroups, settingNames, WEEK_STARTS } from "./config/settings.ts";
import { toPolicy } from "./config/to-policy.ts";
import { Failure } from "./core/failure.ts";
import type { SettingSpecs, SettingValues } from "./core/integration.ts";
import type { Policy } from "./core/policy.ts";
import type { Names } from "./core/stats.ts";
import type { WeekStart } from "./core/time/range.ts";
import { integrations } from "./integrations/index.ts";

export { settingGroups };

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
  /** New cards get a graph of what their alert was measured by. */
  readonly alertGraphs: boolean;
  /** Between pictures of a watched graph that cannot be edited. */
  readonly watchMinutes: number;
  /** Whether /metrics tells people apart. */
  readonly metricsPeople: boolean;
  readonly linkSecrets: readonly string[];
  readonly linkDays: number;
  readonly historyMs: number;
  readonly pollMs: number;
  readonly keep: {
    readonly inboxDays: number;
    readonly outboxDays: number;
    readonly snapshotDays: number;
    readonly auditDays: number;
    /** For ever when undefined. */
    readonly factDays: number | undefined;
    readonly incidentDays: number | undefined;
  };
  readonly logLevel: string;
  /** What works with less than it could, each as a sentence. */
  readonly warnings: readonly string[];
  /** Routes, runbooks, heartbeats and redaction as the file has them now; `watchPolicy` follows it. */
  readonly policy: Policy;
  /** The config file, when there is one. */
  readonly file: string | undefined;
  /** Reads everything again from the same places. Throws Failure("config"). */
  readonly reread: () => Config;
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
  const file = readConfigFile(env.DRM_CONFIG);
  const problems = [...file.problems];
  const values = withDefaults({ ...file.values, ...given(env) });
  for (const { specs } of settingGroups) checkLists(specs, values, problems);
  if (needs.slack) problems.push(...checkBotSettings(pickOf(botSettings, values)));
  for (const { check } of integrations) problems.push(...(check?.(values) ?? []));
  const settings = assemble(values, problems);
  const config: Config = {
    ...settings,
    policy: toPolicy(file.sections, settings),
    file: env.DRM_CONFIG || undefined,
    reread: () => readConfig(env, needs),
  };
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

/** Settings of the environment that are ours and not empty. */
const given = (env: Values): Values => {
  const names = new Set(settingNames());
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => names.has(name) && value?.trim()));
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

const checkDeadman = (text: string | undefined, problems: string[]): void => {
  if (text !== undefined && !/^https?:$/.test(URL.parse(text)?.protocol ?? ""))
    problems.push("DEADMAN_URL is no http or https address. Copy the ping URL of your watcher, or unset it.");
};

const assemble = (values: Values, problems: string[]): Omit<Config, "policy" | "file" | "reread"> => {
  const whole = (name: string, min: number, max: number): number => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    problems.push(`${name} is "${values[name]}". It takes a whole number from ${min} to ${max}.`);
    return min;
  };
  const wholeIfSet = (name: string, min: number, max: number): number | undefined =>
    values[name] === undefined ? undefined : whole(name, min, max);
  checkDeadman(values.DEADMAN_URL, problems);
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
    alertGraphs: choice(coreSettings.ALERT_GRAPHS, values.ALERT_GRAPHS) === "on",
    watchMinutes: whole("WATCH_MINUTES", 1, 60),
    metricsPeople: choice(coreSettings.METRICS_PEOPLE, values.METRICS_PEOPLE) === "on",
    linkSecrets: checkSecrets(values.LINK_SECRETS, problems),
    linkDays: whole("LINK_DAYS", 1, 3_650),
    historyMs: whole("HISTORY_DAYS", 1, 3_650) * 86_400_000,
    pollMs: whole("POLL_SECONDS", 10, 3_600) * 1_000,
    keep: {
      inboxDays: whole("KEEP_INBOX_DAYS", 3, 3_650),
      outboxDays: whole("KEEP_OUTBOX_DAYS", 1, 3_650),
      snapshotDays: whole("KEEP_SNAPSHOT_DAYS", 1, 3_650),
      auditDays: whole("KEEP_AUDIT_DAYS", 1, 3_650),
      factDays: wholeIfSet("KEEP_FACT_DAYS", 60, 3_650),
      incidentDays: wholeIfSet("KEEP_INCIDENT_DAYS", 60, 3_650),
    },
    logLevel: values.LOG_LEVEL ?? "info",
    warnings: warningsOf(values),
  };
};

const warningsOf = (values: Values): readonly string[] => {
  const poll = "cards come by poll only, up to POLL_SECONDS late, and webhooks are refused";
  const others = values.OPSGENIE_READ_KEY ?? values.VICTOROPS_API_KEY;
  const told = [
    values.PUBLIC_URL
      ? ""
      : "PUBLIC_URL is not set: live links open on this machine only, and no service can send here",
    values.PAGERDUTY_TOKEN && !values.PAGERDUTY_WEBHOOK_SECRETS ? `PAGERDUTY_WEBHOOK_SECRETS is not set: ${poll}` : "",
    values.PAGERDUTY_TOKEN
      ? ""
      : `PAGERDUTY_TOKEN is not set: ${others ? "" : "no statistics, "}no buttons, nobody on call`,
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
