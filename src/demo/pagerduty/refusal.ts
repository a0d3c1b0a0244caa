/** Codes with the HTTP status they come with and PagerDuty's words. https://developer.pagerduty.com/docs/errors */
const REFUSALS = {
  1001: [400, "Incident Already Resolved"],
  1002: [400, "Incident Already Acknowledged"],
  1003: [400, "Invalid Status Provided"],
  1004: [400, "Invalid ID Provided"],
  1005: [400, "Data Updated Since Last Request"],
  1006: [400, "Cannot Escalate"],
  1007: [400, "Assigned To User Not Found"],
  1008: [400, "Requester User Not Found"],
  1011: [400, "Cannot process reassign action"],
  1012: [400, "Incident is not Acknowledged"],
  1013: [400, "Snooze Duration is Invalid"],
  1014: [400, "Escalation Policy Not Found"],
  1015: [400, "Escalation Policy Has No User On Call"],
  1018: [403, "Requester not authorized to perform action"],
  1019: [400, "Incident Already Merged"],
  1020: [400, "Invalid Priority"],
  2000: [500, "An internal error has occurred. PagerDuty team has been notified."],
  2001: [400, "Invalid Input Provided"],
  2002: [400, "Arguments Caused Error"],
  2003: [400, "Missing Arguments"],
  2004: [400, "Invalid time values in 'since' and/or 'until' parameters"],
  2005: [400, "Invalid Query Date Range"],
  2006: [401, "Authentication failed"],
  2007: [404, "Account Not Found"],
  2008: [403, "Account Locked"],
  2010: [403, "Access Denied"],
  2011: [400, "You must specify a requester_id to perform this action"],
  2012: [403, "Your account is expired and cannot use the API"],
  2013: [400, "User not found"],
  2014: [402, "Missing Account Ability"],
  2015: [400, "Invalid operation"],
  2016: [408, "The request took too long to process"],
  2018: [403, "Access Denied: You may have lost access to this incident if it has been resolved"],
  2020: [429, "Rate Limit Exceeded"],
  2100: [404, "Not Found"],
  3004: [404, "Schedule Not Found"],
  4004: [404, "Override Not Found"],
  5002: [400, "Service Not Found"],
  5003: [405, "Cannot cancel a maintenance window from the past"],
} as const satisfies Readonly<Record<number, readonly [status: number, message: string]>>;

/** A code that PagerDuty documents. */
export type RefusalCode = keyof typeof REFUSALS;

/** Whether it is one of those codes. */
export const isRefusalCode = (code: number): code is RefusalCode => Object.hasOwn(REFUSALS, code);

/** Reasons: a list, or by field as the newer endpoints have it. */
type Reasons = readonly string[] | Readonly<Record<string, readonly string[]>>;

const isNone = (reasons: Reasons): boolean => Object.keys(reasons).length === 0;

/** A refusal as PagerDuty words it: HTTP status, code and message. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: RefusalCode;
  readonly errors: Reasons;

  constructor(code: RefusalCode, errors: Reasons = [], status?: number) {
    super(REFUSALS[code][1]);
    this.name = "Refusal";
    this.status = status ?? REFUSALS[code][0];
    this.code = code;
    this.errors = errors;
  }

  /** The response body. */
  get body(): { error: { message: string; code: number; errors?: Reasons } } {
    const error = { message: this.message, code: this.code };
    return { error: isNone(this.errors) ? error : { ...error, errors: this.errors } };
  }
}

/** 400 with code 2001 and the reasons. */
export const invalid = (...errors: readonly string[]): Refusal => new Refusal(2001, errors);

/** 400 with code 2001 and the reasons by field, as endpoints under /v3 have it. */
export const invalidFields = (errors: Readonly<Record<string, readonly string[]>>): Refusal =>
  new Refusal(2001, errors);

/** 404 with code 2100. */
export const notFound = (): Refusal => new Refusal(2100);
