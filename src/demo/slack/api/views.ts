import type { Json } from "../json.ts";
import { Refusal } from "../refusal.ts";
import type { State } from "../state.ts";
import type { View } from "../types.ts";
import { checkView, openView, publishHome, replaceView, viewJson } from "../views.ts";
import type { Arguments } from "./arguments.ts";
import type { Method, Services } from "./call.ts";

const given = (args: Arguments): unknown => args.nested("view", "invalid_arguments");

const checkExternalId = (state: State, body: Json, own?: View): void => {
  const id = body.external_id;
  if (typeof id !== "string" || id === "") return;
  const taken = [...state.views.values()].some((one) => one !== own && one.body.external_id === id);
  if (taken) throw new Refusal("duplicate_external_id");
};

const show = async ({ state, triggers }: Services, args: Arguments, onTop: boolean): Promise<Json> => {
  const body = await checkView(state, given(args), "modal");
  checkExternalId(state, body);
  const user = triggers.use(args.word("trigger_id"));
  if (onTop && (state.stacks.get(user) ?? []).length === 0) throw new Refusal("not_found");
  return { view: viewJson(openView(state, user, body, onTop)) };
};

const update: Method = async ({ state }, args) => {
  const external = args.text("external_id");
  const view =
    external === undefined
      ? state.views.get(args.word("view_id"))
      : [...state.views.values()].find((one) => one.body.external_id === external);
  if (view === undefined) throw new Refusal("not_found");
  const hash = args.text("hash");
  if (hash !== undefined && hash !== view.hash) throw new Refusal("hash_conflict");
  const body = await checkView(state, given(args), view.kind);
  checkExternalId(state, body, view);
  replaceView(state, view, body);
  return { view: viewJson(view) };
};

const publish: Method = async ({ state }, args) => {
  if (!state.manifest.homeTab) throw new Refusal("not_enabled");
  const user = args.word("user_id");
  if (!state.people.has(user)) throw new Refusal("invalid_arguments");
  const hash = args.text("hash");
  const before = state.homes.get(user);
  if (hash !== undefined && before !== undefined && before.hash !== hash) throw new Refusal("hash_conflict");
  return { view: viewJson(publishHome(state, user, await checkView(state, given(args), "home"))) };
};

/** views.*: modals and the home tab. */
export const viewMethods = {
  "views.open": ((services, args) => show(services, args, false)) satisfies Method,
  "views.push": ((services, args) => show(services, args, true)) satisfies Method,
  "views.update": update,
  "views.publish": publish,
};
