import { HTTPReceiver, type Logger, type Receiver } from "@slack/bolt";
import { Failure } from "../core/failure.ts";
import type { BotOptions } from "./bot-options.ts";
import type { BotState } from "./bot-state.ts";
import type { Identity } from "./identity.ts";
import { SocketPair } from "./socket-pair.ts";

/** How Slack reaches us. */
export interface Transport {
  readonly receiver: Receiver;
  /** Begins to take requests; resolves at once. */
  open(): Promise<void>;
  /** Takes no more; resolves when everything is closed. */
  close(): Promise<void>;
  readonly requestListener?: HTTPReceiver["requestListener"];
}

/** What either way in (socket or HTTP) shares. */
export interface TransportParts {
  readonly logger: Logger;
  readonly identity: Identity;
  readonly retry: { readonly firstMs: number; readonly mostMs: number };
  /** Told how many ways in are open. */
  changed(open: number, problem: BotState["problem"]): void;
}

const required = (value: string | undefined, name: string): string => {
  if (value) return value;
  throw new Failure("config", `${name} is missing`, { tell: `Set ${name}.` });
};

/** Over WebSockets that we open: no public address needed. */
const createSockets = (options: BotOptions, { logger, retry, changed }: TransportParts): Transport => {
  const { apiUrl, log, clock } = options;
  const appToken = required(options.appToken, "SLACK_APP_TOKEN");
  const pair = new SocketPair({ appToken, apiUrl, logger, log, clock, retry, changed });
  return { receiver: pair, open: () => pair.start(), close: () => pair.stop() };
};

/** Over requests that the web server hands on unread; until we know who we are, Slack is asked to come again. */
const createHttp = (options: BotOptions, { logger, identity, changed }: TransportParts): Transport => {
  const http = new HTTPReceiver({ signingSecret: required(options.signingSecret, "SLACK_SIGNING_SECRET"), logger });
  return {
    receiver: http,
    open: async () => changed(1, undefined),
    close: async () => changed(0, undefined),
    requestListener: (req, res) => {
      if (identity.current() !== undefined) {
        http.requestListener(req, res);
        return;
      }
      req.resume();
      res.writeHead(503, { "retry-after": "5", "content-type": "text/plain" }).end("not connected to Slack yet\n");
    },
  };
};

/** The way of `options.mode`. Throws Failure("config") when its secret is missing. */
export const createTransport = (options: BotOptions, parts: TransportParts): Transport =>
  options.mode === "http" ? createHttp(options, parts) : createSockets(options, parts);
