import type { types } from "@slack/bolt";
import { FORM_NAMES, type FormRef } from "../core/form.ts";
import type { SayButton } from "../core/message.ts";
import { plain } from "./blocks.ts";
import { LIMITS } from "./limits.ts";
import { plainLine } from "./mrkdwn.ts";

/** Action ids of everything that says words or opens a form; each has its number within the message. */
export const SAY_ACTION = "drm_say";
const FORM = "form:";

/** Numbers the elements of one message or view: Slack wants each action id once. */
export type Numbering = () => string;

/** A new numbering, beginning with 0. */
export const createNumbering = (): Numbering => {
  let next = 0;
  return () => `${SAY_ACTION}_${next++}`;
};

/** What an element carries: the words, or which form about what. */
const carried = ({ say, form }: SayButton): string | undefined =>
  form === undefined ? say : `${FORM}${form.name} ${form.about}`;

/** What a used element asks for. */
export type Said = { readonly say: string } | { readonly form: FormRef };

/** The same read back; undefined when it says nothing of the kind. */
export const readSaid = (value: string | undefined): Said | undefined => {
  if (value === undefined || value.trim() === "") return undefined;
  if (!value.startsWith(FORM)) return { say: value };
  const [, name, about = ""] = /^form:(\S+) ([\s\S]*)$/.exec(value) ?? [];
  const known = FORM_NAMES.find((one) => one === name);
  return known === undefined ? undefined : { form: { name: known, about } };
};

const confirmOf = ({ confirm, style }: SayButton): { confirm?: types.ConfirmationDialog } =>
  confirm === undefined
    ? {}
    : {
        confirm: {
          title: plain(confirm.title, LIMITS.confirmTitle),
          text: plain(confirm.text, LIMITS.confirmText),
          confirm: plain(confirm.label, LIMITS.confirmLabel),
          deny: plain("Cancel", LIMITS.confirmLabel),
          ...(style === undefined ? {} : { style }),
        },
      };

const fits = (button: SayButton, max: number): boolean => {
  const value = carried(button) ?? "";
  return value.trim() !== "" && value.length <= max && value.isWellFormed();
};

/** Buttons; those whose words do not fit into one are left out: others must never be said instead. `about` is for screen readers. */
export const sayButtons = (
  buttons: readonly SayButton[],
  numbering: Numbering,
  about: string | undefined,
): types.Button[] =>
  buttons
    .filter((one) => fits(one, LIMITS.buttonValue))
    .map((one) => ({
      type: "button",
      action_id: numbering(),
      value: carried(one) ?? "",
      text: plain(one.label, LIMITS.buttonText),
      ...(about === undefined
        ? {}
        : { accessibility_label: plainLine(`${one.label} ${about}`, LIMITS.accessibilityLabel) || "–" }),
      ...(one.style === undefined ? {} : { style: one.style }),
      ...confirmOf(one),
    }));

/** Whether it can stand in a menu: its words fit, and nothing is asked before. */
const inMenu = (button: SayButton): boolean => button.confirm === undefined && fits(button, LIMITS.optionValue);

/** A menu's option. */
const option = (label: string, value: string): types.PlainTextOption => ({
  text: plain(label, LIMITS.optionText),
  value,
});

/** Buttons behind one "…"; what a menu cannot hold, and what would be alone in it, stands beside it as a button. */
export const moreMenu = (
  more: readonly SayButton[],
  numbering: Numbering,
  about: string,
): readonly (types.Overflow | types.Button)[] => {
  const hidden = more.filter(inMenu).slice(0, LIMITS.menu);
  if (hidden.length < 2) return sayButtons(more, numbering, about);
  const beside = sayButtons(
    more.filter((one) => !hidden.includes(one)),
    numbering,
    about,
  );
  const options = hidden.map((one) => option(one.label, carried(one) ?? ""));
  return [...beside, { type: "overflow", action_id: numbering(), options }];
};

/** One of many: a select of what fits, and buttons for options whose words are too long for it. */
export const chooser = (
  label: string,
  options: readonly { readonly label: string; readonly say: string }[],
  numbering: Numbering,
): readonly (types.StaticSelect | types.Button)[] => {
  const short = options.filter(inMenu).slice(0, LIMITS.options);
  const long = sayButtons(
    options.filter((one) => !inMenu(one)),
    numbering,
    undefined,
  );
  if (short.length === 0) return long;
  return [
    {
      type: "static_select",
      action_id: numbering(),
      placeholder: plain(label, LIMITS.placeholder),
      options: short.map((one) => option(one.label, one.say)),
    },
    ...long,
  ];
};
