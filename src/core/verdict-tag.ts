import { usage } from "./args.ts";
import { Failure } from "./failure.ts";
import { VERDICT_TAGS, VERDICTS, type VerdictTag } from "./verdict.ts";
import { editDistance } from "./words-near.ts";

/** What people write for a tag, besides its own name. */
const SAID: Readonly<Record<VerdictTag, readonly string[]>> = {
  action: ["action taken", "action needed", "acted", "yes", "needed", "needed me", "real"],
  none: [
    "no action",
    "no action needed",
    "noaction",
    "nothing",
    "nothing to do",
    "no",
    "noise",
    "false alarm",
    "not needed",
  ],
  fix: ["fix it", "fix alert", "fix the alert", "fix this alert", "flaky", "bad alert", "broken alert"],
  issue: ["outage", "service issue", "at risk"],
  issuetimeperiod: ["could wait", "could have waited", "not at night"],
  viewissue: ["looked", "looked at it", "looked into it", "only looked"],
  incorrecttimeperiod: ["wrong time", "wrong hours", "bad time"],
  downtimeexpired: ["maintenance expired", "downtime expired", "maintenance too short"],
  downtimenotset: [
    "maintenance not set",
    "downtime not set",
    "no maintenance",
    "maintenance",
    "planned work",
    "planned",
  ],
  thresholdincorrect: ["threshold", "wrong threshold", "threshold wrong", "threshold incorrect", "bad threshold"],
  checkfaulty: ["faulty check", "check faulty", "broken check", "check broken", "bad check"],
};

/** What could mean two of them. */
const UNCLEAR: ReadonlyMap<string, readonly VerdictTag[]> = new Map([
  ["fixed", ["action", "fix"]],
  ["fixed it", ["action", "fix"]],
  ["resolved", ["action", "none"]],
]);

const TAG_OF: ReadonlyMap<string, VerdictTag> = new Map(
  VERDICT_TAGS.flatMap((tag) => [tag, ...SAID[tag]].map((words) => [words, tag] as const)),
);

const MOST_WORDS = Math.max(...[...TAG_OF.keys()].map((words) => words.split(" ").length));

/** A tag, and why, in their words. */
export interface TagSaid {
  readonly tag: VerdictTag;
  readonly note?: string | undefined;
}

interface Head {
  /** In small letters, without quotes and what ends a part of a sentence. */
  readonly words: string;
  readonly rest: string;
}

const plain = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/["'“”„«»‘’‚`]/g, "")
    .replace(/[\s_-]+/g, " ")
    .replace(/[\s:,;.!?]+$/, "")
    .trim();

/** The first words, longest first; what ends a part of a sentence stays within: "action: taken" is not "action taken". */
const headsOf = (text: string): readonly Head[] => {
  const heads: Head[] = [];
  let end = 0;
  for (const { 0: word, index } of text.matchAll(/\S+/g)) {
    end = index + word.length;
    heads.unshift({ words: plain(text.slice(0, end)), rest: text.slice(end) });
    if (heads.length >= MOST_WORDS) break;
  }
  return heads;
};

const noteOf = (rest: string): string | undefined => rest.replace(/^[\s:,;.–—·-]+/, "").trim() || undefined;

const listed = (tags: readonly VerdictTag[]): string => tags.map((tag) => `"${tag}"`).join(" or ");

/** The tags whose words are a slip of the finger away. */
const nearest = (heads: readonly Head[]): { readonly words: string; readonly tags: readonly VerdictTag[] } => {
  for (const { words } of heads.filter((head) => head.words !== "")) {
    const most = words.length < 6 ? 1 : 2;
    const near = [...TAG_OF]
      .filter(([said]) => said.length > 3 && Math.abs(said.length - words.length) <= most)
      .filter(([said]) => editDistance(words, said) <= most);
    if (near.length > 0) return { words, tags: [...new Set(near.map(([, tag]) => tag))].slice(0, 3) };
  }
  return { words: heads.at(-1)?.words ?? "", tags: [] };
};

const WAYS = 'Say "action", "no action" or "fix", and why if you like.';

const unknown = (heads: readonly Head[]): Failure => {
  const { words, tags } = nearest(heads);
  const shown = words.slice(0, 80);
  if (tags.length === 0) return usage(`no verdict: ${shown}`, `I know no verdict "${shown}". ${WAYS}`);
  return new Failure("usage", `no verdict: ${shown}`, {
    tell: `I know no verdict "${shown}". Did you mean ${listed(tags)}?`,
    choices: { words, options: tags.map((tag) => ({ label: VERDICTS[tag].label, value: tag })) },
  });
};

/**
 * "no action, deploy" -> the tag and why; undefined for no words. Throws Failure("usage") for words that name none, with
 * what is near them.
 */
export const parseTagSaid = (text: string): TagSaid | undefined => {
  const said = text.trim().replace(/^(?:was|is|as|it was|=|:)\s+/i, "");
  if (said === "") return undefined;
  const heads = headsOf(said);
  for (const { words, rest } of heads) {
    const unclear = UNCLEAR.get(words);
    if (unclear)
      throw new Failure("usage", `unclear verdict: ${words}`, {
        tell: `"${words}" can mean two things here.`,
        choices: { words, options: unclear.map((tag) => ({ label: VERDICTS[tag].label, value: tag })) },
      });
    const tag = TAG_OF.get(words);
    if (tag !== undefined) return { tag, note: noteOf(rest) };
  }
  throw unknown(heads);
};

/** Whether a word begins one of the ways to say a tag. */
export const beginsTag = (word: string): boolean =>
  [...TAG_OF.keys()].some((words) => words.split(" ")[0] === word.toLowerCase());
