import { strict as assert } from "node:assert";
import { Failure, type FailureCode } from "../../src/core/failure.ts";
import { connectTo, type Handler, json, serve } from "./pagerduty-setup.ts";

export const NOW_MS = Date.parse("2026-11-21T09:30:00Z");
export const ANA = { email: "ana@acme.example", name: "Ana" };

/** An incident as GET /incidents shows it; the number is in its id. */
export const incident = (number: number, status = "triggered", more: object = {}) => ({
  id: `Q${number}`,
  type: "incident",
  incident_number: number,
  title: `Problem ${number}`,
  status,
  urgency: "high",
  html_url: `https://acme.pagerduty.com/incidents/Q${number}`,
  service: { id: "PSVC", type: "service_reference", summary: "Search" },
  escalation_policy: { id: "PPOL", type: "escalation_policy_reference", summary: "Payments" },
  teams: [],
  assignments: [],
  acknowledgements: [],
  created_at: new Date(NOW_MS - number * 60_000).toISOString(),
  ...more,
});

/** A refusal as PagerDuty words it. */
export const refusal = (code: number, message: string, ...errors: readonly string[]) => ({
  error: { code, message, ...(errors.length > 0 ? { errors } : {}) },
});

/** A loopback server and what talks to it. */
export const against = async (handler: Handler, options: { pageService?: string } = {}) => {
  const server = await serve(handler);
  const client = connectTo(server.url, undefined, { clock: () => NOW_MS, ...options });
  return {
    ...client,
    asked: server.asked,
    lines: () => server.asked.map(({ method, url }) => `${method} ${url.split("?")[0]}`),
    body: (nth: number) => JSON.parse(server.asked[nth]?.body ?? "null"),
    async [Symbol.asyncDispose]() {
      client.stop();
      await server[Symbol.asyncDispose]();
    },
  };
};

/** Answers by "METHOD /path" without the query; what is not named is refused with 404. */
export const routes =
  (table: Readonly<Record<string, (url: URL, body: string) => readonly [number, unknown]>>): Handler =>
  (request, response) => {
    const url = new URL(request.url ?? "/", "http://x");
    const answer = table[`${request.method} ${url.pathname}`];
    const [status, body] = answer?.(url, "") ?? [404, refusal(2100, "Not Found")];
    json(response, status, body);
  };

/** For assert.rejects: the code, and what the person reads. */
export const fails = (code: FailureCode, tell: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Failure, String(error));
  assert.equal(error.code, code, error.message);
  assert.match(error.tell ?? "", tell);
  return true;
};
