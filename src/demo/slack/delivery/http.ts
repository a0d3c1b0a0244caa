import { createHmac } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { Failure } from "../../../core/failure.ts";
import { isJson, type Json, readJson } from "../json.ts";
import type { Ack, Kind, Retry, Transport } from "./transport.ts";

/** How requests are signed and how long they wait for an answer. */
export interface HttpOptions {
  readonly clock: () => number;
  readonly ackMs: number;
  readonly signingSecret: string;
}

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly noRetry: boolean;
}

const FORM = "application/x-www-form-urlencoded";

/** Signed HTTP requests to the app (https://docs.slack.dev/authentication/verifying-requests-from-slack). */
export class HttpDelivery implements Transport {
  readonly #url: string;
  readonly #options: HttpOptions;

  constructor(url: string, options: HttpOptions) {
    if (!URL.canParse(url)) throw new Failure("config", `the request URL ${url} is no URL`);
    this.#url = url;
    this.#options = options;
  }

  /** Slack's question before it accepts an address; Failure("config") unless the challenge comes back. */
  async verify(token: string): Promise<void> {
    const challenge = createHmac("sha256", token).update(this.#url).digest("hex");
    const ack = await this.#post(
      "application/json",
      JSON.stringify({ type: "url_verification", token, challenge }),
      {},
    );
    const body = ack.ok ? ack.body : undefined;
    const answered = isJson(body) ? body.challenge : body;
    if (answered !== challenge) {
      throw new Failure("config", "the request URL did not answer the challenge", {
        tell: "Start Dr. M in HTTP mode with the same signing secret before its address is given to the workspace.",
      });
    }
  }

  deliver(kind: Kind, payload: Json, retry?: Retry): Promise<Ack> {
    const again =
      retry === undefined ? {} : { "x-slack-retry-num": String(retry.num), "x-slack-retry-reason": retry.reason };
    if (kind === "events_api") return this.#post("application/json", JSON.stringify(payload), again);
    const form =
      kind === "interactive"
        ? new URLSearchParams({ payload: JSON.stringify(payload) })
        : new URLSearchParams(Object.entries(payload).map(([name, value]) => [name, String(value)]));
    return this.#post(FORM, form.toString(), again);
  }

  async #post(contentType: string, body: string, extra: Readonly<Record<string, string>>): Promise<Ack> {
    const startedMs = this.#options.clock();
    const timestamp = String(Math.floor(startedMs / 1000));
    const signature = createHmac("sha256", this.#options.signingSecret).update(`v0:${timestamp}:${body}`).digest("hex");
    const headers = {
      "content-type": contentType,
      "content-length": String(Buffer.byteLength(body)),
      "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": `v0=${signature}`,
      ...extra,
    };
    const reply = await send(this.#url, headers, body, this.#options.ackMs);
    if (reply === "timeout") return { ok: false, error: "operation_timeout", reason: "http_timeout" };
    if (reply === "failed") return { ok: false, error: "dispatch_failed", reason: "connection_failed" };
    if (reply.status < 200 || reply.status > 299) {
      const error = reply.status >= 500 ? "http_service_error" : "http_client_error";
      return { ok: false, error, reason: "http_error", final: reply.noRetry };
    }
    const parsed = readJson(reply.body) ?? reply.body;
    return { ok: true, tookMs: this.#options.clock() - startedMs, body: parsed === "" ? undefined : parsed };
  }
}

/** One request on a connection of its own, so that nothing stays open afterwards. */
const send = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeoutMs: number,
): Promise<Reply | "timeout" | "failed"> => {
  const { promise, resolve } = Promise.withResolvers<Reply | "timeout" | "failed">();
  const post = url.startsWith("https:") ? httpsRequest : httpRequest;
  const request = post(url, { method: "POST", headers, agent: false }, (response) => {
    const parts: Buffer[] = [];
    response.on("data", (part: Buffer) => parts.push(part));
    response.on("end", () => {
      clearTimeout(timer);
      const noRetry = response.headers["x-slack-no-retry"] === "1";
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString("utf8"), noRetry });
    });
  });
  const timer = setTimeout(() => {
    resolve("timeout");
    request.destroy();
  }, timeoutMs);
  request.on("error", () => {
    clearTimeout(timer);
    resolve("failed");
  });
  request.end(body);
  return promise;
};
