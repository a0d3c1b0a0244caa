import { Failure } from "../../../core/failure.ts";
import { isJson, type Json, text } from "../json.ts";
import { messageJson } from "../messages.ts";
import { Refusal } from "../refusal.ts";
import { APP, type State, TEAM } from "../state.ts";
import type { Triggers } from "../triggers.ts";
import type { Channel, Message, View } from "../types.ts";
import { checkView, closeViews, openView, replaceView, viewJson } from "../views.ts";
import { type Element, elementsOfMessage, elementsOfView, inputOf, userJson, type Value, valuesOf } from "./actions.ts";
import { type Courier, VERIFICATION_TOKEN } from "./courier.ts";
import { findInputProblems } from "./inputs.ts";
import type { Responses } from "./responses.ts";
import type { Ack } from "./transport.ts";

/** What people use the app through. */
export interface InteractionParts {
  readonly state: State;
  readonly courier: Courier;
  readonly triggers: Triggers;
  readonly responses: Responses;
}

const around = (parts: InteractionParts, user: string): Json => ({
  user: userJson(parts.state, user),
  api_app_id: APP.id,
  token: VERIFICATION_TOKEN,
  trigger_id: parts.triggers.create(user),
  team: { id: TEAM.id, domain: TEAM.domain },
  enterprise: null,
  is_enterprise_install: false,
});

const actionOf = (parts: InteractionParts, channel: Channel, { blockId, element }: Element, value?: Value): Json => ({
  type: element.type,
  action_id: element.action_id,
  block_id: blockId,
  ...(element.text === undefined ? {} : { text: element.text }),
  ...(element.style === undefined ? {} : { style: element.style }),
  ...inputOf(element, value),
  action_ts: parts.state.nextTs(channel),
});

const requireInteractivity = (state: State): void => {
  if (!state.manifest.interactivity) {
    throw new Failure("forbidden", "interactivity is off in the manifest", {
      tell: "This app is not configured to handle interactive responses.",
    });
  }
};

const requireElement = (elements: readonly Element[], actionId: string): Element => {
  const found = elements.find(({ element }) => element.action_id === actionId);
  if (found === undefined) throw new Failure("not_found", `there is nothing to press called ${actionId}`);
  return found;
};

/** Somebody uses an element of a message; resolves when the app acknowledged, or did not. */
export const pressInMessage = (
  parts: InteractionParts,
  user: string,
  channel: Channel,
  message: Message,
  actionId: string,
  value?: Value,
): Promise<Ack> => {
  requireInteractivity(parts.state);
  if (!channel.members.has(user)) throw new Failure("forbidden", `${user} is not in ${channel.name}`);
  const found = requireElement(elementsOfMessage(message), actionId);
  const thread = message.threadTs === undefined ? {} : { thread_ts: message.threadTs };
  const ephemeral = message.onlyFor !== undefined;
  const payload = {
    type: "block_actions",
    ...around(parts, user),
    container: {
      type: "message",
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...thread,
    },
    channel: { id: channel.id, name: channel.kind === "im" ? "directmessage" : channel.name },
    ...(ephemeral ? {} : { message: messageJson(parts.state, channel, message) }),
    state: { values: {} },
    response_url: parts.responses.create({ user, channel, threadTs: message.threadTs, source: message }),
    actions: [actionOf(parts, channel, found, value)],
  };
  return parts.courier.ask("interactive", payload, { name: actionId, user, channel: channel.id });
};

/** Somebody uses an element of a modal or of the home tab. */
export const pressInView = (
  parts: InteractionParts,
  user: string,
  view: View,
  actionId: string,
  value?: Value,
): Promise<Ack> => {
  requireInteractivity(parts.state);
  const found = requireElement(elementsOfView(view), actionId);
  const payload = {
    type: "block_actions",
    ...around(parts, user),
    container: { type: "view", view_id: view.id },
    view: viewJson(view, valuesOf(view, {})),
    actions: [actionOf(parts, parts.state.dm(user), found, value)],
  };
  return parts.courier.ask("interactive", payload, { name: actionId, user });
};

/** Somebody submits a modal; the answer may refuse it, replace it, put another on top or close all. */
export const submitView = async (
  parts: InteractionParts,
  view: View,
  given: Readonly<Record<string, Value>>,
): Promise<Ack> => {
  requireInteractivity(parts.state);
  const values = valuesOf(view, given);
  const errors = findInputProblems(view, values);
  if (Object.keys(errors).length > 0) {
    parts.state.tell({ type: "view", user: view.user, view, how: "refused", errors });
    throw new Failure("usage", "the form is not filled in", { tell: Object.values(errors).join(" ") });
  }
  const payload = {
    type: "view_submission",
    ...around(parts, view.user),
    view: viewJson(view, values),
    response_urls: [],
  };
  const ack = await parts.courier.ask("interactive", payload, { name: text(view.body.callback_id), user: view.user });
  if (ack.ok) await applyResponseAction(parts.state, view, ack.body);
  return ack;
};

const applyResponseAction = async (state: State, view: View, body: unknown): Promise<void> => {
  const answer: Json = isJson(body) ? body : {};
  const { user } = view;
  switch (answer.response_action) {
    case undefined:
      closeViews(state, user, false);
      return;
    case "clear":
      closeViews(state, user, true);
      return;
    case "errors":
      state.tell({ type: "view", user, view, how: "refused", errors: errorsOf(view, answer.errors) });
      return;
    case "update":
      replaceView(state, view, await checkView(state, answer.view, "modal"));
      return;
    case "push":
      openView(state, user, await checkView(state, answer.view, "modal"), true);
      return;
    default:
      throw new Refusal("invalid_response_action");
  }
};

/** Errors belong to input blocks of the view; others make Slack refuse the whole answer. */
const errorsOf = (view: View, errors: unknown): Readonly<Record<string, string>> => {
  const inputs = new Set(elementsOfView(view).map(({ blockId }) => blockId));
  const entries = Object.entries(isJson(errors) ? errors : {});
  if (entries.length === 0 || entries.some(([id]) => !inputs.has(id))) throw new Refusal("invalid_response_errors");
  return Object.fromEntries(entries.map(([id, words]) => [id, text(words)]));
};

/** Somebody closes the shown modal; the app hears of it only when it asked to. */
export const dismissView = async (parts: InteractionParts, view: View): Promise<Ack | undefined> => {
  closeViews(parts.state, view.user, false);
  if (view.body.notify_on_close !== true) return undefined;
  const payload = { type: "view_closed", ...around(parts, view.user), view: viewJson(view), is_cleared: false };
  return parts.courier.ask("interactive", payload, { name: text(view.body.callback_id), user: view.user });
};
