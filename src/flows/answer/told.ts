import type { Failure } from "../../core/failure.ts";
import type { Reply } from "../../core/message.ts";

const ANSWERS: ReadonlySet<Failure["code"]> = new Set(["usage", "forbidden", "not_found", "conflict"]);

/** Whether a failure is nothing but an answer to what a person asked for: a typo, a refusal, a thing that is not there. */
export const isAnswer = ({ code }: Failure): boolean => ANSWERS.has(code);

/** What one person is told: the first sentence stands out, the rest follows on lines of its own. */
export const toldReply = (tell: string): Reply => {
  const [first = "", ...lines] = tell.split("\n");
  const [, sentence = first, rest = ""] = /^(.*?[.?!]["”)]?) +(\p{Lu}.*)$/u.exec(first) ?? [];
  return { title: sentence, lines: rest === "" ? lines : [rest, ...lines], private: true };
};
