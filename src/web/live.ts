import type { FastifyInstance, FastifyRequest } from "fastify";
import { Failure } from "../core/failure.ts";
import { type Access, queryOf } from "./access.ts";
import { type Grant, LINK_PARAMETER } from "./links.ts";
import type { LiveGraphs, SealedSpec } from "./live-graphs.ts";
import type { Loads } from "./loads.ts";
import { pageHeaders } from "./pages.ts";
import type { Shell } from "./shell.ts";
import type { Streams } from "./streams.ts";

/** What live pages are made of. */
export interface LiveOptions {
  readonly access: Access;
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

/** The graph's name and what the link allows. The link comes first: strangers do not learn which graphs there are. */
const enter = async (
  request: GraphRequest,
  { access, graphs }: LiveOptions,
): Promise<{ graph: string; grant: Grant }> => {
  const { graph } = request.params;
  const grant = access.require(request, livePath(graph));
  if (await graphs.has(graph)) return { graph, grant };
  throw new Failure("not_found", "no such graph", {
    tell: "There is no such graph, or it is no longer kept. Ask for it again in Slack.",
  });
};

/**
 * `/g/<graph>` the page, `/g/<graph>/spec` the chart as JSON `{ spec, open, seal }`, `/g/<graph>/events` the same whenever it
 * changes (204 for a range that is over: EventSource then stops asking). All of them need a link or its cookie.
 */
export const addLive = (app: FastifyInstance, options: LiveOptions): void => {
  const { access, loads, streams, shell } = options;

  app.get<{ Params: GraphParams }>("/g/:graph", async (request, reply) => {
    if (access.exchange(request, reply, livePath(request.params.graph))) return reply;
    await enter(request, options);
    return reply.headers(pageHeaders([shell.hash])).send(shell.html);
  });

  app.get<{ Params: GraphParams }>("/g/:graph/spec", async (request, reply) => {
    const { graph } = await enter(request, options);
    const live = await loads.load(graph, questionOf(request));
    return reply.headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" }).send(live);
  });

  app.get<{ Params: GraphParams }>("/g/:graph/events", { exposeHeadRoute: false }, async (request, reply) => {
    const { graph, grant } = await enter(request, options);
    const stream = await streams.open(loads, graph, questionOf(request));
    if (!stream.open) return reply.code(204).send();
    reply.hijack();
    stream.start(reply.raw, grant.expiresAtMs);
    return reply;
  });
};
