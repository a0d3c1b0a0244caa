import type { FastifyInstance, FastifyRequest } from "fastify";
import { Failure } from "../core/failure.ts";
import { type LiveList, liveProblem } from "../core/live-list.ts";
import type { Log } from "../core/log.ts";
import { type Access, type Person, personOf, queryOf } from "./access.ts";
import { renderDelivery } from "./delivery-page.ts";
import { type Grant, LINK_PARAMETER } from "./links.ts";
import type { LiveAlerts } from "./live-alerts.ts";
import type { Loads } from "./loads.ts";
import { pageHeaders } from "./pages.ts";
import type { Shell } from "./shell.ts";
import type { Streams } from "./streams.ts";

/** Path of the live list: what its links sign. */
export const LIST_PATH = "/live";

const FRESH = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** What the live list is made of. */
export interface LiveListOptions {
  readonly access: Access;
  readonly alerts: LiveAlerts;
  readonly loads: Loads<LiveList>;
  readonly streams: Streams;
  readonly shell: Shell;
  readonly log: Log;
}

/** What the link allows: also that of a person who came by another link of their own. */
const enter = (access: Access, request: FastifyRequest): Grant => {
  const grant = access.require(request, LIST_PATH);
  return grant.kind === "personal" ? grant : (access.who(request) ?? grant);
};

/** The grant of a link made for one person. Throws Failure("forbidden") for one that others hold too. */
export const requirePersonal = (access: Access, request: FastifyRequest, what: string): Person => {
  const person = personOf(enter(access, request));
  if (person !== undefined) return person;
  throw new Failure("forbidden", "a shared link only reads", {
    tell: `${what} needs a link of your own. Type \`/oncall live\` for your own link.`,
  });
};

const questionOf = (request: FastifyRequest): URLSearchParams => {
  const query = queryOf(request);
  query.delete(LINK_PARAMETER);
  return query;
};

const requireFound = <T>(found: T | undefined, what: string): T => {
  if (found !== undefined) return found;
  throw new Failure("not_found", `no such ${what}`, { tell: `This ${what} is no longer kept.` });
};

const addDeliveries = (app: FastifyInstance, { access, alerts, log }: LiveListOptions): void => {
  app.get<{ Params: { readonly id: string } }>("/live/delivery/:id", async (request, reply) => {
    const { id } = request.params;
    if (access.exchange(request, reply, LIST_PATH, `${LIST_PATH}/delivery/${encodeURIComponent(id)}`)) return reply;
    const { user } = requirePersonal(access, request, "What a service sent");
    const delivery = await alerts.delivery(id);
    const shown = delivery?.state === "unreadable" ? delivery : undefined;
    const page = renderDelivery(requireFound(shown, "delivery"), alerts.redact);
    log.info({ delivery: id, user }, "an unreadable delivery was looked at");
    return reply.headers(pageHeaders()).send(page);
  });
};

/**
 * `/live` the page; `/live/list` what it shows as JSON, `/live/events` the same whenever it changes; `/live/problem?id=`
 * one problem with its life; `/live/me` what the link allows; `/live/delivery/<id>` what could not be read, for holders
 * of a personal link. All of them need a link or its cookie.
 */
export const addLiveList = (app: FastifyInstance, options: LiveListOptions): void => {
  const { access, alerts, loads, streams, shell } = options;

  app.get(LIST_PATH, (request, reply) => {
    if (access.exchange(request, reply, LIST_PATH)) return reply;
    access.require(request, LIST_PATH);
    return reply.headers(pageHeaders([shell.hash])).send(shell.html);
  });

  app.get("/live/list", async (request, reply) => {
    access.require(request, LIST_PATH);
    return reply.headers(FRESH).send(await loads.load("", questionOf(request)));
  });

  app.get("/live/events", { exposeHeadRoute: false }, async (request, reply) => {
    const grant = access.require(request, LIST_PATH);
    const stream = await streams.open(loads, "", questionOf(request));
    reply.hijack();
    stream.start(reply.raw, grant.expiresAtMs);
    return reply;
  });

  app.get("/live/problem", async (request, reply) => {
    access.require(request, LIST_PATH);
    const incident = requireFound(await alerts.incident(queryOf(request).get("id") ?? ""), "problem");
    return reply.headers(FRESH).send(liveProblem(incident, alerts.runbookFor(incident)));
  });

  app.get("/live/me", (request, reply) => {
    const { kind, expiresAtMs } = enter(access, request);
    return reply.headers(FRESH).send({ kind, expiresAtMs });
  });

  addDeliveries(app, options);
};
