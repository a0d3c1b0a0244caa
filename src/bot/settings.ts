import type { SettingSpecs, SettingValues } from "../core/integration.ts";

/** What the Slack side needs; how to get each is in the README. */
export const botSettings = {
  SLACK_MODE: {
    about: "how Slack reaches the bot: socket needs no public address, http needs one",
    byDefault: "socket",
    oneOf: ["socket", "http"],
  },
  SLACK_BOT_TOKEN: { about: "bot token of the installed app", secret: true, example: "xoxb-…" },
  SLACK_APP_TOKEN: {
    about: "app-level token with the scope connections:write, for socket mode",
    secret: true,
    example: "xapp-…",
  },
  SLACK_SIGNING_SECRET: { about: "signing secret of the app, for http mode", secret: true },
  SLACK_API_URL: {
    about: "where Slack's Web API is, when it is behind a proxy",
    byDefault: "https://slack.com/api/",
  },
} as const satisfies SettingSpecs;

/** What is missing or contradictory, each as a sentence with what to do; values are never repeated. */
export const checkBotSettings = (values: SettingValues<typeof botSettings>): string[] => {
  const mode = values.SLACK_MODE ?? botSettings.SLACK_MODE.byDefault;
  const app = values.SLACK_APP_TOKEN;
  const problems: string[] = [];
  if (mode !== "socket" && mode !== "http") problems.push(`SLACK_MODE is neither "socket" nor "http": choose one.`);
  if (!values.SLACK_BOT_TOKEN)
    problems.push("SLACK_BOT_TOKEN is missing: copy the Bot User OAuth Token from OAuth & Permissions of the app.");
  else if (!values.SLACK_BOT_TOKEN.startsWith("xoxb-"))
    problems.push("SLACK_BOT_TOKEN does not start with xoxb-: use the Bot User OAuth Token, no other.");
  if (mode === "socket" && !app)
    problems.push(
      "SLACK_APP_TOKEN is missing for socket mode: make an app-level token with connections:write under Basic Information, or set SLACK_MODE=http.",
    );
  if (app && !app.startsWith("xapp-"))
    problems.push("SLACK_APP_TOKEN does not start with xapp-: use the app-level token of Basic Information.");
  if (mode === "http" && !values.SLACK_SIGNING_SECRET)
    problems.push(
      "SLACK_SIGNING_SECRET is missing for http mode: copy it from Basic Information of the app, or set SLACK_MODE=socket.",
    );
  if (mode === "http" && app)
    problems.push("SLACK_APP_TOKEN is set but SLACK_MODE is http: remove it, or set SLACK_MODE=socket.");
  const api = values.SLACK_API_URL;
  if (api && (!URL.canParse(api) || !/^https?:$/.test(new URL(api).protocol)))
    problems.push("SLACK_API_URL is not an http(s) address: remove it to use Slack's.");
  return problems;
};
