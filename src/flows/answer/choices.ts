import type { Choices, Failure } from "../../core/failure.ts";
import type { Reply, SayButton } from "../../core/message.ts";
import { toldReply } from "./told.ts";

/** More than these are picked from a list. */
const MOST_BUTTONS = 5;
const MOST_OPTIONS = 100;
const LONGEST_SAY = 1_900;

const INNER = /[\p{L}\p{N}_-]/u;

/** Where the words stand by themselves: what is meant comes last, but for a command's name. */
const placeOf = (text: string, words: string): number => {
  let last = -1;
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    if (INNER.test(text[at - 1] ?? " ") || INNER.test(text[at + words.length] ?? " ")) continue;
    if (text.slice(0, at).replace("/", "").trim() === "") return at;
    last = at;
  }
  return last;
};

/** What somebody said, with the words that fit several things replaced by one of them, in quotes unless it is `isPlain`; undefined when they are not in it. */
export const chosenWords = (text: string, words: string, value: string, isPlain = false): string | undefined => {
  const quoted = isPlain ? value : `"${value.replaceAll('"', "'")}"`;
  const plain = (one: string): string =>
    one
      .replace(/[“”„«»]/g, '"')
      .replace(/[‘’‚`]/g, "'")
      .replace(/\s/g, " ")
      .toLowerCase();
  const [said, wanted] = [plain(text), plain(words).trim()];
  if (wanted === "" || said.length !== text.length) return undefined;
  for (const whole of [`"${wanted}"`, wanted]) {
    const at = placeOf(said, whole);
    if (at >= 0) return text.slice(0, at) + quoted + text.slice(at + whole.length);
  }
  return undefined;
};

const saysOf = (text: string, { words, options, plain }: Choices): readonly { label: string; say: string }[] =>
  options
    .slice(0, MOST_OPTIONS)
    .map(({ label, value }) => ({ label, say: chosenWords(text, words, value, plain) }))
    .flatMap(({ label, say }) => (say === undefined || say.length > LONGEST_SAY ? [] : [{ label, say }]));

/** What one person is told of a failure: with what they may have meant, to press. */
export const failedReply = (text: string, failure: Failure, otherwise: string): Reply => {
  const reply = toldReply(failure.tell ?? otherwise);
  const says = failure.choices ? saysOf(text, failure.choices) : [];
  if (says.length === 0) return reply;
  if (says.length > MOST_BUTTONS) return { ...reply, choose: { label: "Which one?", options: says } };
  return { ...reply, buttons: says.map((one): SayButton => one) };
};
