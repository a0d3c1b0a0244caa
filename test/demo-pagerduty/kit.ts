import { strict as assert } from "node:assert";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { createPagerDuty, type PagerDuty, type PagerDutyOptions } from "../../src/demo/pagerduty/index.ts";

/** A Saturday. */
export const NOW_MS = Date.UTC(2026, 10, 21, 11, 30, 15, 250);
export const ANA = "ana.kovac@northwind.example";
export const ACCEPT = "application/vnd.pagerduty+json;version=2";

/** A clock that is set by hand. */
export const handClock = (atMs = NOW_MS): { now: () => number; forward: (byMs: number) => void } => {
  let nowMs = atMs;
  return {
    now: () => nowMs,
    forward: (byMs) => {
      nowMs += byMs;
    },
  };
};

/** An account that closes with the test. */
export const start = async (t: TestContext, options: Partial<PagerDutyOptions> = {}): Promise<PagerDuty> => {
  const pd = await createPagerDuty({ clock: () => NOW_MS, retryBaseMs: 1, ...options });
  t.after(() => pd.close());
  return pd;
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of a foreign API, looked at field by field
  readonly body: any;
}

export interface Ask {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks the account as a correct client would; `headers` override, an empty value leaves one out. */
export const ask = async (
  pd: PagerDuty,
  path: string,
  { method = "GET", body, headers = {} }: Ask = {},
): Promise<Answer> => {
  const all: Record<string, string> = {
    authorization: `Token token=${pd.token}`,
    accept: ACCEPT,
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(method === "GET" ? {} : { from: ANA }),
    ...headers,
  };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
  const response = await fetch(`${pd.url}${path}`, {
    method,
    headers: sent,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = (response.headers.get("content-type") ?? "").includes("json");
  return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : undefined };
};

export const assertRefused = (answer: Answer, status: number, code: number): void => {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.body.error.code, code, answer.text);
};

export interface Hook {
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
  // biome-ignore lint/suspicious/noExplicitAny: a webhook's body, looked at field by field
  readonly event: any;
}

/** Listens for webhooks; `answer` says the status of each (the nth from 0), "hang" for none, "cut" to break off. */
export const receiver = async (
  t: TestContext,
  answer: (index: number, hook: Hook) => number | "hang" | "cut" = () => 202,
): Promise<{ readonly url: string; readonly hooks: Hook[] }> => {
  const hooks: Hook[] = [];
  const server = createServer((request, response) => {
    let raw = "";
    request.setEncoding("utf8");
    request.on("data", (text: string) => {
      raw += text;
    });
    request.on("end", () => {
      const hook = { headers: request.headers, raw, event: JSON.parse(raw).event };
      hooks.push(hook);
      const status = answer(hooks.length - 1, hook);
      if (status === "cut") request.socket.destroy();
      else if (status !== "hang") response.writeHead(status).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address: AddressInfo | string | null = server.address();
  assert.ok(address !== null && typeof address === "object");
  return { url: `http://127.0.0.1:${address.port}/hooks/pagerduty`, hooks };
};
