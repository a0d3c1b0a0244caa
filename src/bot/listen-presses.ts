import type { BlockButtonAction, RespondFn } from "@slack/bolt";
import { toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import { respondPrivately } from "./asked.ts";
import { ACK_ACTION, RESOLVE_ACTION } from "./card.ts";
import type { Ears } from "./listen-words.ts";
import { formatPlain } from "./reply.ts";
import { within } from "./within.ts";

/** Slack gives up after 3 s. */
const STORE_MS = 2_500;

const VERBS = { [ACK_ACTION]: "ack", [RESOLVE_ACTION]: "resolve" } as const;
const WORDS = { ack: "Acknowledge", resolve: "Resolve" } as const;

const tell = async (respond: RespondFn, text: string, log: Log): Promise<void> => {
  try {
    await respondPrivately(respond, formatPlain(text), log);
  } catch (error) {
    log.error({ why: toFailure(error).message }, "the presser could not be told that nothing was done");
  }
};

/** Buttons of cards: stored, then acked; when that fails the presser is told. Buttons that open pages are acked only. */
export const listenPresses = ({ app, handlers, log }: Pick<Ears, "app" | "handlers" | "log">): void => {
  for (const actionId of [ACK_ACTION, RESOLVE_ACTION] as const)
    app.action<BlockButtonAction>(actionId, async ({ body, action, ack, respond }) => {
      const verb = VERBS[actionId];
      const channel = body.channel?.id ?? body.container.channel_id;
      const ts = body.message?.ts ?? body.container.message_ts;
      if (action.value === undefined || channel === undefined || ts === undefined) {
        await ack();
        return tell(
          respond,
          `${WORDS[verb]} was NOT done: this button does not say for what. Use the card's own.`,
          log,
        );
      }
      const id = `press:${action.action_ts}:${body.user.id}:${channel}:${ts}`;
      const press = { id, verb, incidentId: action.value, userId: body.user.id, channel, ts };
      const stored = await within(handlers.press(press), STORE_MS);
      await ack();
      if (stored.end === "done") return;
      const why = stored.end === "failed" ? toFailure(stored.error) : undefined;
      log.error({ verb, incident: press.incidentId, why: why?.message ?? "too slow" }, "a press could not be stored");
      const lost = `${WORDS[verb]} was NOT done. ${why?.tell ?? "I could not store it."} Please press again.`;
      const slow = `${WORDS[verb]} was NOT done in time. If the card does not change in a minute, press again.`;
      await tell(respond, why === undefined ? slow : lost, log);
    });
  app.action(new RegExp(`^(?!(?:${ACK_ACTION}|${RESOLVE_ACTION})$)`), async ({ ack }) => {
    await ack();
  });
};
