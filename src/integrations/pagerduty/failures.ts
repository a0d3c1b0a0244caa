import * as z from "zod";
import { Failure, type FailureCode } from "../../core/failure.ts";
import type { Answer } from "./transport.ts";

const Body = z.object({
  error: z.object({
    code: z.number().optional().catch(undefined),
    message: z.string().optional().catch(undefined),
    errors: z
      .union([
        z.array(z.string()),
        z.string().transform((text) => [text]),
        z.record(z.string(), z.array(z.string())).transform((fields) => Object.values(fields).flat()),
      ])
      .optional()
      .catch(undefined),
    missing_abilities: z
      .union([z.array(z.string()), z.string().transform((text) => [text])])
      .optional()
      .catch(undefined),
  }),
});

/** PagerDuty's own error code and words. */
export interface ApiError {
  readonly code: number | undefined;
  /** Message and reasons. */
  readonly text: string;
  /** Each in a sentence of PagerDuty's. */
  readonly reasons: readonly string[];
  /** What the account's plan lacks. */
  readonly missing: readonly string[];
}

/** The error in a body; empty when there is none. https://developer.pagerduty.com/docs/errors */
export const apiErrorOf = (data: unknown): ApiError => {
  const parsed = Body.safeParse(data);
  if (!parsed.success) return { code: undefined, text: "", reasons: [], missing: [] };
  const { code, message, errors: reasons = [], missing_abilities: missing = [] } = parsed.data.error;
  return { code, text: [message, ...reasons].filter(Boolean).join(": "), reasons, missing };
};

const codeOf = (status: number): FailureCode => {
  if (status === 401) return "credentials";
  if (status === 402) return "forbidden";
  if (status === 403) return "credentials";
  if (status === 404) return "not_found";
  if (status === 429) return "rate_limited";
  if (status === 408) return "timeout";
  return status >= 500 ? "upstream" : "rejected";
};

const TELL: Readonly<Partial<Record<FailureCode, string>>> = {
  credentials: "PagerDuty refuses our token: make a REST API key with read and write access and set PAGERDUTY_TOKEN.",
  forbidden: "This PagerDuty account's plan does not include it: an account owner can change the plan.",
  not_found: "PagerDuty does not know it: it may have been deleted, or the token belongs to another account.",
  rate_limited: "PagerDuty asks us to slow down: try again in a minute.",
  upstream: "PagerDuty has trouble of its own: try again in a minute.",
  timeout: "PagerDuty did not answer in time: try again in a minute.",
  rejected: "PagerDuty refused the request; the log says why.",
};

/** The whole token is refused, not only one thing that was asked for with it. */
export class TokenRefused extends Failure {}

/** An answer that is no success as a Failure; TokenRefused for a 401. `what` begins with the method. */
export const failureOf = (what: string, { status, data }: Answer, retryAfterMs?: number): Failure => {
  const code = codeOf(status);
  const doubt = (code === "upstream" || code === "timeout") && !what.startsWith("GET ");
  const { code: number, text } = apiErrorOf(data);
  const why = [text, number].filter(Boolean).join(" ");
  const tell = TELL[code];
  return new (status === 401 ? TokenRefused : Failure)(
    code,
    `PagerDuty: ${what}: status ${status}${why && ` (${why})`}`,
    {
      ...(tell === undefined ? {} : { tell }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      doubt,
    },
  );
};
