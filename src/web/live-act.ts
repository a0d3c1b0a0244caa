import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { Failure } from "../core/failure.ts";
import type { Press } from "../core/inbound.ts";
import { LIVE_VERBS } from "../core/live-list.ts";
import type { Log } from "../core/log.ts";
import type { Access } from "./access.ts";
import type { LiveAlerts } from "./live-alerts.ts";
import { requirePersonal } from "./live-list.ts";
import { requireOwnPage, sendOutcome, unreadable } from "./own-page.ts";

const LONGEST_MIN = 60 * 24 * 30;
const MOST_BECAUSE = 300;
const BODY_LIMIT = 16_384;

/** Who may act, and where what they ask is kept. */
export interface LiveActOptions {
  readonly access: Access;
  readonly alerts: LiveAlerts;
  /** Origin, without a slash at its end: pages from elsewhere may not ask for anything. */
  readonly publicUrl: string;
  readonly log: Log;
}

type Wish = Pick<Press, "verb" | "incidentId" | "minutes" | "because">;

const minutesOf = (value: unknown): number => {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= LONGEST_MIN) return value;
  throw unreadable("a mute without a length", "Say for how long: 1 minute to 30 days.");
};

const readWish = (body: unknown): Wish => {
  if (typeof body !== "object" || body === null) throw unreadable("an action without a body");
  const given: Readonly<Record<string, unknown>> = { ...body };
  const { incidentId, because } = given;
  const verb = LIVE_VERBS.find((one) => one === given.verb);
  if (verb === undefined) throw unreadable("an unknown action");
  if (typeof incidentId !== "string" || incidentId === "" || incidentId.length > 2000)
    throw unreadable("an action without a problem");
  if (verb !== "mute") return { verb, incidentId };
  const words = typeof because === "string" ? because.trim().slice(0, MOST_BECAUSE) : "";
  return { verb, incidentId, minutes: minutesOf(given.minutes), ...(words === "" ? {} : { because: words }) };
};

/**
 * `POST /live/act` keeps what the holder of a personal link asks for and answers 202 with the id of the press: it is done
 * behind, like a press in the chat. `GET /live/act/<id>` says what became of it.
 */
export const addLiveAct = (app: FastifyInstance, { access, alerts, publicUrl, log }: LiveActOptions): void => {
  app.post("/live/act", { bodyLimit: BODY_LIMIT }, async (request, reply) => {
    requireOwnPage(request, publicUrl, "the live list");
    const { user } = requirePersonal(access, request, "Acting");
    const wish = readWish(request.body);
    if ((await alerts.incident(wish.incidentId)) === undefined)
      throw new Failure("not_found", "no such problem", { tell: "This problem is no longer kept." });
    const id = `web:${randomUUID()}`;
    await alerts.press({ id, ...wish, userId: user, channel: "", ts: "" });
    log.info({ press: id, verb: wish.verb, incident: wish.incidentId, user }, "asked on the live list");
    return reply.code(202).headers({ "cache-control": "no-store" }).send({ ok: true, id });
  });
};

/** The read-only side of it. */
export const addLiveOutcome = (app: FastifyInstance, { access, alerts }: LiveActOptions): void => {
  app.get<{ Params: { readonly id: string } }>("/live/act/:id", async (request, reply) => {
    requirePersonal(access, request, "Acting");
    const { id } = request.params;
    if (!id.startsWith("web:")) throw new Failure("not_found", "not a press of this page");
    return sendOutcome(reply, await alerts.outcome(id));
  });
};
