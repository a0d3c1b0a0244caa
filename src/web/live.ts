import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Failure } from "../core/failure.ts";
import { type Access, type Person, personOf, queryOf } from "./access.ts";
import { type Grant, LINK_PARAMETER, type Links } from "./links.ts";
import type { Download, LiveGraphs, SealedSpec } from "./live-graphs.ts";
import type { Loads } from "./loads.ts";
import { pageHeaders } from "./pages.ts";
import type { Shell } from "./shell.ts";
import type { Streams } from "./streams.ts";

/** What live pages are made of. */
export interface LiveOptions {
  readonly access: Access;
  readonly links: Links;
  readonly graphs: LiveGraphs;
  readonly loads: Loads<SealedSpec>;
  readonly streams: Streams;
  readonly shell: Shell;
}

interface GraphParams {
  readonly graph: string;
}

/** Path of a graph's live page: what its links sign. */
export const livePath = (graph: string): string => `/g/${encodeURIComponent(graph)}`;

type GraphRequest = FastifyRequest<{ Params: GraphParams }>;

const questionOf = (request: GraphRequest): URLSearchParams => {
  const query = queryOf(request);
  query.delete(LINK_PARAMETER);
  return query;
};

/** Who is let in to which page. */
interface Entered {
  readonly graph: string;
  /** Who looks, where the page is another one for each; until then it is known. */
  readonly user: string | undefined;
  readonly untilMs: number;
  readonly grant: Grant;
}

/** By the link, else by any personal link that was opened in this browser. */
const lookerOf = (request: GraphRequest, grant: Grant, { access, graphs }: LiveOptions): Person | undefined =>
  graphs.isPersonal?.(request.params.graph) ? (personOf(grant) ?? access.who(request)) : undefined;

/** The link comes first: strangers do not learn which graphs there are. */
const enter = async (request: GraphRequest, options: LiveOptions): Promise<Entered> => {
  const { graph } = request.params;
  const grant = options.access.require(request, livePath(graph));
  if (await options.graphs.has(graph)) {
    const looker = lookerOf(request, grant, options);
    const untilMs = Math.min(grant.expiresAtMs, looker?.expiresAtMs ?? grant.expiresAtMs);
    return { graph, user: looker?.user, untilMs, grant };
  }
  throw new Failure("not_found", "no such graph", {
    tell: "There is no such graph, or it is no longer kept. Ask for it again in Slack.",
  });
};

const sendFile = (reply: FastifyReply, { name, text }: Download): FastifyReply =>
  reply
    .headers({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name.replace(/[^\w.-]/g, "_")}"`,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-robots-tag": "noindex",
    })
    .send(text);

/** `/g/<graph>/csv` the numbers of the page as a file; its signed address opens it without cookies or redirects. */
const addCsv = (app: FastifyInstance, options: LiveOptions): void => {
  app.get<{ Params: GraphParams }>("/g/:graph/csv", async (request, reply) => {
    const { graph, user } = await enter(request, options);
    const file = await options.graphs.csv?.(graph, questionOf(request), user);
    if (file !== undefined) return sendFile(reply, file);
    throw new Failure("not_found", "no CSV of any page", { tell: "There is nothing to download here." });
  });
};

/**
 * `/g/<graph>/link` an address that opens the same view for others, to look only. It ends with the one that let its asker
 * in, unless that was handed to them alone, who could post the same.
 */
const addLink = (app: FastifyInstance, options: LiveOptions): void => {
  app.get<{ Params: GraphParams }>("/g/:graph/link", async (request, reply) => {
    const { graph, grant } = await enter(request, options);
    const untilMs = grant.kind === "shared" ? grant.expiresAtMs : undefined;
    const url = options.links.shared(livePath(graph), questionOf(request), untilMs);
    return reply.headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" }).send({ url });
  });
};

/**
 * `/g/<graph>` the page, `/g/<graph>/spec` the chart as JSON `{ spec, open, seal }`, `/g/<graph>/events` the same whenever it
 * changes (204 for a range that is over: EventSource then stops asking). All of them need a link or its cookie.
 */
export const addLive = (app: FastifyInstance, options: LiveOptions): void => {
  const { access, loads, streams, shell } = options;
  addCsv(app, options);
  addLink(app, options);

  app.get<{ Params: GraphParams }>("/g/:graph", async (request, reply) => {
    if (access.exchange(request, reply, livePath(request.params.graph))) return reply;
    await enter(request, options);
    return reply.headers(pageHeaders([shell.hash])).send(shell.html);
  });

  app.get<{ Params: GraphParams }>("/g/:graph/spec", async (request, reply) => {
    const { graph, user } = await enter(request, options);
    const live = await loads.load(graph, questionOf(request), user);
    return reply.headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" }).send(live);
  });

  app.get<{ Params: GraphParams }>("/g/:graph/events", { exposeHeadRoute: false }, async (request, reply) => {
    const { graph, user, untilMs } = await enter(request, options);
    const stream = await streams.open(loads, graph, questionOf(request), user);
    if (!stream.open) return reply.code(204).send();
    reply.hijack();
    stream.start(reply.raw, untilMs);
    return reply;
  });
};
