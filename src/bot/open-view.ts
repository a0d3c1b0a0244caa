import type { types } from "@slack/bolt";
import type { WebCalls } from "./web-call.ts";

/** Opens a modal for whoever owns the trigger, within 3 s of their press. Answers its id; throws the call's Failure. */
export const openView = async (
  { web, attempt }: WebCalls,
  triggerId: string,
  view: types.ModalView,
): Promise<string | undefined> => {
  const opened = await attempt("views.open", () => web.views.open({ trigger_id: triggerId, view }));
  return opened.view?.id;
};
