import type { BlockButtonAction } from "@slack/bolt";
import { toFailure } from "../core/failure.ts";
import type { Press } from "../core/inbound.ts";
import { ACTIONS, readOfferValue } from "./card-buttons.ts";
import type { Fingers } from "./ears.ts";
import { listenForms } from "./listen-forms.ts";
import { listenMutes, openMuteForm } from "./listen-mutes.ts";
import { listenSays } from "./listen-says.ts";
import { pressedWhere } from "./pressed-where.ts";
import { SAY_ACTION } from "./say-buttons.ts";
import { STORE_MS, tellPresser, whyNot } from "./told.ts";
import { type Ended, within } from "./within.ts";

type Verb = Exclude<Press["verb"], "mute">;
/** Buttons that are stored as they are; "Mute…" opens a form first. */
const PRESSED: readonly (readonly [Verb, string | RegExp, string])[] = [
  ["ack", ACTIONS.ack, "Acknowledge"],
  ["resolve", ACTIONS.resolve, "Resolve"],
  ["unmute", ACTIONS.unmute, "Unmute"],
  ["page", ACTIONS.page, "Page on-call"],
  ["offer", new RegExp(`^${ACTIONS.offer}_\\d+$`), "This"],
];
const OURS = `(?:${ACTIONS.ack}|${ACTIONS.resolve}|${ACTIONS.mute}|${ACTIONS.unmute}|${ACTIONS.page}|(?:${ACTIONS.offer}|${SAY_ACTION})_\\d+)`;

/** What a button stands for; undefined when it does not say. `id` is the same however often Slack delivers it. */
const pressOf = (
  verb: Verb,
  body: BlockButtonAction,
  action: BlockButtonAction["actions"][number],
): Press | undefined => {
  const where = pressedWhere(body);
  const offer = verb === "offer" && action.value !== undefined ? readOfferValue(action.value) : undefined;
  const incidentId = verb === "offer" ? offer?.incidentId : action.value;
  if (incidentId === undefined || where?.origin !== "message") return undefined;
  const { channel, of: ts } = where;
  const id = `press:${action.action_ts}:${body.user.id}:${channel}:${ts}`;
  return { id, verb, incidentId, userId: body.user.id, channel, ts, ...(offer ? { offer: offer.offer } : {}) };
};

/** What whoever pressed has to know; undefined when all is well. */
const notStored = (stored: Ended, what: string): string | undefined => {
  if (stored.end === "done") return undefined;
  if (stored.end === "late")
    return `${what} was NOT done in time. If the card does not change in a minute, press again.`;
  const tell = toFailure(stored.error).tell;
  return `${what} was NOT done. ${tell ?? "I could not store it."} Please press again.`;
};

/**
 * Buttons of cards: stored, then acked; when that fails the presser is told. Buttons that say words or open forms have
 * listeners of their own; those that open pages are acked only.
 */
export const listenPresses = (fingers: Fingers): void => {
  const { app, handlers, log } = fingers;
  for (const [verb, action, word] of PRESSED)
    app.action<BlockButtonAction>(action, async ({ body, action: pressed, ack, respond }) => {
      const press = pressOf(verb, body, pressed);
      const what = pressed.text?.text ?? word;
      if (press === undefined) {
        await ack();
        return tellPresser(
          respond,
          `${what} was NOT done: this button does not say for what. Use the card's own.`,
          log,
        );
      }
      const stored = await within(handlers.press(press), STORE_MS);
      await ack();
      const lost = notStored(stored, what);
      if (lost === undefined) return;
      log.error({ verb, incident: press.incidentId, why: whyNot(stored) }, "a press could not be stored");
      await tellPresser(respond, lost, log);
    });
  app.action<BlockButtonAction>(ACTIONS.mute, ({ body, action, ack, respond }) =>
    openMuteForm(fingers, body, action.value, ack, (text) => tellPresser(respond, text, log)),
  );
  listenMutes(fingers);
  listenSays(fingers);
  listenForms(fingers);
  app.action(new RegExp(`^(?!${OURS}$)`), async ({ ack }) => {
    await ack();
  });
};
