import type { FastifyReply, FastifyRequest } from "fastify";
import { Failure } from "../core/failure.ts";
import type { PressOutcome } from "./live-alerts.ts";

/** What our own pages would not send. */
export const unreadable = (message: string, tell = "That request cannot be read."): Failure =>
  new Failure("usage", message, { tell });

/**
 * Throws Failure unless a page of ours asks, with JSON. Browsers send the Origin with every POST and no page can write it;
 * JSON cannot be sent by a form of another site. `where` is the page, for people.
 */
export const requireOwnPage = (request: FastifyRequest, publicUrl: string, where: string): void => {
  const { origin, "content-type": type = "", "sec-fetch-site": site } = request.headers;
  if (origin !== publicUrl || (site !== undefined && site !== "same-origin"))
    throw new Failure("forbidden", "an action from another origin", {
      tell: `Open ${where} at ${publicUrl} and press again there.`,
    });
  if (!/^application\/json\s*(;|$)/i.test(type)) throw unreadable("an action that is not JSON");
};

/** What became of something that was asked for on a page, as JSON: `state`, and `tell` when it failed. */
export const sendOutcome = (reply: FastifyReply, outcome: PressOutcome): FastifyReply =>
  reply
    .headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" })
    .send(typeof outcome === "string" ? { state: outcome } : { state: "failed", tell: outcome.failed });
