import { type Arg, usage, wordsArg } from "./args.ts";
import type { Incident } from "./incident.ts";
import type { IncidentRef } from "./incident-ref.ts";
import type { Reply, SayButton } from "./message.ts";
import { sayRef, splitRef } from "./pager/text.ts";
import { VERDICTS, type Verdict, type VerdictTag } from "./verdict.ts";
import { beginsTag, parseTagSaid, type TagSaid } from "./verdict-tag.ts";

/** Most characters of the why. */
export const MOST_VERDICT_NOTE = 500;

/** Which problem: as people name it, or by its id here. */
export type VerdictOf = IncidentRef | { readonly kind: "id"; readonly id: string };

/** What somebody says, of which problem; what was left out is absent. */
export interface VerdictWish extends Partial<TagSaid> {
  readonly of?: VerdictOf | undefined;
}

/** A problem's id as one word: "pagerduty:Q1AB". */
export const sayIncidentId = (id: string): string => encodeURIComponent(id).replaceAll("%3A", ":");

const ID_WORD = /^(([a-z][\w-]*):[^\s"]+)(?:\s+([\s\S]*))?$/i;

const decoded = (word: string): string | undefined => {
  try {
    return decodeURIComponent(word);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
};

/** The problem that words begin with, and the rest of them. */
export const splitVerdictOf = (text: string): { readonly of?: VerdictOf | undefined; readonly rest: string } => {
  const [, word, source = "", rest = ""] = ID_WORD.exec(text) ?? [];
  if (word !== undefined && !beginsTag(source) && !/^https?$/i.test(source)) {
    const id = decoded(word);
    if (id !== undefined) return { of: { kind: "id", id }, rest };
  }
  const named = splitRef(text, { pronouns: true });
  return { of: named.ref, rest: named.rest };
};

/** The same again as a word. */
export const sayVerdictOf = (of: VerdictOf): string => (of.kind === "id" ? sayIncidentId(of.id) : sayRef(of));

const readWish = (text: string): VerdictWish => {
  const { of, rest } = splitVerdictOf(text.trim());
  const said = parseTagSaid(rest);
  if ((said?.note?.length ?? 0) > MOST_VERDICT_NOTE)
    throw usage("a long note", `That is too long: at most ${MOST_VERDICT_NOTE} characters, please.`);
  return { of, ...said };
};

/** `[N] <action | no action | fix> [why]` */
export const verdictWish = (): Arg<VerdictWish> =>
  wordsArg("[N] <action | no action | fix> [why]", readWish, { free: true });

const QUICK: readonly VerdictTag[] = ["action", "none", "fix"];

const quickButtons = (word: string): readonly SayButton[] =>
  QUICK.map((tag) => ({ label: VERDICTS[tag].label, say: `oncall verdict ${word} ${tag}` }));

/** The quick answers about a problem, and the form with the others. `word` is the problem as it is said. */
export const verdictButtons = (word: string): readonly SayButton[] => [
  ...quickButtons(word),
  { label: "More…", form: { name: "verdict", about: word } },
];

/** What was said, in words: "No action needed". */
export const verdictLabel = (tag: VerdictTag): string => VERDICTS[tag].label;

const judgedReply = (word: string, { by, tag, note }: Verdict, about: string): Reply => ({
  title: `${by}: ${verdictLabel(tag)}${about}`,
  lines: note === undefined ? [] : [note],
  buttons: [
    { label: "Change…", form: { name: "verdict", about: `${word} ${tag}` } },
    ...(note === undefined
      ? [{ label: "Add a note…", form: { name: "verdict_note", about: `${word} ${tag}` } } as const]
      : []),
  ],
});

/** The question in the thread of a card, or who answered what; `again`: it is asked anew below. */
export const questionReply = (
  { id, title, said }: Incident,
  verdict: Verdict | undefined,
  { again }: { readonly again: boolean },
): Reply => {
  // In the thread of another card it has to say which problem it asks about.
  const about = said?.under === undefined || said.under === id ? "" : ` · ${title}`;
  if (again) return { title: `Did this need you?${about}`, lines: ["It came back: asked again below."] };
  const word = sayIncidentId(id);
  return verdict
    ? judgedReply(word, verdict, about)
    : { title: `Did this need you?${about}`, buttons: verdictButtons(word) };
};

/** A problem for people: "#1234 Checkout is slow". */
export const problemWords = ({ labels, title, key }: Pick<Incident, "labels" | "title" | "key">): string =>
  `${labels.number ? `#${labels.number.replace(/^#/, "")} ` : ""}${title || key}`;
