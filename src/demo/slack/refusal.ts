import { Failure } from "../../core/failure.ts";
import type { Json } from "./json.ts";

/** A call Slack answers with `{ok: false, error}`; `extra` are further members of that answer. */
export class Refusal extends Failure {
  readonly slack: string;
  readonly extra: Json;

  constructor(slack: string, extra: Json = {}) {
    super("rejected", `refused: ${slack}`);
    this.slack = slack;
    this.extra = extra;
  }
}

/** Arguments that break a schema: Slack's code with the problems in both places it puts them. */
export const refuseProblems = (slack: string, problems: readonly string[]): Refusal =>
  new Refusal(slack, {
    errors: problems,
    response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
  });
