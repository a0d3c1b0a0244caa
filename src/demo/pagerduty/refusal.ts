/** A refusal as PagerDuty words it: HTTP status, code and message. https://developer.pagerduty.com/docs/errors */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: readonly string[];

  constructor(status: number, code: number, message: string, errors: readonly string[] = []) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  /** The response body. */
  get body(): { error: { message: string; code: number; errors?: readonly string[] } } {
    const error = { message: this.message, code: this.code };
    return { error: this.errors.length === 0 ? error : { ...error, errors: this.errors } };
  }
}

/** 400 with code 2001 and the reasons. */
export const invalid = (...errors: readonly string[]): Refusal =>
  new Refusal(400, 2001, "Invalid Input Provided", errors);

/** 404 with code 2100. */
export const notFound = (): Refusal => new Refusal(404, 2100, "Not Found");
