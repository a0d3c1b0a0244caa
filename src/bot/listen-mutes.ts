import type { BlockButtonAction, ViewSubmitAction } from "@slack/bolt";
import { toFailure } from "../core/failure.ts";
import type { Fingers } from "./ears.ts";
import { MUTE_FORM, muteForm, muteFormError, readMuteForm, tomorrowMorning } from "./mute-form.ts";
import { openView } from "./open-view.ts";
import { pressedWhere } from "./pressed-where.ts";
import { storeSubmitted } from "./told.ts";
import { typedWords } from "./typed-words.ts";
import { within } from "./within.ts";

/** The form may open until 3 s after the press; who pressed must be known before. */
const ZONE_MS = 1_000;

/** Tomorrow morning where this person lives; undefined when nobody can say so in time. */
const morningOf = async ({ chat, clock, log }: Fingers, userId: string): Promise<number | undefined> => {
  const known = await within(chat.user(userId), ZONE_MS);
  if (known.end === "done") return tomorrowMorning(clock(), known.value.tz);
  log.warn({ user: userId }, "the zone of whoever mutes is not known");
  return undefined;
};

/** Opens the form behind "Mute…"; when that fails the presser is told. */
export const openMuteForm = async (
  fingers: Fingers,
  body: BlockButtonAction,
  incidentId: string | undefined,
  ack: () => Promise<void>,
  tell: (text: string) => Promise<void>,
): Promise<void> => {
  await ack();
  const where = pressedWhere(body);
  if (incidentId === undefined || where?.origin !== "message")
    return tell("Mute was NOT done: this button does not say for what. Use the card's own.");
  const { calls, log } = fingers;
  const { channel, of: ts } = where;
  try {
    const tomorrowMs = await morningOf(fingers, body.user.id);
    const title = typedWords(body.message?.text ?? "").replace(/\s+/g, " ");
    const view = muteForm({ incidentId, channel, ts, tomorrowMs }, title);
    await openView(calls, body.trigger_id, view);
  } catch (error) {
    const failure = toFailure(error);
    log.error({ incident: incidentId, why: failure.message }, "the form for a mute could not be opened");
    await tell(`The form did not open, nothing is muted. ${failure.tell ?? "Please press Mute… again."}`);
  }
};

/** Submitted forms: what is wrong is said in the form; what is right is stored before the form closes. */
export const listenMutes = ({
  app,
  handlers,
  log,
  clock,
}: Pick<Fingers, "app" | "handlers" | "log" | "clock">): void => {
  app.view<ViewSubmitAction>({ callback_id: MUTE_FORM, type: "view_submission" }, async ({ ack, body, view }) => {
    const read = readMuteForm(view.private_metadata, view.state.values, clock());
    if ("errors" in read) return ack({ response_action: "errors", errors: read.errors });
    const { about, minutes, because } = read.wish;
    const { incidentId, channel, ts } = about;
    const id = `press:${view.id}:${body.user.id}:${channel}:${ts}`;
    const press = { id, verb: "mute", minutes, because, incidentId, userId: body.user.id, channel, ts } as const;
    const lost = await storeSubmitted(handlers.press(press), log, { verb: "mute", incident: incidentId }, "NOT muted.");
    await (lost === undefined ? ack() : ack({ response_action: "errors", errors: muteFormError(lost) }));
  });
};
