import { Failure } from "../../../core/failure.ts";
import { isJson, type Json, list, objects, text } from "../json.ts";
import { type State, TEAM } from "../state.ts";
import type { Message, View } from "../types.ts";

/** An element somebody can use, and the block it stands in. */
export interface Element {
  readonly blockId: string;
  readonly element: Json;
}

/** Every usable element of these blocks. */
const elementsOf = (blocks: readonly Json[]): readonly Element[] =>
  blocks.flatMap((block) => {
    const candidates = [...list(block.elements), block.accessory, block.element].filter(isJson);
    return candidates
      .filter((one) => typeof one.action_id === "string")
      .map((element) => ({ blockId: text(block.block_id), element }));
  });

/** Every usable element of a message, those in its attachments included. */
export const elementsOfMessage = (message: Message): readonly Element[] => [
  ...elementsOf(message.blocks),
  ...message.attachments.flatMap((one) => elementsOf(objects(one.blocks))),
];

/** Every usable element of a view. */
export const elementsOfView = (view: View): readonly Element[] => elementsOf(objects(view.body.blocks));

/** A person's input: one value, or several for elements that take them. */
export type Value = string | readonly string[];

const optionsOf = (element: Json): readonly Json[] => [
  ...objects(element.options),
  ...objects(element.option_groups).flatMap((group) => objects(group.options)),
];

const chosen = (element: Json, value: Value | undefined): readonly Json[] => {
  const wanted = value === undefined ? [] : typeof value === "string" ? [value] : value;
  return wanted.map((one) => {
    const found = optionsOf(element).find((option) => option.value === one);
    if (found === undefined) throw new Failure("usage", `the element ${text(element.action_id)} has no option ${one}`);
    return found;
  });
};

const PLAIN: Readonly<Record<string, string>> = {
  users_select: "selected_user",
  channels_select: "selected_channel",
  conversations_select: "selected_conversation",
  datepicker: "selected_date",
  timepicker: "selected_time",
  plain_text_input: "value",
};

/** What an element holds when `value` was chosen or typed; the initial value when nothing was. */
export const inputOf = (element: Json, value: Value | undefined): Json => {
  const type = text(element.type);
  if (type === "button") return { ...(element.value === undefined ? {} : { value: element.value }) };
  if (type === "checkboxes" || type === "multi_static_select") {
    return { selected_options: value === undefined ? list(element.initial_options) : chosen(element, value) };
  }
  if (type === "datetimepicker") {
    const at = value === undefined ? element.initial_date_time : Number(value);
    return { selected_date_time: typeof at === "number" && Number.isInteger(at) ? at : null };
  }
  const member = PLAIN[type];
  if (member !== undefined) {
    const initial = Object.entries(element).find(([name]) => name.startsWith("initial_"))?.[1] ?? null;
    return { [member]: value ?? initial };
  }
  const option = value === undefined ? element.initial_option : chosen(element, value)[0];
  return { selected_option: option ?? null };
};

/** The values of all inputs of a view, as view_submission carries them. */
export const valuesOf = (view: View, given: Readonly<Record<string, Value>>): Json => {
  const values: Record<string, Json> = {};
  for (const { blockId, element } of elementsOfView(view)) {
    if (element.type === "button" || element.type === "overflow") continue;
    const id = text(element.action_id);
    const value = given[`${blockId}.${id}`] ?? given[id] ?? given[blockId];
    values[blockId] = { ...values[blockId], [id]: { type: element.type, ...inputOf(element, value) } };
  }
  return values;
};

/** The person as payloads name them. */
export const userJson = (state: State, id: string): Json => {
  const person = state.requirePerson(id);
  return { id: person.id, username: person.name, name: person.name, team_id: TEAM.id };
};
