import { isDeepStrictEqual } from "node:util";
import { type Json, list, objects } from "../json.ts";
import { arr, bool, byType, type Check, int, matching, obj, oneOf, rule, str } from "./check.ts";
import { LIMITS } from "./limits.ts";

/** plain_text, no longer than `max`. */
export const plain = (max: number): Check =>
  byType({ plain_text: obj({ type: str(20), text: str(max) }, { emoji: bool }) });

/** plain_text or mrkdwn, no longer than `max`; `emoji` is for plain_text alone, `verbatim` for mrkdwn. */
export const anyText = (max: number): Check =>
  byType({
    plain_text: obj({ type: str(20), text: str(max) }, { emoji: bool }),
    mrkdwn: obj({ type: str(20), text: str(max) }, { verbatim: bool }),
  });

const TYPE = { type: str(40) };
const ACTION = { action_id: str(LIMITS.id) };
const DATE = matching(/^\d{4}-\d{2}-\d{2}$/);
const TIME = matching(/^\d{2}:\d{2}$/);

const slackFile: Check = obj({}, { id: matching(LIMITS.image.fileId), url: str(3000) }, (value, at, problems) => {
  rule((one) => (one.id === undefined) !== (one.url === undefined), "must define either `id` or `url`")(
    value,
    at,
    problems,
  );
});

/** Members of an image, as a block and as an element. */
export const imageMembers = { image_url: str(LIMITS.image.url), slack_file: slackFile };

/** Exactly one source of the picture. */
export const oneImageSource = rule(
  (value) => (value.image_url === undefined) !== (value.slack_file === undefined),
  "must define either `image_url` or `slack_file`",
  "/type",
);

/** A picture inside a section or a context. */
export const imageElement: Check = obj({ ...TYPE, alt_text: str(LIMITS.image.alt) }, imageMembers, oneImageSource);

const confirm: Check = obj(
  { title: plain(LIMITS.confirm.title), text: anyText(LIMITS.confirm.text) },
  { confirm: plain(LIMITS.confirm.confirm), deny: plain(LIMITS.confirm.deny), style: oneOf("primary", "danger") },
);

const option = (text: Check): Check =>
  obj(
    { text, value: str(LIMITS.option.value) },
    { description: anyText(LIMITS.option.description), url: str(LIMITS.button.url) },
  );
const plainOption = option(plain(LIMITS.option.text));
const anyOption = option(anyText(LIMITS.option.text));

const group: Check = obj({
  label: plain(LIMITS.select.groupLabel),
  options: arr(plainOption, LIMITS.select.options),
});

const options = {
  options: arr(plainOption, LIMITS.select.options),
  option_groups: arr(group, LIMITS.select.groups),
};
const oneOptionSource = rule(
  (value) => (value.options === undefined) !== (value.option_groups === undefined),
  "must define either `options` or `option_groups`",
  "/type",
);
const SELECT = {
  ...ACTION,
  confirm,
  placeholder: plain(LIMITS.select.placeholder),
  focus_on_load: bool,
};
const ID = matching(/^[A-Z0-9]{3,}$/);

const link: Check = (value, at, problems) => {
  str(LIMITS.button.url)(value, at, problems);
  if (typeof value === "string" && !URL.canParse(value)) problems.push(`invalid url [json-pointer:${at}]`);
};

const button: Check = obj(
  { ...TYPE, text: plain(LIMITS.button.text) },
  {
    ...ACTION,
    url: link,
    value: str(LIMITS.button.value),
    style: oneOf("primary", "danger"),
    confirm,
    accessibility_label: str(LIMITS.button.label),
  },
);

const choice = (max: number): Check =>
  obj(
    { ...TYPE, options: arr(anyOption, max) },
    { ...ACTION, confirm, focus_on_load: bool, initial_option: anyOption },
  );

const OPTIONS = (value: Json): readonly unknown[] => [
  ...list(value.options),
  ...objects(value.option_groups).flatMap((group) => list(group.options)),
];

/** What is chosen at first is one of the options, exactly. */
const initialIsOption = rule(
  (value) =>
    [...list(value.initial_options), ...(value.initial_option === undefined ? [] : [value.initial_option])].every(
      (one) => OPTIONS(value).some((option) => isDeepStrictEqual(option, one)),
    ),
  "must be one of the provided options",
  "/initial_option",
);

const select =
  (...rules: readonly ReturnType<typeof rule>[]): ReturnType<typeof rule> =>
  (value, at, problems) => {
    for (const one of rules) one(value, at, problems);
  };

/** Elements a person can use, by type. */
export const INTERACTIVE: Readonly<Record<string, Check>> = {
  button,
  overflow: obj({ ...TYPE, options: arr(plainOption, LIMITS.overflow) }, { ...ACTION, confirm }),
  static_select: obj(
    TYPE,
    { ...SELECT, ...options, initial_option: plainOption },
    select(oneOptionSource, initialIsOption),
  ),
  multi_static_select: obj(
    TYPE,
    { ...SELECT, ...options, initial_options: arr(plainOption, 100), max_selected_items: int(1, 100) },
    select(oneOptionSource, initialIsOption),
  ),
  users_select: obj(TYPE, { ...SELECT, initial_user: ID }),
  channels_select: obj(TYPE, { ...SELECT, initial_channel: ID, response_url_enabled: bool }),
  conversations_select: obj(TYPE, {
    ...SELECT,
    initial_conversation: ID,
    default_to_current_conversation: bool,
    response_url_enabled: bool,
  }),
  radio_buttons: choice(LIMITS.radio),
  checkboxes: obj(
    { ...TYPE, options: arr(anyOption, LIMITS.checkboxes) },
    { ...ACTION, confirm, focus_on_load: bool, initial_options: arr(anyOption, LIMITS.checkboxes) },
  ),
  datepicker: obj(TYPE, { ...SELECT, initial_date: DATE }),
  datetimepicker: obj(TYPE, {
    ...ACTION,
    confirm,
    focus_on_load: bool,
    initial_date_time: int(1_000_000_000, 9_999_999_999),
  }),
  timepicker: obj(TYPE, { ...SELECT, initial_time: TIME, timezone: str(100) }),
};

/** What an input block may hold, by type. */
export const INPUTS: Readonly<Record<string, Check>> = {
  ...Object.fromEntries(Object.entries(INTERACTIVE).filter(([type]) => type !== "button" && type !== "overflow")),
  plain_text_input: obj(TYPE, {
    ...ACTION,
    initial_value: str(LIMITS.textInput, 0),
    multiline: bool,
    min_length: int(0, LIMITS.textInput),
    max_length: int(1, LIMITS.textInput),
    placeholder: plain(LIMITS.select.placeholder),
    focus_on_load: bool,
    dispatch_action_config: obj({}, { trigger_actions_on: arr(oneOf("on_enter_pressed", "on_character_entered"), 2) }),
  }),
};

/** What may stand beside a section. */
export const ACCESSORIES: Readonly<Record<string, Check>> = { ...INTERACTIVE, image: imageElement };
