import { Failure } from "../../core/failure.ts";
import { isJson, type Json, list, objects, text } from "./json.ts";

/** A command as the manifest declares it. */
export interface SlashCommand {
  readonly command: string;
  readonly description: string;
  readonly usageHint: string;
  /** Mentions, channels and addresses in its words arrive in Slack's angle brackets. */
  readonly escapes: boolean;
}

/** What the workspace reads from an app manifest (https://docs.slack.dev/reference/app-manifest). */
export interface Manifest {
  readonly name: string;
  readonly botName: string;
  readonly scopes: ReadonlySet<string>;
  readonly commands: ReadonlyMap<string, SlashCommand>;
  readonly events: ReadonlySet<string>;
  /** Domains whose links the app hears of, at most five. */
  readonly unfurlDomains: readonly string[];
  readonly socketMode: boolean;
  readonly interactivity: boolean;
  readonly homeTab: boolean;
  readonly messagesTab: boolean;
  /** People may write in the direct message with the app. */
  readonly messagesWritable: boolean;
}

/** Scope an event needs before Slack delivers it (https://docs.slack.dev/reference/events). */
export const EVENT_SCOPES: Readonly<Record<string, string | null>> = {
  app_mention: "app_mentions:read",
  app_home_opened: null,
  link_shared: "links:read",
  "message.channels": "channels:history",
  "message.groups": "groups:history",
  "message.im": "im:history",
  reaction_added: "reactions:read",
  reaction_removed: "reactions:read",
  member_joined_channel: "channels:read",
  channel_archive: "channels:read",
  channel_left: "channels:read",
  app_uninstalled: null,
  tokens_revoked: null,
};

const inside = (value: Json, ...path: readonly string[]): Json => {
  let at: unknown = value;
  for (const name of path) at = isJson(at) ? at[name] : undefined;
  return isJson(at) ? at : {};
};

/** Parsed manifest.yml -> Manifest; Failure("config") with every problem Slack would refuse it for. */
export const readManifest = (manifest: object): Manifest => {
  const source: Json = { ...manifest };
  const features = inside(source, "features");
  const home = inside(features, "app_home");
  const settings = inside(source, "settings");
  const scopes = new Set(list(inside(source, "oauth_config", "scopes").bot).map(text));
  const events = new Set(list(inside(settings, "event_subscriptions").bot_events).map(text));
  const commands = objects(features.slash_commands).map((one) => ({
    command: text(one.command),
    description: text(one.description),
    usageHint: text(one.usage_hint),
    escapes: one.should_escape === true,
  }));
  const unfurlDomains = list(features.unfurl_domains).map(text);
  const problems = [...findProblems(scopes, events, commands), ...findDomainProblems(unfurlDomains)];
  if (problems.length > 0) {
    throw new Failure("config", `the manifest cannot be installed: ${problems.join("; ")}`, { problems });
  }
  const name = text(inside(source, "display_information").name) || "app";
  return {
    name,
    botName: text(inside(features, "bot_user").display_name) || name,
    scopes,
    commands: new Map(commands.map((one) => [one.command, one])),
    events,
    unfurlDomains,
    socketMode: settings.socket_mode_enabled === true,
    interactivity: inside(settings, "interactivity").is_enabled === true,
    homeTab: home.home_tab_enabled === true,
    messagesTab: home.messages_tab_enabled !== false,
    messagesWritable: home.messages_tab_read_only_enabled !== true,
  };
};

/** As in Slack's own schema: hosts without a scheme or a port. */
const DOMAIN = /^(?![.-])([-a-z0-9.])+([a-z0-9])$/;
const MOST_DOMAINS = 5;

const findDomainProblems = (domains: readonly string[]): readonly string[] => [
  ...domains.filter((one) => !DOMAIN.test(one)).map((one) => `${one} is not a domain to unfurl`),
  ...(domains.length > MOST_DOMAINS ? [`no more than ${MOST_DOMAINS} domains to unfurl`] : []),
];

const findProblems = (
  scopes: ReadonlySet<string>,
  events: ReadonlySet<string>,
  commands: readonly SlashCommand[],
): readonly string[] => {
  const problems: string[] = [];
  for (const event of events) {
    const scope = EVENT_SCOPES[event];
    if (scope === undefined) problems.push(`the event ${event} is not known here`);
    else if (scope !== null && !scopes.has(scope)) problems.push(`the event ${event} needs the scope ${scope}`);
  }
  if (commands.length > 0 && !scopes.has("commands")) problems.push("slash commands need the scope commands");
  for (const { command, description } of commands) {
    if (!/^\/[a-z0-9_-]{1,31}$/.test(command)) problems.push(`${command} is not a slash command`);
    if (description === "") problems.push(`${command} needs a description`);
  }
  return problems;
};
