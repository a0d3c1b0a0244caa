import type { BlockAction, ViewSubmitAction } from "@slack/bolt";
import { toFailure } from "../core/failure.ts";
import type { FormRef } from "../core/form.ts";
import { answeredAt, type Fingers, inboundOf } from "./ears.ts";
import { FORM_VIEW, type FormAbout, fieldErrors, formView, noticeView, readFormView } from "./form-view.ts";
import { openView } from "./open-view.ts";
import type { PressedWhere } from "./pressed-where.ts";
import { storeSubmitted } from "./told.ts";
import { within } from "./within.ts";

/** So long a form may take before something else is shown: the trigger is good for 3 s. */
const READY_MS = 700;

const FAILED = "I could not prepare this form. Close it and press again in a moment.";
const LOST = "This form no longer says what it is about. Close it and press the button again.";

/** A press of a button that asks for a form. */
export interface FormPress {
  readonly body: BlockAction;
  readonly ack: () => Promise<void>;
  readonly tell: (text: string) => Promise<void>;
  readonly where: PressedWhere;
  readonly ref: FormRef;
}

type View = ReturnType<typeof noticeView>;

/** The form as a modal, or why there is none. Never throws. */
const viewOf = async ({ handlers, log }: Fingers, about: FormAbout, userId: string): Promise<View> => {
  try {
    return formView(await handlers.form(about.ref, userId), about);
  } catch (error) {
    const failure = toFailure(error);
    log.warn({ form: about.ref.name, why: failure.message }, "a form could not be prepared");
    return noticeView("That did not work", failure.tell ?? FAILED);
  }
};

/** Replaces "One moment…"; one that was closed meanwhile stays closed. */
const replaceView = async ({ calls, log }: Fingers, viewId: string, view: View): Promise<void> => {
  try {
    await calls.attempt("views.update", () => calls.web.views.update({ view_id: viewId, view }));
  } catch (error) {
    log.info({ why: toFailure(error).message }, "a form that was waited for could not be shown");
  }
};

/** Opens the form that a button asks for: at once, or as soon as it is ready behind "One moment…". */
export const openForm = async (fingers: Fingers, { body, ack, tell, where, ref }: FormPress): Promise<void> => {
  const { origin, channel, thread } = where;
  const making = viewOf(fingers, { ref, channel, thread, origin }, body.user.id);
  await ack();
  const ready = await within(making, READY_MS);
  try {
    const first = ready.end === "done" ? ready.value : noticeView("One moment…", "One moment…");
    const viewId = await openView(fingers.calls, body.trigger_id, first);
    if (ready.end !== "done" && viewId !== undefined) await replaceView(fingers, viewId, await making);
  } catch (error) {
    const failure = toFailure(error);
    fingers.log.error({ form: ref.name, why: failure.message }, "a form could not be opened");
    await tell(`The form did not open, nothing is done. ${failure.tell ?? "Please press the button again."}`);
  }
};

/** What a submitted form came to: nothing to say, or errors at its fields. */
type Submitted = { readonly errors?: Readonly<Record<string, string>> };

const submit = async (
  fingers: Fingers,
  { about, values }: NonNullable<ReturnType<typeof readFormView>>,
  viewId: string,
  userId: string,
): Promise<Submitted> => {
  const read = await fingers.handlers.readForm(about.ref, values, userId);
  if ("errors" in read) return { errors: read.errors };
  const { channel, thread, origin } = about;
  const id = `form:${viewId}:${userId}`;
  const asked = { id, text: read.say, userId, channel, thread, how: "button" } as const;
  const whole = { ...asked, ...answeredAt(fingers, origin, userId) };
  await fingers.handlers.words(inboundOf(fingers, whole));
  return {};
};

/** Submitted forms: what is wrong is said in the form; what is right is stored before the form closes. */
export const listenForms = (fingers: Fingers): void => {
  const constraints = { callback_id: FORM_VIEW, type: "view_submission" } as const;
  fingers.app.view<ViewSubmitAction>(constraints, async ({ ack, body, view }) => {
    const read = readFormView(view.private_metadata, view.state.values);
    if (read === undefined) return ack({ response_action: "update", view: noticeView("That did not work", LOST) });
    const work = submit(fingers, read, view.id, body.user.id);
    const lost = await storeSubmitted(work, fingers.log, { form: read.about.ref.name }, "NOT done.");
    const errors = lost === undefined ? (await work).errors : { "": lost };
    if (errors === undefined || Object.keys(errors).length === 0) return ack();
    if (read.names.length > 0) return ack({ response_action: "errors", errors: fieldErrors(errors, read.names) });
    await ack({ response_action: "update", view: noticeView("That did not work", Object.values(errors).join(" ")) });
  });
};
