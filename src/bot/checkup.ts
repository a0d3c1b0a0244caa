import type { Check } from "../core/checkup.ts";
import { toFailure } from "../core/failure.ts";
import type { BotState } from "./bot-state.ts";
import { EVENTS, METHODS, OPTIONAL_SCOPES } from "./slack-methods.ts";
import type { WebCalls } from "./web-call.ts";

/** What looking at Slack needs. */
export interface CheckupParts {
  readonly calls: WebCalls;
  readonly mode: "socket" | "http";
  state(): BotState;
}

const MOST_SKEW_MS = 60_000;
const REINSTALL =
  "At api.slack.com/apps → App Manifest: paste manifest.yml, save, and press Reinstall to Workspace under Install App.";

/** Scopes that methods, events and slash commands take. */
const neededScopes = (): readonly string[] => [
  ...new Set([...Object.values(METHODS).flat(), ...Object.values(EVENTS).flat(), "commands"]),
];

/** Granted scopes against those that are needed; more than that is fine. */
export const checkScopes = (granted: readonly string[] | undefined): Check => {
  const name = "scopes";
  if (granted === undefined) return { name, state: "skipped", says: "Slack did not say what was granted" };
  const missing = neededScopes().filter((scope) => !granted.includes(scope));
  const required = missing.filter((scope) => OPTIONAL_SCOPES[scope] === undefined);
  if (required.length > 0) return { name, state: "bad", says: `missing: ${missing.join(", ")}`, mend: REINSTALL };
  if (missing.length === 0) return { name, state: "ok", says: `all ${neededScopes().length} are granted` };
  const what = missing.map((scope) => `${scope} (${OPTIONAL_SCOPES[scope]})`).join("; ");
  return { name, state: "warn", says: `not granted: ${what}`, mend: `If you use these: ${REINSTALL}` };
};

const checkConnection = ({ mode, state }: CheckupParts): Check => {
  const { connected, problem } = state();
  const name = "connection";
  const how = mode === "socket" ? "Socket Mode" : "HTTP: Slack sends to /slack/events";
  if (connected && problem === undefined) return { name, state: "ok", says: how };
  if (connected) return { name, state: "warn", says: `${how}, but ${problem}` };
  const mend =
    mode === "socket"
      ? "Check that SLACK_APP_TOKEN has the scope connections:write, and that this machine reaches wss://wss-primary.slack.com."
      : "Check SLACK_BOT_TOKEN: until Slack says who we are, nothing is taken from it.";
  return { name, state: "bad", says: problem ?? "not connected", mend };
};

/** Slack's clock against ours. */
export const checkClock = (aheadMs: number | undefined): Check => {
  const name = "clock";
  if (aheadMs === undefined) return { name, state: "skipped", says: "Slack did not say what time it is" };
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  if (Math.abs(aheadMs) <= MOST_SKEW_MS) return { name, state: "ok", says: `${seconds} s apart from Slack's` };
  return {
    name,
    state: "warn",
    says: `this machine's clock is ${seconds} s ${aheadMs > 0 ? "behind" : "ahead of"} Slack's`,
    mend: "Turn on time synchronisation (timedatectl set-ntp true): signatures and times in messages depend on it.",
  };
};

/** Token, workspace, scopes, connection and clock. Never throws. */
export const checkSlack = async (parts: CheckupParts): Promise<readonly Check[]> => {
  const { calls } = parts;
  try {
    const told = await calls.attempt("auth.test", () => calls.web.auth.test());
    const { team, team_id, url, user, user_id } = told;
    return [
      { name: "token", state: "ok", says: `valid, for the bot ${user ?? ""} (${user_id ?? "?"})` },
      { name: "workspace", state: "ok", says: `${team ?? team_id ?? "?"}, ${url ?? ""}` },
      checkScopes(told.response_metadata?.scopes),
      checkConnection(parts),
      checkClock(calls.aheadMs()),
    ];
  } catch (error) {
    const { code, message } = toFailure(error);
    const mend =
      code === "credentials"
        ? "Install the app again at api.slack.com/apps and set SLACK_BOT_TOKEN to the new Bot User OAuth Token."
        : "Check that this machine reaches https://slack.com/api/ (proxy, firewall), or SLACK_API_URL.";
    return [{ name: "token", state: "bad", says: message, mend }, checkConnection(parts), checkClock(calls.aheadMs())];
  }
};
