import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import fastify, { type FastifyInstance } from "fastify";
import { Failure } from "../../core/failure.ts";
import { serveApi } from "./api/server.ts";
import { Courier } from "./delivery/courier.ts";
import { deliverEvents } from "./delivery/events.ts";
import { HttpDelivery } from "./delivery/http.ts";
import { Responses } from "./delivery/responses.ts";
import { Sockets } from "./delivery/sockets.ts";
import { Faults } from "./faults.ts";
import { serveFiles } from "./file-routes.ts";
import { RateLimits } from "./limits.ts";
import { readManifest } from "./manifest.ts";
import type { WorkspaceSetup } from "./options.ts";
import type { WorkspaceParts } from "./seen-workspace.ts";
import { State } from "./state.ts";
import { Triggers } from "./triggers.ts";
import { Workspace } from "./workspace.ts";

export type { Value } from "./delivery/actions.ts";
export type { Ack } from "./delivery/transport.ts";
export type { Typed } from "./delivery/typing.ts";
export type { Fault } from "./faults.ts";
export type { ChannelSeed, PersonSeed } from "./options.ts";
export type { ApiCall, Change, Channel, Message, Person, StoredFile, Undelivered, View } from "./types.ts";
export type { Workspace } from "./workspace.ts";

const BODY_MAX_BYTES = 64 * 1024 * 1024;

/** What a workspace is made of, and what is served beside it. */
export interface WorkspaceOptions extends WorkspaceSetup {
  /** Adds routes to the same server before it listens: a face for people. */
  readonly routes?: (server: FastifyInstance, workspace: Workspace) => void;
}

/** A local Slack workspace with one installed app, strict as Slack is, on 127.0.0.1. */
export const createWorkspace = async (options: WorkspaceOptions): Promise<Workspace> => {
  const clock = options.clock ?? Date.now;
  const state = new State(readManifest(options.manifest), options, clock);
  const server = fastify({ bodyLimit: BODY_MAX_BYTES, forceCloseConnections: true });
  const ackMs = options.ackMs ?? 3000;
  const http = { clock, ackMs, signingSecret: options.signingSecret ?? randomBytes(16).toString("hex") };
  const sockets: Sockets = new Sockets({
    clock,
    ackMs,
    pingMs: options.pingMs ?? 10_000,
    refuse: () => (courier.transport === sockets && state.manifest.socketMode ? undefined : "link_disabled"),
    onCount: (open) => state.tell({ type: "connections", open }),
  });
  const courier: Courier = new Courier(state, sockets, options.retryMs ?? [0, 60_000, 300_000]);
  if (options.eventsUrl !== undefined) courier.transport = new HttpDelivery(options.eventsUrl, http);
  const triggers = new Triggers(clock);
  const responses = new Responses(state);
  const faults = new Faults(() => sockets.cut());
  const limits = new RateLimits(clock, options.limits ?? true);
  const stopEvents = deliverEvents(state, courier);
  const close = async (): Promise<void> => {
    stopEvents();
    courier.close();
    sockets.close();
    await server.close();
  };
  const parts: WorkspaceParts = { state, courier, triggers, responses, faults, limits, sockets, http, close };
  const workspace = new Workspace(parts);
  routeAll(server, parts);
  options.routes?.(server, workspace);
  state.url = await listen(server, options, sockets, faults);
  return workspace;
};

/** Every body arrives as bytes: each route reads its own kind. */
const routeAll = (server: FastifyInstance, parts: WorkspaceParts): void => {
  const openTicket = (): string => parts.state.url.replace(/^http/, "ws") + parts.sockets.openTicket();
  server.register(async (slack) => {
    slack.removeAllContentTypeParsers();
    slack.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    slack.addHook("onRequest", async (request, reply) => {
      const away = parts.faults.away;
      if (away === "no") return;
      if (away === "503") return reply.code(503).send("service unavailable");
      reply.hijack();
      request.raw.socket.destroy();
    });
    serveApi(slack, { ...parts, openTicket });
    serveFiles(slack, parts.state);
    parts.responses.serve(slack);
  });
};

const listen = async (
  server: FastifyInstance,
  options: WorkspaceOptions,
  sockets: Sockets,
  faults: Faults,
): Promise<string> => {
  server.server.on("upgrade", (request, socket, head) => {
    if (faults.away === "no" && request.url?.startsWith("/link/") === true) sockets.upgrade(request, socket, head);
    else socket.destroy();
  });
  const host = options.host ?? "127.0.0.1";
  await server.listen({ host, port: options.port ?? 0 });
  const address: AddressInfo | string | null = server.server.address();
  if (address === null || typeof address === "string") throw new Failure("internal", "the workspace has no port");
  return `http://${host}:${address.port}`;
};
