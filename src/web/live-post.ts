import { createHash, randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ChartSpec } from "../core/chart.ts";
import { withoutSeries } from "../core/chart-hide.ts";
import { Failure } from "../core/failure.ts";
import type { Clock, Log } from "../core/log.ts";
import { type Access, type Person, personOf } from "./access.ts";
import type { Links } from "./links.ts";
import { livePath } from "./live.ts";
import { requireOwnPage, sendOutcome } from "./own-page.ts";
import type { Posting, SnapshotWish } from "./posting.ts";
import { isSealedSpec } from "./seal.ts";
import { type AskedSnapshot, readAskedSnapshot } from "./snapshot-body.ts";
import { nameIn } from "./user-name.ts";

const BODY_LIMIT = 2 * 1024 * 1024;

/** Who may post what is on a screen, and where. */
export interface LivePostOptions {
  readonly access: Access;
  readonly links: Links;
  readonly posting: Posting;
  /** Name of a chat user, so that a page says in whose name it posts; undefined where nobody can say. */
  nameOf?(user: string): Promise<string | undefined>;
  /** Origin, without a slash at its end. */
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly log: Log;
}

interface PageParams {
  readonly page: string;
}

type PageRequest = FastifyRequest<{ Params: PageParams }>;

/** Somebody who may look at this page and whom we know. Throws Failure("forbidden") with how to become one. */
const requirePerson = (request: PageRequest, access: Access): Person => {
  const { page } = request.params;
  const person = personOf(access.require(request, livePath(page))) ?? access.who(request);
  if (person !== undefined) return person;
  throw new Failure("forbidden", "a shared link only reads", {
    tell: "Posting needs a link of your own. Type `/graph live` in Slack, open it in this browser, and press again.",
  });
};

const requireSealed = (
  page: string,
  { query, spec, seal }: AskedSnapshot,
  { links, clock }: LivePostOptions,
): ChartSpec => {
  if (isSealedSpec(links, { page, query }, spec, { seal, nowMs: clock() })) return spec;
  throw new Failure("conflict", "a spec with a seal that does not fit", {
    tell: "This page was loaded more than a day ago, or changed on its way: reload it and press again.",
  });
};

/** Whoever may see it may not show it to a channel. */
const requireShareable = (spec: ChartSpec): ChartSpec => {
  if (!spec.private) return spec;
  throw new Failure("forbidden", "a private chart for a channel", {
    tell: "Only you may see this, so I do not post it. Without person: and from a shared link it has what everybody may see.",
  });
};

const requireChannel = async (channel: string, user: string, posting: Posting): Promise<void> => {
  if ((await posting.channelsOf(user)).some(({ id }) => id === channel)) return;
  throw new Failure("forbidden", "a channel that is not theirs", {
    tell: "You are not in that channel, or I am not. Choose another one.",
  });
};

/** The same window on any day: "now" becomes the moment that the chart shows it until. */
const absolute = (query: URLSearchParams, { panels, asOfMs }: ChartSpec, nowMs: number): string => {
  const fixed = new URLSearchParams(query);
  const untilMs = panels.find(({ range }) => range !== undefined)?.range?.toMs ?? asOfMs ?? nowMs;
  if (fixed.has("from") && (fixed.get("to") ?? "now") === "now") fixed.set("to", new Date(untilMs).toISOString());
  return fixed.toString();
};

/** One press of one person for one picture, comment and channel: sent again because its answer was lost, it is the same. */
const pressOf = (user: string, page: string, { press, seal, hidden, channel, comment, theme }: AskedSnapshot): string =>
  createHash("sha256")
    .update(JSON.stringify([press || randomUUID(), user, page, seal, hidden, channel, comment, theme]))
    .digest("hex")
    .slice(0, 32);

/** Pictures cost a while to draw: each person has one under way at a time. The same press sent again waits for it too. */
const createTurns = () => {
  const busy = new Map<string, { readonly press: string; readonly work: ReturnType<Posting["post"]> }>();
  return async (wish: SnapshotWish, post: Posting["post"]): ReturnType<Posting["post"]> => {
    const { user, press } = wish;
    const before = busy.get(user);
    if (before?.press === press) return before.work;
    if (before)
      throw new Failure("rate_limited", "a snapshot of theirs is under way", {
        tell: "Your last one is still being drawn. Press again in a few seconds.",
        retryAfterMs: 3_000,
      });
    const work = post(wish);
    busy.set(user, { press, work });
    try {
      return await work;
    } finally {
      busy.delete(user);
    }
  };
};

/** `POST /g/<page>/snapshot`: what is on the holder's screen goes to a channel of theirs; answers 202 with an id. */
export const addLivePost = (app: FastifyInstance, options: LivePostOptions): void => {
  const { access, posting, publicUrl, clock, log } = options;
  const inTurn = createTurns();
  // Nothing is read of what a stranger sends.
  const onRequest = async (request: PageRequest): Promise<void> => {
    requireOwnPage(request, publicUrl, "the live view");
    requirePerson(request, access);
  };
  const limits = { bodyLimit: BODY_LIMIT, onRequest };
  app.post<{ Params: PageParams }>("/g/:page/snapshot", limits, async (request, reply) => {
    const { page } = request.params;
    const { user } = requirePerson(request, access);
    const asked = readAskedSnapshot(request.body);
    const spec = requireShareable(requireSealed(page, asked, options));
    const { channel, comment, hidden, theme } = asked;
    await requireChannel(channel, user, posting);
    const query = absolute(asked.query, spec, clock());
    const press = pressOf(user, page, asked);
    const wish = { page, query, spec: withoutSeries(spec, hidden), theme, press, user, channel, comment };
    const { id } = await inTurn(wish, (one) => posting.post(one));
    log.info({ snapshot: id, page, user, channel }, "asked to post what a live page shows");
    return reply.code(202).headers({ "cache-control": "no-store" }).send({ ok: true, id });
  });
};

/** The read-only side: `GET /g/<page>/channels`, where the holder may post and in whose name, and `/g/<page>/snapshot/<id>`, what became of it. */
export const addLivePostReads = (app: FastifyInstance, options: LivePostOptions): void => {
  const { access, posting } = options;
  app.get<{ Params: PageParams }>("/g/:page/channels", async (request, reply) => {
    const { user } = requirePerson(request, access);
    const [found, by] = await Promise.all([posting.channelsOf(user), nameIn(user, options)]);
    const channels = found.map(({ id, name }) => ({ id, name }));
    return reply.headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" }).send({ channels, by });
  });

  app.get<{ Params: PageParams & { readonly id: string } }>("/g/:page/snapshot/:id", async (request, reply) => {
    const { params } = request;
    requirePerson(request, access);
    if (!params.id.startsWith("web:")) throw new Failure("not_found", "not asked for on a page");
    return sendOutcome(reply, await posting.outcome(params.id));
  });
};
