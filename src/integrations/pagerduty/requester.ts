import { Failure } from "../../core/failure.ts";
import { apiErrorOf } from "./failures.ts";
import type { Answer } from "./transport.ts";

/** https://developer.pagerduty.com/docs/errors */
const UNKNOWN_REQUESTER = 1008;

/** Whether the e-mail of the From header is nobody's. */
export const isUnknownRequester = ({ data }: Answer): boolean => {
  const { code, text } = apiErrorOf(data);
  return code === UNKNOWN_REQUESTER || /requester user not found/i.test(text);
};

/** Nothing can be done in this person's name, whatever it is. */
export class UnknownRequester extends Failure {}

/** What to do about it; `about` is what was to be changed. */
export const unknownRequester = (about: string, email: string): Failure =>
  new UnknownRequester("forbidden", `PagerDuty: ${about}: no user has the e-mail of the person who acted`, {
    tell: `PagerDuty does not know ${email}.\nType /oncall link me as you@example.com, with your PagerDuty e-mail.`,
  });
