import type { ChatUser } from "../../core/chat.ts";
import { Failure } from "../../core/failure.ts";
import type { Press } from "../../core/inbound.ts";
import type { Incident } from "../../core/incident.ts";
import type { Undo } from "../../core/message.ts";
import { pressMute, pressUnmute } from "./mute.ts";
import { pressOffer } from "./offer.ts";
import { pressPage } from "./page.ts";
import { oursOf, type PressDone, type Pressed, type PressPorts } from "./pressed.ts";
import { requireActor } from "./who.ts";

/** Does what a button asks for. Throws Failure with what to tell the presser. Who may is judged by the caller. */
export const doPress = async (
  press: Press,
  user: ChatUser,
  stored: Pick<Pressed, "id" | "atMs" | "again">,
  ports: PressPorts,
): Promise<PressDone> => {
  const incident = await ports.store.incident(press.incidentId);
  if (!incident)
    throw new Failure("not_found", `there is no ${press.incidentId}`, {
      tell: "I do not know this problem any more. It may be past what I keep.",
    });
  const pressed: Pressed = { press, incident, user, ...stored };
  await doVerb(pressed, ports);
  return { incident, undo: undoOf(pressed, ports) };
};

const doVerb = (pressed: Pressed, ports: PressPorts): Promise<void> => {
  const { verb } = pressed.press;
  switch (verb) {
    case "ack":
    case "resolve":
      return ports.acts.has(pressed.incident.source) ? actThere(pressed, verb, ports) : actHere(pressed, ports);
    case "mute":
      return pressMute(pressed, ports);
    case "unmute":
      return pressUnmute(pressed, ports);
    case "page":
      return pressPage(pressed, ports);
    case "offer":
      return pressOffer(pressed, ports);
  }
};

/** An ack beside somebody else's is not taken back: theirs would go with it. */
const undoOf = (
  { press: { verb }, incident }: Pressed,
  { acts, claims, respondings }: PressPorts,
): Undo | undefined => {
  const { id, source, state } = incident;
  const can = acts.has(source) ? respondings?.has(source) === true : claims(source);
  if (!can) return undefined;
  if (verb === "ack" && state !== "acked") return { to: "unack", incidentIds: [id] };
  return verb === "resolve" ? { to: "reopen", incidentIds: [id] } : undefined;
};

/** The source does it, and its next webhook repaints the card. */
const actThere = async (pressed: Pressed, verb: "ack" | "resolve", ports: PressPorts): Promise<void> => {
  const { incident, user, again } = pressed;
  const actor = await requireActor(user, ports.store);
  try {
    await ports.acts.get(incident.source)?.[verb](incident.key, actor);
  } catch (error) {
    // A try before a time-out or a crash may have worked: "already so" is then what was wanted.
    if (!(again && error instanceof Failure && error.code === "conflict")) throw error;
  }
  ports.nudge(incident.source);
};

/** The source takes no orders: it is known here who is on it, or that it is over. */
const actHere = async (pressed: Pressed, { claims, tellOurs }: PressPorts): Promise<void> => {
  const { press, incident, user, again } = pressed;
  if (!claims(incident.source))
    throw new Failure("not_found", `nothing can act on ${incident.id}`, {
      tell: "This problem's source takes no orders from here. Use its own page.",
    });
  const already = alreadySo(press.verb, incident, user.name);
  if (already && again) return;
  if (already) throw new Failure("conflict", `${press.verb} of ${incident.id}: ${already}`, { tell: already });
  const ack = press.verb === "ack";
  await tellOurs({
    ...oursOf(pressed),
    state: ack ? "acked" : "resolved",
    what: ack ? "taken" : "resolved by hand",
    ...(ack ? {} : { ending: "human" }),
  });
};

const alreadySo = (verb: Press["verb"], incident: Incident, name: string): string | undefined => {
  const by = (who: string | undefined): string => (who ? ` ${who} did it.` : "");
  if (incident.state === "resolved") return `That is over already.${by(incident.resolvedBy)}`;
  const taken = incident.history.findLast(({ state }) => state === "acked")?.by;
  if (verb === "ack" && incident.state === "acked" && taken === name) return "You are on it already.";
  return undefined;
};
