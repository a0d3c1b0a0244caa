import { randomBytes } from "node:crypto";
import { completeBlocks } from "./blocks/complete.ts";
import { findBadImages } from "./blocks/images.ts";
import { LIMITS } from "./blocks/limits.ts";
import { findViewProblems } from "./blocks/surfaces.ts";
import { imageSources } from "./files.ts";
import { isJson, type Json, objects } from "./json.ts";
import { Refusal, refuseProblems } from "./refusal.ts";
import { APP, type State, TEAM } from "./state.ts";
import type { View } from "./types.ts";

const newHash = (state: State): string => `${Math.floor(state.clock() / 1000)}.${randomBytes(4).toString("hex")}`;

/** Refuses a view Slack would refuse; its blocks get their ids. */
export const checkView = async (state: State, value: unknown, kind: "modal" | "home"): Promise<Json> => {
  const problems = findViewProblems(value, kind);
  if (problems.length > 0 || !isJson(value)) throw refuseProblems("invalid_arguments", problems);
  const bad = await findBadImages(value.blocks, "/view/blocks", imageSources(state));
  if (bad.length > 0) throw refuseProblems("invalid_arguments", bad);
  if (JSON.stringify(value).length > 250_000) throw new Refusal("view_too_large");
  return { ...value, blocks: completeBlocks(objects(value.blocks), state) };
};

/** Shows a modal, alone or on top of those the person has open. */
export const openView = (state: State, user: string, body: Json, onTop: boolean): View => {
  const stack = onTop ? (state.stacks.get(user) ?? []) : [];
  if (!onTop) for (const id of state.stacks.get(user) ?? []) state.views.delete(id);
  if (stack.length >= LIMITS.view.depth) throw new Refusal("push_limit_reached");
  const id = state.nextId("V");
  const view: View = {
    id,
    user,
    kind: "modal",
    body,
    hash: newHash(state),
    rootId: stack[0] ?? id,
    previousId: stack.at(-1),
  };
  state.views.set(id, view);
  state.stacks.set(user, [...stack, id]);
  state.tell({ type: "view", user, view, how: stack.length === 0 ? "opened" : "pushed" });
  return view;
};

/** Replaces what a modal shows. */
export const replaceView = (state: State, view: View, body: Json): void => {
  view.body = body;
  view.hash = newHash(state);
  if (view.kind === "home") state.tell({ type: "home", user: view.user, view });
  else state.tell({ type: "view", user: view.user, view, how: "updated" });
};

/** Closes the shown modal, or all of the person's. */
export const closeViews = (state: State, user: string, all: boolean): void => {
  const stack = state.stacks.get(user) ?? [];
  const closing = all ? stack : stack.slice(-1);
  state.stacks.set(user, stack.slice(0, stack.length - closing.length));
  for (const id of [...closing].reverse()) {
    const view = state.views.get(id);
    state.views.delete(id);
    if (view !== undefined) state.tell({ type: "view", user, view, how: "closed" });
  }
};

/** Sets the home tab of a person. */
export const publishHome = (state: State, user: string, body: Json): View => {
  const before = state.homes.get(user);
  const id = before?.id ?? state.nextId("V");
  const view: View = before ?? { id, user, kind: "home", body, hash: "", rootId: id };
  view.body = body;
  view.hash = newHash(state);
  state.homes.set(user, view);
  state.views.set(id, view);
  state.tell({ type: "home", user, view });
  return view;
};

/** A view as answers and payloads show it. */
export const viewJson = (view: View, values: Json = {}): Json => ({
  private_metadata: "",
  callback_id: "",
  external_id: "",
  title: null,
  submit: null,
  close: null,
  clear_on_close: false,
  notify_on_close: false,
  ...view.body,
  id: view.id,
  team_id: TEAM.id,
  hash: view.hash,
  state: { values },
  root_view_id: view.rootId,
  previous_view_id: view.previousId ?? null,
  app_id: APP.id,
  app_installed_team_id: TEAM.id,
  bot_id: APP.botId,
});
