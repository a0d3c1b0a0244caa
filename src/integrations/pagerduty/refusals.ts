import { Failure, type FailureCode } from "../../core/failure.ts";
import { clip } from "../../lib/shape.ts";
import type { Client } from "./client.ts";
import { type ApiError, apiErrorOf } from "./failures.ts";
import type { Answer, Call } from "./transport.ts";

/** What a refused request was about, for the words that people read. */
export interface Asked {
  /** The incident or thing, for the log. */
  readonly about: string;
  /** In whose name; absent where nobody is named. */
  readonly email?: string | undefined;
  /** "add responders": what the account's plan may lack, and what to do instead. */
  readonly feature?: { readonly verb: string; readonly instead: string };
  /** What the actor was to change: "this incident" when absent. */
  readonly thing?: string;
}

type Row = readonly [code: FailureCode, tell: string];

/** Rows whose words say everything. https://developer.pagerduty.com/docs/errors */
const ROWS: Readonly<Record<number, Row>> = {
  1001: ["conflict", "Already resolved."],
  1002: ["conflict", "Already acknowledged."],
  1003: ["conflict", "PagerDuty does not allow this in the state the incident is in. Look at it again."],
  1004: ["not_found", "PagerDuty does not know this incident."],
  1005: ["conflict", "It changed in the meantime. Look at it again."],
  1006: [
    "conflict",
    "It cannot be escalated any further: it is at the last level of its policy.\nReassign it, or add a responder.",
  ],
  1007: [
    "not_found",
    "PagerDuty cannot assign it to this person: they are unknown there, or their role may not respond.",
  ],
  1011: ["conflict", "PagerDuty cannot hand it over like this. Look at it again."],
  1012: ["conflict", "It is not acknowledged."],
  1013: ["usage", "PagerDuty does not take this time to snooze: say a second up to seven days, like 2h or 3d."],
  1014: ["not_found", "PagerDuty does not know this escalation policy: it may have been deleted."],
  1015: ["conflict", "Nobody is on call in this escalation policy now, so nobody would be called."],
  1019: ["conflict", "Already merged into another incident."],
  1020: ["not_found", "PagerDuty does not know this priority."],
  2004: ["usage", "PagerDuty does not take this span of time: check when it begins and ends."],
  2005: ["usage", "PagerDuty does not take this span of time: it ends before it begins, or it is too long."],
  2011: ["forbidden", "PagerDuty wants to know who asks: link your account with /oncall link me as you@example.com."],
  2013: ["not_found", "PagerDuty does not know the person or policy that was named: they may have been deleted."],
  2015: ["conflict", "PagerDuty does not allow this with these incidents. Look at them again."],
  2016: ["timeout", "PagerDuty took too long over it: look whether it happened, then try again."],
  5002: ["not_found", "PagerDuty does not know this service: it may have been deleted."],
};

/** The same refusals where the code is the general one (2001, 2002) and only the words say which. */
const WORDS: readonly (readonly [RegExp, number])[] = [
  [/already resolved/i, 1001],
  [/already acknowledged/i, 1002],
  [/already (?:been )?merged/i, 1019],
  [/cannot (?:be )?escalate/i, 1006],
  [/assigned to user not found/i, 1007],
  [/escalation policy not found/i, 1014],
  [/service not found/i, 5002],
];

/** More alerts than one incident holds: https://developer.pagerduty.com/api-reference/2e89b8b4b4d24-merge-incidents */
const TOO_MANY_ALERTS = /1,?000 alerts|too many alerts|maximum number of alerts/i;

/** The e-mail of the From header is nobody's. */
const UNKNOWN_REQUESTER = 1008;
/** The account as a whole: locked, or expired. */
const NO_ACCOUNT: ReadonlySet<number | undefined> = new Set([2007, 2008, 2012]);
const ACCESS_DENIED: ReadonlySet<number | undefined> = new Set([2010, 2018]);
const MISSING_ABILITY = 2014;

const rowOf = ({ code, text }: ApiError): Row | undefined => {
  if (TOO_MANY_ALERTS.test(text))
    return [
      "conflict",
      "Together they would have more than 1,000 alerts, which is the most PagerDuty merges into one.",
    ];
  const worded = WORDS.find(([pattern]) => pattern.test(text))?.[1];
  return ROWS[worded ?? code ?? 0];
};

const planTell = ({ missing }: ApiError, feature: Asked["feature"]): string => {
  const lacks = missing.length > 0 ? ` (it lacks ${missing.join(", ")})` : "";
  return feature
    ? `This PagerDuty account's plan cannot ${feature.verb}${lacks}.\n${feature.instead}`
    : `This PagerDuty account's plan does not include this${lacks}: an account owner can change the plan.`;
};

const deniedTell = ({ email, thing = "this incident" }: Asked): string =>
  `PagerDuty does not let ${email ?? "this token"} change ${thing}.\nOr the token may only read.`;

/** Nothing can be done in this person's name, whatever it is. */
export class UnknownRequester extends Failure {}

const unknownRequester = (about: string, email: string): Failure =>
  new UnknownRequester("forbidden", `PagerDuty: ${about}: no user has the e-mail of the person who acted`, {
    tell: `PagerDuty does not know ${email}.\nType /oncall link me as you@example.com, with your PagerDuty e-mail.`,
  });

/** Why PagerDuty refused, with a `tell` for the person who asked; what is not about their request reads as of any call. */
export const refusalOf = (
  client: Client,
  call: Pick<Call, "method" | "path">,
  answer: Answer,
  asked: Asked,
): Failure => {
  const { status, data } = answer;
  const error = apiErrorOf(data);
  const failure = (code: FailureCode, tell: string): Failure =>
    new Failure(code, `PagerDuty: ${asked.about}: status ${status} (${[error.text, error.code].join(" ").trim()})`, {
      tell,
      doubt: code === "timeout",
    });
  const unknown = error.code === UNKNOWN_REQUESTER || /requester user not found/i.test(error.text);
  if (asked.email !== undefined && unknown) return unknownRequester(asked.about, asked.email);
  if (status === 402 || error.code === MISSING_ABILITY) return failure("forbidden", planTell(error, asked.feature));
  if (NO_ACCOUNT.has(error.code))
    return failure("credentials", `PagerDuty has locked or ended this account (${error.text}): ask its owner.`);
  if (status === 403 || ACCESS_DENIED.has(error.code)) return failure("forbidden", deniedTell(asked));
  const row = rowOf(error);
  if (row) return failure(...row);
  if (status === 404) return failure("not_found", `PagerDuty does not know ${asked.thing ?? "this incident"}.`);
  if (status === 413) return failure("too_large", "That is more than PagerDuty takes at once: ask for less.");
  if (status === 400 && error.reasons.length > 0)
    return failure("rejected", `PagerDuty refused it: ${clip(error.reasons.join("; "), 300)}`);
  return client.refusal(call, answer);
};
