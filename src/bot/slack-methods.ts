/** Every Web API method the bot calls and the bot scopes it takes (https://docs.slack.dev/reference/methods). */
export const METHODS = {
  "auth.test": [],
  "chat.postMessage": ["chat:write"],
  "chat.update": ["chat:write"],
  "chat.delete": ["chat:write"],
  "chat.postEphemeral": ["chat:write"],
  "chat.unfurl": ["links:write"],
  "conversations.history": ["channels:history", "groups:history", "im:history"],
  "conversations.replies": ["channels:history", "groups:history", "im:history"],
  "conversations.info": ["channels:read", "groups:read"],
  "conversations.setTopic": ["channels:write.topic", "groups:write.topic"],
  "conversations.list": ["channels:read", "groups:read"],
  "users.conversations": ["channels:read", "groups:read"],
  "users.info": ["users:read", "users:read.email"],
  "users.lookupByEmail": ["users:read.email"],
  "usergroups.list": ["usergroups:read"],
  "usergroups.users.list": ["usergroups:read"],
  "usergroups.users.update": ["usergroups:write"],
  "views.open": [],
  "views.publish": [],
  "views.update": [],
  "files.getUploadURLExternal": ["files:write"],
  "files.completeUploadExternal": ["files:write"],
  "files.info": ["files:read"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Events the bot listens to and the scopes they take (https://docs.slack.dev/reference/events). */
export const EVENTS = {
  app_home_opened: [],
  app_mention: ["app_mentions:read"],
  link_shared: ["links:read"],
  "message.im": ["im:history"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Slash commands the bot answers; each takes the scope `commands`. */
export const SLASH_COMMANDS = ["/oncall", "/alerts", "/graph", "/measure", "/drm"] as const;

/** Scopes that only some settings need, and which; without them the rest works. */
export const OPTIONAL_SCOPES: Readonly<Record<string, string>> = {
  "channels:write.topic": "a channel's topic that follows who is on call",
  "groups:write.topic": "a private channel's topic that follows who is on call",
  "links:read": "titles and pictures below links to its pages",
  "links:write": "titles and pictures below links to its pages",
  "usergroups:read": "permissions for user groups, and user groups that follow who is on call",
  "usergroups:write": "user groups that follow who is on call",
};
