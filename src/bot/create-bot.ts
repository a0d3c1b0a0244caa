import { type Logger, LogLevel, type Receiver } from "@slack/bolt";
import type { Chat } from "../core/chat.ts";
import type { Check } from "../core/checkup.ts";
import { toFailure } from "../core/failure.ts";
import type { BotOptions } from "./bot-options.ts";
import { type BotState, createBotState } from "./bot-state.ts";
import { createChat } from "./chat.ts";
import { checkSlack } from "./checkup.ts";
import { createDirectory } from "./directory.ts";
import { EventApp } from "./event-app.ts";
import { createIdentity, type Identity, learnIdentity } from "./identity.ts";
import { listenHome } from "./listen-home.ts";
import { listenLinks } from "./listen-links.ts";
import { listenPresses } from "./listen-presses.ts";
import { listenWords } from "./listen-words.ts";
import { createLogger, withoutSecrets } from "./logger.ts";
import { createSharedUrls } from "./shared-urls.ts";
import { createTransport, type Transport } from "./transport.ts";
import { createWebCalls } from "./web-call.ts";
import { within } from "./within.ts";

/** Slack as the rest sees it: a chat to speak through, and a connection that starts, stops and tells its state. */
export interface Bot {
  readonly chat: Chat;
  /** Begins to connect and resolves at once; `state` tells how it goes. */
  start(): Promise<void>;
  /** Answers what is in flight and disconnects; 5 s at most. */
  stop(): Promise<void>;
  /** For POST /slack/events in http mode, with the body unread. */
  readonly requestListener?: NonNullable<Transport["requestListener"]>;
  state(): BotState;
  /** undefined until Slack answered once. */
  identity(): { readonly botUserId: string; readonly teamId: string } | undefined;
  /** How it is connected, whether it may do what it does, and whether clocks agree. Never throws. */
  checkup(): Promise<readonly Check[]>;
}

const CALL_TIMEOUT_MS = 10_000;
const RETRY = { firstMs: 500, mostMs: 30_000 };
const DRAIN_MS = 2_500;
const CLOSE_MS = 2_000;

/** Options of Bolt's own client and of `respond()`: an object apart from those of the sockets and of the chat port. */
const listenerOptions = (apiUrl: string | undefined, timeout: number) => ({
  ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
  retryConfig: { retries: 0 },
  timeout,
  // `respond()` has no time limit of its own.
  fetch: (url: string | URL | Request, init?: RequestInit) =>
    fetch(url, { ...init, signal: init?.signal ?? AbortSignal.timeout(timeout) }),
});

const createApp = (options: BotOptions, receiver: Receiver, identity: Identity, logger: Logger): EventApp => {
  const app = new EventApp({
    receiver,
    authorize: async () => {
      const { botUserId, botId } = await identity.require();
      return { botToken: options.botToken, botUserId, ...(botId === undefined ? {} : { botId }) };
    },
    deferInitialization: true,
    convoStore: false,
    logger,
    logLevel: LogLevel.INFO,
    clientOptions: listenerOptions(options.apiUrl, options.callTimeoutMs ?? CALL_TIMEOUT_MS),
  });
  app.logTo(options.log);
  app.error(async (error) => {
    options.log.error({ why: withoutSecrets(error.message), code: error.code }, "a listener failed");
  });
  return app;
};

/** The bot in one workspace; nothing connects before `start`. Throws Failure("config") when a token is missing. */
export const createBot = async (options: BotOptions): Promise<Bot> => {
  const { apiUrl, log, clock, handlers, retry = RETRY, callTimeoutMs: timeoutMs = CALL_TIMEOUT_MS } = options;
  const logger = createLogger(log);
  const state = createBotState(clock);
  const calls = createWebCalls({ token: options.botToken, apiUrl, logger, timeoutMs, clock, outcome: state.called });
  const identity = createIdentity(calls);
  const transport = createTransport(options, { logger, identity, retry, changed: state.connections });
  const app = createApp(options, transport.receiver, identity, logger);
  const directory = createDirectory(calls, identity, clock);
  const urls = createSharedUrls();
  const chat = createChat({ calls, identity, directory, urls, log, clock });
  const firstTime: BotOptions["firstTime"] = (kind, id) => options.firstTime(kind, id);
  const ears = { app, chat, identity, handlers, log, clock, firstTime };
  listenWords(ears);
  listenPresses({ ...ears, calls });
  listenHome(ears);
  listenLinks(ears, urls, options.publicUrl);
  await app.init();

  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    await learnIdentity(identity, { log, retry, signal: stopping.signal });
    if (!stopping.signal.aborted) await transport.open();
  };
  return {
    chat,
    start: async () => {
      if (options.mode === "http")
        log.info({ address: `${options.publicUrl ?? ""}/slack/events` }, "Slack must send to");
      running = run().catch((error: unknown) => log.error({ why: toFailure(error).message }, "Slack could not start"));
    },
    stop: async () => {
      stopping.abort();
      await app.drain(DRAIN_MS);
      await within(Promise.all([running, transport.close()]), CLOSE_MS);
    },
    ...(transport.requestListener === undefined ? {} : { requestListener: transport.requestListener }),
    state: state.current,
    identity: () => identity.current(),
    checkup: () => checkSlack({ calls, mode: options.mode, state: state.current }),
  };
};
