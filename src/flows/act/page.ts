import type { Page } from "../../core/alert.ts";
import { callsNow } from "../../core/called.ts";
import type { Due } from "../../core/due.ts";
import { Failure } from "../../core/failure.ts";
import type { Incident } from "../../core/incident.ts";
import type { Capabilities, Pager } from "../../core/integration.ts";
import { oursOf, type Pressed, type PressPorts } from "./pressed.ts";

/** In this order one is called. */
const PAGERS = ["pagerduty", "opsgenie", "victorops"];

/** Whom "Page on-call" calls: the first that is configured. */
export const pagerOf = (connections: ReadonlyMap<string, Capabilities>): Pager | undefined =>
  PAGERS.map((name) => connections.get(name)?.pager).find((pager) => pager !== undefined);

/** The call by this pager that is still on, if any: one that was made before the problem last ended has ended with it. */
export const calledBy = (incident: Incident, pager: Pager): Page | undefined =>
  callsNow(incident).findLast(({ where }) => where === pager.name);

/** Long enough for our own note to be applied. */
const NOTED_MS = 60_000;

/** A problem that ends between the call and our note of it leaves nobody called: it is looked at once more. */
export const endPageDue = ({ id }: Incident, nowMs: number): Due => ({
  id: `end_page:${id}`,
  kind: "end_page",
  atMs: nowMs + NOTED_MS,
  subject: id,
  step: 1,
});

/**
 * Calls whoever is on call, and says so in the problem's thread. The pager takes the same problem once however often it
 * is told, so a crash between its answer and our note is made good by doing both again.
 */
export const pressPage = async (pressed: Pressed, { pager, store, clock, tellOurs }: PressPorts): Promise<void> => {
  const { incident, user, again, atMs } = pressed;
  if (!pager)
    throw new Failure("config", "no pager is configured", {
      tell: "No pager is connected. Whoever runs me has to set PAGERDUTY_ROUTING_KEY.",
    });
  if (incident.state === "resolved")
    throw new Failure("conflict", `${incident.id} is over`, { tell: "That is over already. Nobody was called." });
  const before = calledBy(incident, pager);
  if (before && again) return;
  if (before)
    throw new Failure("conflict", `${incident.id} was paged already`, {
      tell: `${pager.name} was called already, by ${before.by}.`,
    });
  const { ref } = await pager.page(incident, { name: user.name });
  await store.dues.add(endPageDue(incident, clock()));
  await tellOurs({
    ...oursOf(pressed),
    // Two people who press at the same time make one call: it is said once.
    eventId: `call:${incident.id}:${pager.name}:${incident.paged?.at(-1)?.atMs ?? 0}`,
    state: "update",
    what: `${pager.name} called`,
    details: [`${pager.name} called by ${user.name}`],
    paged: { atMs, by: user.name, where: pager.name, ref },
  });
};
