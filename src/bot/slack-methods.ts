/** Every Web API method the bot calls and the bot scopes it takes (https://docs.slack.dev/reference/methods). */
export const METHODS = {
  "auth.test": [],
  "chat.postMessage": ["chat:write"],
  "chat.update": ["chat:write"],
  "chat.delete": ["chat:write"],
  "chat.postEphemeral": ["chat:write"],
  "conversations.history": ["channels:history", "groups:history", "im:history"],
  "conversations.replies": ["channels:history", "groups:history", "im:history"],
  "conversations.list": ["channels:read", "groups:read"],
  "users.info": ["users:read", "users:read.email"],
  "users.lookupByEmail": ["users:read.email"],
  "views.open": [],
  "files.getUploadURLExternal": ["files:write"],
  "files.completeUploadExternal": ["files:write"],
  "files.info": ["files:read"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Events the bot listens to and the scopes they take (https://docs.slack.dev/reference/events). */
export const EVENTS = {
  app_mention: ["app_mentions:read"],
  "message.im": ["im:history"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Slash commands the bot answers; each takes the scope `commands`. */
export const SLASH_COMMANDS = ["/oncall", "/alerts"] as const;
