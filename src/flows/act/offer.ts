import { Failure } from "../../core/failure.ts";
import { oursOf, type Pressed, type PressPorts } from "./pressed.ts";
import { requireActor } from "./who.ts";

/** "enable:<source>:<id>": what the button on a card about a fault asks for. */
export const offerId = (source: string, fault: string): string => `enable:${source}:${fault}`;

const OFFER = /^enable:([^:]+):(.+)$/s;

/** Mends what a card of our own troubles offers to mend, and ends that trouble. */
export const pressOffer = async (pressed: Pressed, { upkeeps, store, tellOurs }: PressPorts): Promise<void> => {
  const { press, incident, user, again } = pressed;
  const [, source = "", fault = ""] = OFFER.exec(press.offer ?? "") ?? [];
  const upkeep = upkeeps.get(source);
  if (!upkeep || !incident.offers?.some(({ id }) => id === press.offer))
    throw new Failure("not_found", `nobody offers ${press.offer}`, { tell: "That is not offered any more." });
  const actor = await requireActor(user, store);
  try {
    await upkeep.mend(fault, actor);
  } catch (error) {
    if (!(again && error instanceof Failure && error.code === "conflict")) throw error;
  }
  await tellOurs({ ...oursOf(pressed), state: "resolved", what: "mended", ending: "human" });
};
