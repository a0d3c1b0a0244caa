import type { Tier } from "../limits.ts";

/** What Slack asks of a call before it looks at it. */
export interface MethodRule {
  readonly tier: Tier;
  /** One of these is enough; none: no scope needed. */
  readonly scopes: readonly string[];
  /** Arguments without which the call is refused. */
  readonly required: readonly string[];
  readonly token: "bot" | "app";
}

const rule = (tier: Tier, scopes: string, required = "", token: "bot" | "app" = "bot"): MethodRule => ({
  tier,
  scopes: scopes.split(" ").filter((one) => one !== ""),
  required: required.split(" ").filter((one) => one !== ""),
  token,
});

const READ = "channels:read groups:read im:read mpim:read";
const HISTORY = "channels:history groups:history im:history mpim:history";
const TOPIC =
  "channels:write.topic groups:write.topic im:write.topic mpim:write.topic channels:manage groups:write im:write mpim:write";
const OPEN = "channels:manage groups:write im:write mpim:write";

/** Every method of this workspace: tier, scopes and required arguments (https://docs.slack.dev/reference/methods). */
export const METHOD_RULES = {
  "auth.test": rule("t5", ""),
  "apps.connections.open": rule("t3", "connections:write", "", "app"),
  "bots.info": rule("t3", "users:read"),
  "chat.delete": rule("t3", "chat:write", "channel ts"),
  "chat.getPermalink": rule("t5", "", "channel message_ts"),
  "chat.postEphemeral": rule("t4", "chat:write", "channel user"),
  "chat.postMessage": rule("t5", "chat:write", "channel"),
  "chat.unfurl": rule("t3", "links:write"),
  "chat.update": rule("t3", "chat:write", "channel ts"),
  "conversations.history": rule("t3", HISTORY, "channel"),
  "conversations.info": rule("t3", READ, "channel"),
  "conversations.list": rule("t2", READ),
  "conversations.members": rule("t4", READ, "channel"),
  "conversations.open": rule("t3", OPEN),
  "conversations.setTopic": rule("t2", TOPIC, "channel topic"),
  "conversations.replies": rule("t3", HISTORY, "channel ts"),
  "files.completeUploadExternal": rule("t4", "files:write", "files"),
  "files.getUploadURLExternal": rule("t4", "files:write", "filename length"),
  "files.info": rule("t4", "files:read", "file"),
  "reactions.add": rule("t3", "reactions:write", "channel name timestamp"),
  "reactions.remove": rule("t2", "reactions:write", "name"),
  "team.info": rule("t3", "team:read"),
  "usergroups.list": rule("t2", "usergroups:read"),
  "usergroups.users.list": rule("t2", "usergroups:read", "usergroup"),
  "usergroups.users.update": rule("t2", "usergroups:write", "usergroup users"),
  "users.conversations": rule("t3", READ),
  "users.info": rule("t4", "users:read", "user"),
  "users.list": rule("t2", "users:read"),
  "users.lookupByEmail": rule("t3", "users:read.email", "email"),
  "views.open": rule("t4", "", "view"),
  "views.publish": rule("t4", "", "user_id view"),
  "views.push": rule("t4", "", "view"),
  "views.update": rule("t4", "", "view"),
} as const satisfies Readonly<Record<string, MethodRule>>;

/** A method of the table. */
export type MethodName = keyof typeof METHOD_RULES;

/** True for the names of the table. */
export const isMethod = (name: string): name is MethodName => Object.hasOwn(METHOD_RULES, name);
