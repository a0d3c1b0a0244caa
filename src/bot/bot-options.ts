import type { InboundHandlers } from "../core/inbound.ts";
import type { Clock, Log } from "../core/log.ts";

/** What a bot is made of. */
export interface BotOptions {
  readonly mode: "socket" | "http";
  readonly botToken: string;
  /** For socket mode. */
  readonly appToken?: string | undefined;
  /** For http mode. */
  readonly signingSecret?: string | undefined;
  /** Slack's Web API unless given. */
  readonly apiUrl?: string | undefined;
  readonly handlers: InboundHandlers;
  readonly log: Log;
  readonly clock: Clock;
  /** Our own address, without a slash at its end: whose links are ours, and where Slack must send to in http mode. */
  readonly publicUrl?: string | undefined;
  /** True the first time an id is seen; remembered by the store. */
  firstTime(kind: string, id: string): Promise<boolean>;
  /** Time limit of one Web API call. Default 10 s. */
  readonly callTimeoutMs?: number | undefined;
  /** Wait after a failed connection: doubles from `firstMs` to `mostMs`. Default 0.5 s to 30 s. */
  readonly retry?: { readonly firstMs: number; readonly mostMs: number } | undefined;
}
