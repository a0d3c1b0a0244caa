import { createHmac } from "node:crypto";

/** What became of one attempt: an HTTP status, or why there was none. */
export type Answer = { readonly status: number } | { readonly problem: string };

/** The value of x-pagerduty-signature: one `v1=` for each secret. https://developer.pagerduty.com/docs/verifying-signatures */
const signatureOf = (body: string, secrets: readonly string[]): string =>
  secrets.map((secret) => `v1=${createHmac("sha256", secret).update(body).digest("hex")}`).join(",");

/** One try of one delivery; each secret gives one signature. */
export interface Post {
  readonly url: string;
  readonly secrets: readonly string[];
  readonly webhookId: string;
  readonly subscriptionId: string;
  readonly body: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const causeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
};

/** Posts one webhook once. */
export const attempt = async (post: Post): Promise<Answer> => {
  const timeout = AbortSignal.timeout(post.timeoutMs);
  try {
    const response = await fetch(post.url, {
      method: "POST",
      redirect: "manual",
      headers: {
        "content-type": "application/json",
        "user-agent": "PagerDuty-Webhook/V3.0",
        "x-webhook-id": post.webhookId,
        "x-webhook-subscription": post.subscriptionId,
        ...(post.secrets.length === 0 ? {} : { "x-pagerduty-signature": signatureOf(post.body, post.secrets) }),
      },
      body: post.body,
      signal: AbortSignal.any([timeout, post.signal]),
    });
    await response.arrayBuffer();
    return { status: response.status };
  } catch (error) {
    return { problem: timeout.aborted ? `no answer within ${post.timeoutMs} ms` : causeOf(error) };
  }
};

/** 2xx is done; a timeout, a broken connection, 5xx and 429 are tried again; anything else is given up at once. */
export const judge = (answer: Answer): "delivered" | "retry" | "dropped" => {
  if ("problem" in answer || answer.status >= 500 || answer.status === 429) return "retry";
  return answer.status >= 200 && answer.status < 300 ? "delivered" : "dropped";
};
