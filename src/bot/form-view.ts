import type { types } from "@slack/bolt";
import { Failure } from "../core/failure.ts";
import type { Form, FormField, FormRef, FormValues } from "../core/form.ts";
import { FORM_NAMES } from "../core/form.ts";
import { plain, section } from "./blocks.ts";
import { LIMITS } from "./limits.ts";
import { withUtcWords } from "./moments.ts";
import { escapeWithin, plainLine } from "./mrkdwn.ts";
import { paragraphs } from "./paragraphs.ts";
import { enteredText, type ViewValues } from "./view-values.ts";

/** Callback id of every form that a button opens. */
export const FORM_VIEW = "drm_form";

/** Where a form was asked for. Without a message it was the home tab: `channel` is then the person. */
export interface FormAbout {
  readonly ref: FormRef;
  readonly channel: string;
  readonly thread?: string | undefined;
  readonly origin: "message" | "home";
}

/** What a view carries to its submission; `long` are values that do not fit into an option. */
interface Carried extends FormAbout {
  readonly names: readonly string[];
  readonly long: readonly string[];
}

const ALIAS = /^~(\d+)$/;

const optionsOf = ({ options = [] }: FormField, long: string[]): types.PlainTextOption[] =>
  options.slice(0, LIMITS.options).map(({ label, value }) => {
    const fits = value !== "" && value.length <= LIMITS.optionValue && !ALIAS.test(value);
    return { text: plain(label, LIMITS.optionText), value: fits ? value : `~${long.push(value) - 1}` };
  });

const selectOf = (field: FormField, long: string[], focus: object): types.StaticSelect => {
  const options = optionsOf(field, long);
  const at = (field.options ?? []).findIndex(({ value }) => value === field.initial);
  const initial = options[at];
  return {
    type: "static_select",
    action_id: field.name,
    options,
    ...(initial === undefined ? {} : { initial_option: initial }),
    ...focus,
  };
};

const textOf = (field: FormField, focus: object): types.PlainTextInput => {
  const max = Math.min(field.max ?? LIMITS.inputText, LIMITS.inputText);
  const initial = withUtcWords(field.initial ?? "")
    .slice(0, max)
    .toWellFormed();
  return {
    type: "plain_text_input",
    action_id: field.name,
    multiline: field.kind === "long",
    max_length: max,
    ...(initial === "" ? {} : { initial_value: initial }),
    ...focus,
  };
};

const momentOf = ({ name, initial }: FormField): types.DateTimepicker => {
  const seconds = Math.floor(Number(initial) / 1000);
  const known = initial !== undefined && Number.isSafeInteger(seconds) && seconds > 0;
  return { type: "datetimepicker", action_id: name, ...(known ? { initial_date_time: seconds } : {}) };
};

/** A choice of nothing is a text: Slack refuses an empty select. */
const elementOf = (field: FormField, long: string[], first: boolean): types.InputBlock["element"] => {
  const focus = first ? { focus_on_load: true } : {};
  if (field.kind === "moment") return momentOf(field);
  if (field.kind === "choice" && (field.options ?? []).length > 0) return selectOf(field, long, focus);
  return textOf(field, focus);
};

const inputOf = (field: FormField, long: string[], first: boolean): types.InputBlock => ({
  type: "input",
  block_id: field.name,
  label: plain(field.label, LIMITS.label),
  element: elementOf(field, long, first),
  ...(field.hint === undefined ? {} : { hint: plain(field.hint, LIMITS.label) }),
  ...(field.optional === true ? { optional: true } : {}),
});

/** A form as a modal. Failure("usage") when it cannot carry what it is about. */
export const formView = (form: Form, about: FormAbout): types.ModalView => {
  const long: string[] = [];
  const inputs = form.fields.map((field, at) => inputOf(field, long, at === 0));
  const carried: Carried = { ...about, names: form.fields.map(({ name }) => name), long };
  const metadata = JSON.stringify(carried);
  if (metadata.length > LIMITS.metadata)
    throw new Failure("usage", "what a form is about does not fit into it", {
      tell: "There is too much in this form for Slack. Say it in words instead.",
    });
  const lines = (form.lines ?? []).map((line) => escapeWithin(line, LIMITS.sectionText - 1));
  return {
    type: "modal",
    callback_id: FORM_VIEW,
    private_metadata: metadata,
    title: plain(form.title, LIMITS.viewTitle),
    submit: plain(form.submit, LIMITS.viewTitle),
    close: plain("Cancel", LIMITS.viewTitle),
    blocks: [...paragraphs(lines, LIMITS.lines), ...inputs],
  };
};

/** A modal that only says something: that one must wait, or what went wrong. */
export const noticeView = (title: string, words: string): types.ModalView => ({
  type: "modal",
  title: plain(title, LIMITS.viewTitle),
  close: plain("Close", LIMITS.viewTitle),
  blocks: [section(escapeWithin(words, LIMITS.sectionText - 1) || "–")],
});

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

const parsed = (metadata: string): unknown => {
  try {
    return JSON.parse(metadata);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const carriedBy = (metadata: string): Carried | undefined => {
  const held = parsed(metadata);
  if (!isObject(held) || !isObject(held.ref)) return undefined;
  const { channel, thread, origin, ref } = held;
  const name = FORM_NAMES.find((one) => one === ref.name);
  if (name === undefined || typeof ref.about !== "string" || typeof channel !== "string") return undefined;
  return {
    ref: { name, about: ref.about },
    channel,
    ...(typeof thread === "string" ? { thread } : {}),
    origin: origin === "home" ? "home" : "message",
    names: texts(held.names),
    long: texts(held.long),
  };
};

/** What a submitted form is about and what was filled in; undefined when it no longer says. */
export const readFormView = (
  metadata: string,
  entered: ViewValues,
): { readonly about: FormAbout; readonly values: FormValues; readonly names: readonly string[] } | undefined => {
  const carried = carriedBy(metadata);
  if (carried === undefined) return undefined;
  const { names, long, ...about } = carried;
  const values: Record<string, string> = {};
  for (const name of names) {
    const told = enteredText(entered, name);
    const alias = entered[name]?.[name]?.selected_option ? ALIAS.exec(told) : null;
    const value = (alias === null ? undefined : long[Number(alias[1])]) ?? told;
    if (value.trim() !== "") values[name] = value;
  }
  return { about, values, names };
};

/** Errors as Slack takes them: at fields of the form, in plain words; what belongs to no field stands at the first. */
export const fieldErrors = (
  errors: Readonly<Record<string, string>>,
  names: readonly string[],
): Record<string, string> => {
  const out: Record<string, string> = {};
  for (const [name, words] of Object.entries(errors)) {
    const at = names.includes(name) ? name : (names[0] ?? name);
    out[at] = plainLine([out[at] ?? "", words].join(" "), LIMITS.label) || "–";
  }
  return out;
};
