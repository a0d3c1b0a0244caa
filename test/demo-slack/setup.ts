import { deflateSync } from "node:zlib";
import bolt from "@slack/bolt";
import { createWorkspace, type Workspace, type WorkspaceOptions } from "../../src/demo/slack/index.ts";

export const SCOPES = [
  "app_mentions:read",
  "channels:history",
  "channels:read",
  "chat:write",
  "chat:write.public",
  "commands",
  "files:read",
  "files:write",
  "groups:history",
  "groups:read",
  "im:history",
  "im:read",
  "im:write",
  "reactions:write",
  "users:read",
  "users:read.email",
];

/** A manifest as manifest.yml parses; `scopes` and `events` replace those of the app. */
export const manifest = (
  change: { scopes?: readonly string[]; events?: readonly string[]; interactivity?: boolean } = {},
) => ({
  display_information: { name: "Dr. M" },
  features: {
    app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
    bot_user: { display_name: "drm", always_online: true },
    slash_commands: [{ command: "/oncall", description: "Asks about on-call", usage_hint: "stats" }],
  },
  oauth_config: { scopes: { bot: change.scopes ?? SCOPES } },
  settings: {
    socket_mode_enabled: true,
    interactivity: { is_enabled: change.interactivity ?? true },
    event_subscriptions: {
      bot_events: change.events ?? [
        "app_home_opened",
        "app_mention",
        "message.channels",
        "message.groups",
        "message.im",
      ],
    },
  },
});

export const PEOPLE = [
  { name: "Ana Ruiz", email: "ana@example.com", tz: "Europe/Madrid" },
  { name: "Ben Okafor", email: "ben@example.com", tz: "America/New_York" },
  { name: "Gil Guest", email: "gil@example.com", ultraRestricted: true },
];

/** A workspace with limits off unless asked for, ending when the returned close is called. */
export const start = (options: Partial<WorkspaceOptions> = {}): Promise<Workspace> =>
  createWorkspace({ manifest: manifest(), people: PEOPLE, limits: false, ...options });

/** A client that tries once and answers errors as they come. */
export const clientOf = (workspace: Workspace, token = workspace.tokens.bot): bolt.webApi.WebClient =>
  new bolt.webApi.WebClient(token, {
    slackApiUrl: workspace.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: quiet,
  });

const nothing = (): void => {};
export const quiet = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => bolt.LogLevel.ERROR,
  setName: nothing,
};

/** A real Bolt app in Socket Mode, built as the bot builds its own. */
export const socketApp = (
  workspace: Workspace,
  options: { readonly clientPingTimeout?: number } = {},
): { app: bolt.App; stop: () => Promise<void>; connectedAgain: () => Promise<void> } => {
  const receiver = new bolt.SocketModeReceiver({
    appToken: workspace.tokens.app,
    logger: quiet,
    ...options,
    installerOptions: { clientOptions: { slackApiUrl: workspace.apiUrl } },
  });
  const app = new bolt.App({
    token: workspace.tokens.bot,
    receiver,
    deferInitialization: true,
    logger: quiet,
    clientOptions: { slackApiUrl: workspace.apiUrl, retryConfig: { retries: 0 } },
  });
  // Stopping it between open and hello throws undefined (https://github.com/slackapi/node-slack-sdk/issues/2656).
  const connectedAgain = (): Promise<void> =>
    new Promise((resolve) => void receiver.client.once("connected", () => resolve()));
  return { app, connectedAgain, stop: () => receiver.client.disconnect() };
};

/** `{ ok, error, … }` of a call that may be refused. */
export const outcome = async (call: Promise<unknown>): Promise<Record<string, unknown>> => {
  try {
    return { ok: true, ...((await call) as object) };
  } catch (error) {
    if (error instanceof Error && "data" in error && typeof error.data === "object") return { ...error.data };
    throw error;
  }
};

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const crc = (bytes: Uint8Array): number => {
  let c = 0xffffffff;
  for (const byte of bytes) c = (crcTable[(c ^ byte) & 255] ?? 0) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
};
const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, sum]);
};

/** A grey PNG of this size. */
export const png = (width: number, height: number): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height, 128);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
};
