import type { Json } from "../json.ts";

/** What an envelope may carry. */
export type Kind = "events_api" | "slash_commands" | "interactive";

/** What came of one attempt to hand something to the app. */
export type Ack =
  | {
      readonly ok: true;
      readonly tookMs: number /** What the app answered with, if anything. */;
      readonly body: unknown;
    }
  | {
      readonly ok: false;
      /** operation_timeout, dispatch_failed, http_client_error, http_service_error. */
      readonly error: string;
      /** Slack's word for a repeated delivery. */
      readonly reason: "timeout" | "http_timeout" | "http_error" | "connection_failed";
      /** The app asked not to be told again. */
      readonly final?: boolean;
    };

/** The number of a repeated delivery and why it is repeated. */
export interface Retry {
  readonly num: number;
  readonly reason: string;
}

/** A way to the app: Socket Mode or signed HTTP. */
export interface Transport {
  deliver(kind: Kind, payload: Json, retry?: Retry): Promise<Ack>;
}
