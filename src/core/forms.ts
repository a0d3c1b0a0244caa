import type { Form, FormField, FormName } from "./form.ts";
import { CARE_FORMS } from "./form-care.ts";
import { MOST_FORM_TEXT, SNOOZE_LENGTHS } from "./form-read.ts";
import { isSayable, unquoted } from "./pager/text.ts";
import type { Target } from "./responding.ts";

/** What Slack shows of an option, and the most options of a menu. */
const LABEL_CHARS = 75;
const MOST_OPTIONS = 100;
const TITLE_CHARS = 24;
const HOUR_MS = 3_600_000;

/** What a form shows beyond its own fields; `things` undefined: not known now. */
export interface FormFacts {
  readonly about: string;
  readonly things?: readonly Target[] | undefined;
  /** Why somebody judged the problem as they did. */
  readonly why?: string | undefined;
  readonly nowMs: number;
}

const KIND_WORDS = { person: "person", schedule: "schedule", policy: "policy", service: "service" } as const;
const KIND_ORDER = ["policy", "schedule", "service", "person"] as const;

const clip = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** The words that mean exactly this one: its name, or its id where the name would not do. */
const wordsOf = (one: Target, all: readonly Target[]): string => {
  const twins = all.filter(({ name }) => name.toLowerCase() === one.name.toLowerCase());
  const odd = /^@|^me$/i.test(one.name) || /^P[A-Z0-9]{5,}$/.test(one.name) || one.name.length > LABEL_CHARS;
  return twins.length > 1 || odd || !isSayable(one.name) ? one.id : one.name;
};

/** A menu of things, or a line to type a name into where there are too many or none is known. */
const thingField = (
  field: Pick<FormField, "name" | "label" | "optional" | "hint">,
  things: readonly Target[] | undefined,
  initial: string,
): FormField => {
  if (things === undefined || things.length === 0 || things.length > MOST_OPTIONS)
    return {
      ...field,
      kind: "text",
      hint: [field.hint, "A name or part of it, or an id."].filter(Boolean).join(" "),
      max: 200,
      ...(initial === "" ? {} : { initial }),
    };
  const several = new Set(things.map(({ kind }) => kind)).size > 1;
  const inOrder = [...things].sort(
    (a, b) => KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) || a.name.localeCompare(b.name, "en"),
  );
  const options = inOrder.map((one) => ({
    label: clip(several ? `${clip(one.name, LABEL_CHARS - 12)} · ${KIND_WORDS[one.kind]}` : one.name, LABEL_CHARS),
    value: wordsOf(one, things),
  }));
  const said = initial.toLowerCase();
  const chosen = inOrder.find((one) => one.id === initial || one.name.toLowerCase() === said);
  const value = chosen && wordsOf(chosen, things);
  return { ...field, kind: "choice", options, ...(value === undefined ? {} : { initial: value }) };
};

const incidentField = (about: string): readonly FormField[] =>
  about === "" ? [{ name: "incident", label: "Incident", kind: "text", hint: "Its number, like 1234.", max: 40 }] : [];

const longText = (name: string, label: string): FormField => ({ name, label, kind: "long", max: MOST_FORM_TEXT });

const nextHour = (nowMs: number): number => Math.ceil((nowMs + 1) / HOUR_MS) * HOUR_MS;

const turnFields = (nowMs: number, hours: number): readonly FormField[] => [
  { name: "from", label: "From", kind: "moment", initial: String(nextHour(nowMs)) },
  { name: "to", label: "Until", kind: "moment", initial: String(nextHour(nowMs) + hours * HOUR_MS) },
];

/** "Note on #12", "Note" */
const titled = (what: string, about: string): string =>
  clip(about === "" ? what : `${what} #${about}`.replace(/#(?=[A-Z])/, ""), TITLE_CHARS);

const MAKERS: Readonly<Record<FormName, (facts: FormFacts) => Form>> = {
  page: ({ about, things }) => ({
    title: "Page somebody",
    submit: "Page",
    fields: [
      thingField({ name: "target", label: "Whom" }, things, unquoted(about)),
      longText("message", "What is wrong"),
      {
        name: "urgency",
        label: "Urgency",
        kind: "choice",
        options: [
          { label: "High: wake them", value: "high" },
          { label: "Low: it can wait", value: "low" },
        ],
        initial: "high",
      },
    ],
  }),
  override: ({ about, things, nowMs }) => ({
    title: "Override",
    submit: "Override",
    fields: [
      thingField({ name: "schedule", label: "Schedule" }, only(things, "schedule"), unquoted(about)),
      ...turnFields(nowMs, 8),
      thingField(
        { name: "person", label: "Who", hint: "You, when it is left empty.", optional: true },
        only(things, "person"),
        "",
      ),
    ],
  }),
  note: ({ about }) => ({
    title: titled("Note on", about),
    submit: "Write",
    fields: [...incidentField(about), longText("text", "Note")],
  }),
  status: ({ about }) => ({
    title: titled("Update on", about),
    submit: "Send",
    fields: [...incidentField(about), longText("text", "What subscribers read")],
  }),
  snooze: ({ about }) => ({
    title: titled("Snooze", about),
    submit: "Snooze",
    fields: [
      ...incidentField(about),
      {
        name: "length",
        label: "For",
        kind: "choice",
        options: SNOOZE_LENGTHS.map(([value, label]) => ({ value, label })),
        initial: "1h",
        optional: true,
      },
      { name: "until", label: "Or until", kind: "moment", optional: true },
    ],
  }),
  reassign: ({ about, things }) => ({
    title: titled("Reassign", about),
    submit: "Reassign",
    fields: [...incidentField(about), thingField({ name: "to", label: "To" }, things, "")],
  }),
  cover: ({ about, things, nowMs }) => ({
    title: "Ask for cover",
    submit: "Ask",
    fields: [
      ...turnFields(nowMs, 8),
      thingField(
        { name: "schedule", label: "Schedule", hint: "All of yours, when it is left empty.", optional: true },
        only(things, "schedule"),
        unquoted(about),
      ),
    ],
  }),
  ...CARE_FORMS,
};

const only = (things: readonly Target[] | undefined, kind: Target["kind"]): readonly Target[] | undefined =>
  things?.filter((one) => one.kind === kind);

/** What each form lets people choose from. */
export const FORM_KINDS: Readonly<Record<FormName, readonly Target["kind"][]>> = {
  page: ["policy", "schedule", "service", "person"],
  override: ["schedule", "person"],
  note: [],
  status: [],
  snooze: [],
  reassign: ["policy", "schedule", "person"],
  cover: ["schedule"],
  verdict: [],
  verdict_note: [],
  rate: [],
};

/** The form of that name. */
export const makeForm = (name: FormName, facts: FormFacts): Form => MAKERS[name](facts);
