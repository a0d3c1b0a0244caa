import type { BlockAction, RespondFn } from "@slack/bolt";
import { toFailure } from "../core/failure.ts";
import { REFRESH_WORDS } from "../flows/home.ts";
import { plainMessage } from "./asked.ts";
import { createDoubleClicks } from "./double-clicks.ts";
import { answeredAt, type Fingers, handOnce, refreshHome } from "./ears.ts";
import { openForm } from "./listen-forms.ts";
import { pressedWhere } from "./pressed-where.ts";
import { readSaid, SAY_ACTION } from "./say-buttons.ts";
import { tellPresser } from "./told.ts";

const NOT_SAID = "Nothing was done: this button does not say what. Ask again and use the new one.";

/** What a used element carries: a button its value, a menu and a select that of what was chosen. */
const chosenValue = (action: BlockAction["actions"][number]): string | undefined => {
  if ("selected_option" in action) return action.selected_option?.value;
  return action.type === "button" ? action.value : undefined;
};

/** Words to the presser where they pressed; on a home tab in a direct message. Never throws. */
const tellWhere = async (
  { chat, log }: Fingers,
  userId: string,
  respond: RespondFn | undefined,
  text: string,
): Promise<void> => {
  if (respond !== undefined) return tellPresser(respond, text, log);
  try {
    await chat.whisper({ channel: userId }, userId, plainMessage(text));
  } catch (error) {
    log.error({ why: toFailure(error).message }, "the presser could not be told that nothing was done");
  }
};

/** Whoever uses a button, a menu or a select that carries words says them; one that carries a form gets it. */
export const listenSays = (fingers: Fingers): void => {
  const pattern = new RegExp(`^${SAY_ACTION}_\\d+$`);
  const isDouble = createDoubleClicks();
  fingers.app.action<BlockAction>(pattern, async ({ body, action, ack, respond }) => {
    const userId = body.user.id;
    // Bolt's type promises it always; a press on the home tab has no response_url.
    const back: RespondFn | undefined = body.response_url ? respond : undefined;
    const where = pressedWhere(body);
    const said = readSaid(chosenValue(action));
    if (said === undefined || where === undefined) {
      await ack();
      return tellWhere(fingers, userId, back, NOT_SAID);
    }
    const tell = (text: string): Promise<void> => tellWhere(fingers, userId, back, text);
    if ("form" in said) return openForm(fingers, { body, ack, tell, where, ref: said.form });
    const { origin, channel, thread, of } = where;
    if (origin === "home" && said.say === REFRESH_WORDS) {
      await ack();
      return refreshHome(fingers, userId);
    }
    // Each click is a press of its own to Slack; two pages or two overrides are not what a double click means.
    if (isDouble([userId, channel, of, said.say].join(" "), action.action_ts)) return ack();
    const id = `say:${action.action_ts}:${userId}:${channel}:${of}`;
    const asked = { id, text: said.say, userId, channel, thread, how: "button", respond: back } as const;
    await handOnce(fingers, "slack.say", id, { ...asked, ...answeredAt(fingers, origin, userId) });
    await ack();
  });
};
