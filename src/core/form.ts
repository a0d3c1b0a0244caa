/** One thing to fill in; `name` is what its value is known by. Texts are plain. */
export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  /** "text": one line; "long": several; "choice": one of `options`; "moment": a date and time, epoch milliseconds. */
  readonly kind: "text" | "long" | "choice" | "moment";
  readonly options?: readonly { readonly label: string; readonly value: string }[] | undefined;
  readonly optional?: boolean | undefined;
  /** Most characters of a text. */
  readonly max?: number | undefined;
  /** Text, value of an option, or epoch milliseconds as text. */
  readonly initial?: string | undefined;
}

/** Questions to one person, in a window of their own. */
export interface Form {
  /** At most 24 characters. */
  readonly title: string;
  /** Label of the button that sends it, at most 24 characters. */
  readonly submit: string;
  readonly lines?: readonly string[] | undefined;
  readonly fields: readonly FormField[];
}

/** Forms that buttons open. */
export const FORM_NAMES = [
  "page",
  "override",
  "note",
  "status",
  "snooze",
  "reassign",
  "cover",
  "verdict",
  "verdict_note",
  "rate",
] as const;

/** One of them. */
export type FormName = (typeof FORM_NAMES)[number];

/** Which form, and about what: an incident's number or id, a schedule's name; "" for nothing in particular. */
export interface FormRef {
  readonly name: FormName;
  readonly about: string;
}

/** What was filled in, by name of the field; what was left empty is absent. */
export type FormValues = Readonly<Record<string, string>>;

/** What a filled-in form asks for, as words; or what is wrong with it, by name of the field. */
export type FormRead = { readonly say: string } | { readonly errors: Readonly<Record<string, string>> };
