import type { Form, FormField, FormName, FormRead, FormValues } from "./form.ts";
import { MOST_RATING_NOTE, stepOptions } from "./rating-words.ts";
import { readShiftRef } from "./shift-ref.ts";
import { isVerdictTag, VERDICTS, type VerdictTag } from "./verdict.ts";
import { MOST_VERDICT_NOTE, sayVerdictOf, splitVerdictOf } from "./verdict-words.ts";

/** The forms about problems that are over and shifts that are over. */
type CareForm = Extract<FormName, "verdict" | "verdict_note" | "rate">;

/** In the order that people choose from: what they did, then that nothing had to be done, then what to mend. */
const IN_ORDER: readonly VerdictTag[] = [
  "action",
  "issue",
  "issuetimeperiod",
  "viewissue",
  "none",
  "incorrecttimeperiod",
  "downtimenotset",
  "downtimeexpired",
  "fix",
  "thresholdincorrect",
  "checkfaulty",
];

/** "pagerduty:Q1AB none" -> the problem as a word, and what was said of it. */
const aboutOf = (about: string): { readonly word: string; readonly tag: VerdictTag | undefined } => {
  const { of, rest } = splitVerdictOf(about.trim());
  const tag = rest.trim();
  return { word: of === undefined ? "" : sayVerdictOf(of), tag: isVerdictTag(tag) ? tag : undefined };
};

const whyField = (label: string, why: string | undefined): FormField => ({
  name: "note",
  label,
  kind: "long",
  max: MOST_VERDICT_NOTE,
  ...(why === undefined ? {} : { initial: why }),
});

const numberField = (word: string): readonly FormField[] =>
  word === "" ? [{ name: "incident", label: "Incident", kind: "text", hint: "Its number, like 1234.", max: 40 }] : [];

/** How each of them is made. `about` is the problem and what was said of it, or the shift; `why` what was said before. */
export const CARE_FORMS: Readonly<
  Record<CareForm, (facts: { readonly about: string; readonly why?: string | undefined }) => Form>
> = {
  verdict: ({ about, why }) => {
    const { word, tag } = aboutOf(about);
    const options = IN_ORDER.map((value) => ({ label: VERDICTS[value].label, value }));
    return {
      title: "Did this need you?",
      submit: "Save",
      fields: [
        ...numberField(word),
        { name: "tag", label: "What was it", kind: "choice", options, ...(tag === undefined ? {} : { initial: tag }) },
        { ...whyField("Why", why), optional: true },
      ],
    };
  },
  verdict_note: ({ why }) => ({ title: "Why was that?", submit: "Save", fields: [whyField("Why", why)] }),
  rate: () => ({
    title: "How was your shift?",
    submit: "Save",
    lines: ["Only you and your leads see what you say. Others see sums of the whole team."],
    fields: [
      { name: "hard", label: "How hard was it", kind: "choice", options: stepOptions("hard"), optional: true },
      { name: "sleep", label: "How well did you sleep", kind: "choice", options: stepOptions("sleep"), optional: true },
      { name: "note", label: "Anything to add", kind: "long", max: MOST_RATING_NOTE, optional: true },
    ],
  }),
};

const tooLong = (most: number): FormRead => ({ errors: { note: `At most ${most} characters, please.` } });

const readVerdict = (name: CareForm, about: string, values: FormValues): FormRead => {
  const given = aboutOf(about);
  const word = given.word === "" ? (values.incident ?? "").trim() : given.word;
  const tag = name === "verdict" ? (values.tag ?? "") : (given.tag ?? "");
  const note = (values.note ?? "").trim();
  const { of, rest } = splitVerdictOf(word);
  if (of === undefined || rest.trim() !== "")
    return { errors: { [given.word === "" ? "incident" : "note"]: "Which one? Its number, like 1234." } };
  if (!isVerdictTag(tag)) return { errors: { [name === "verdict" ? "tag" : "note"]: "Choose one of these." } };
  if (name === "verdict_note" && note === "") return { errors: { note: "Why was that?" } };
  if (note.length > MOST_VERDICT_NOTE) return tooLong(MOST_VERDICT_NOTE);
  // The colon keeps the note from being read as a part of the tag: "action", "taken by Bob".
  return { say: `oncall verdict ${word} ${tag}${note === "" ? "" : `: ${note}`}` };
};

const readRating = (about: string, { hard, sleep, note = "" }: FormValues): FormRead => {
  if (readShiftRef(about) === undefined) return { errors: { hard: "This form no longer says which shift it is." } };
  const said = note.trim();
  if (said.length > MOST_RATING_NOTE) return tooLong(MOST_RATING_NOTE);
  const steps = [hard && `hard:${hard}`, sleep && `sleep:${sleep}`].filter(Boolean);
  if (steps.length === 0 && said === "") return { errors: { hard: "Choose one of these, or write something." } };
  // What begins like a step would be read as one: the shift stands between them.
  return {
    say: ["oncall rate", ...steps, `shift:${about.trim()}`, ...(said === "" ? [] : [`note: ${said}`])].join(" "),
  };
};

/** What a filled-in one asks for, as words; or what is wrong, by name of the field. */
export const readCareForm = (name: CareForm, about: string, values: FormValues): FormRead =>
  name === "rate" ? readRating(about, values) : readVerdict(name, about, values);
