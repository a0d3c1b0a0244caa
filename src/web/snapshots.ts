import type { FastifyInstance, FastifyReply } from "fastify";
import { Failure } from "../core/failure.ts";
import type { Snapshot, Store } from "../core/store.ts";
import type { Access } from "./access.ts";
import type { Links } from "./links.ts";
import { livePath } from "./live.ts";
import { pageHeaders } from "./pages.ts";
import { renderSnapshot } from "./snapshot-page.ts";
import { nameIn, type UserNames } from "./user-name.ts";

/** Pictures that were posted; without `ofIncident` no page lists others of the same problem. */
export type KeptSnapshots = Pick<Store["snapshots"], "read"> & Partial<Pick<Store["snapshots"], "ofIncident">>;

/** What the pages of posted pictures are made of. */
export interface SnapshotsOptions extends UserNames {
  readonly access: Access;
  readonly links: Links;
  readonly snapshots: KeptSnapshots;
}

interface SnapshotParams {
  readonly id: string;
}

const MOST_BEFORE = 20;
const MOST_LOOKED_AT = 200;

/** Path of a frozen picture's page: what its links sign. */
export const snapshotPath = (id: string): string => `/s/${encodeURIComponent(id)}`;

const requireSnapshot = async (id: string, { snapshots }: SnapshotsOptions): Promise<Snapshot> => {
  const snapshot = await snapshots.read(id);
  if (snapshot !== undefined) return snapshot;
  throw new Failure("not_found", "no such snapshot", {
    tell: "This picture is no longer kept. Ask for the graph again in Slack.",
  });
};

/** Those of the same channel: whoever has a link out of #ops does not read along in a private one. */
const othersOf = async ({ id, incidentId, channel }: Snapshot, { snapshots }: SnapshotsOptions) => {
  if (incidentId === undefined || snapshots.ofIncident === undefined) return [];
  const all = await snapshots.ofIncident(incidentId, MOST_LOOKED_AT);
  return all.filter((one) => one.id !== id && one.channel === channel).slice(0, MOST_BEFORE);
};

const sendPng = (reply: FastifyReply, { png }: Snapshot): FastifyReply =>
  reply
    .headers({
      "content-type": "image/png",
      "cache-control": "private, max-age=3600",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-robots-tag": "noindex",
    })
    .send(Buffer.from(png.buffer, png.byteOffset, png.byteLength));

/**
 * `/s/<id>` the page of a frozen picture and `/s/<id>.png` the picture, which a signed address opens without cookies or
 * redirects. The page shows it as `/s/<id>/picture.png`, which the cookie for `/s/<id>` reaches. Its links, to the live
 * view and to other pictures of the same problem in the same channel, end when the link to this page does; the live view
 * as if its link was as old as the picture.
 */
export const addSnapshots = (app: FastifyInstance, options: SnapshotsOptions): void => {
  const { access, links } = options;

  app.get<{ Params: SnapshotParams }>("/s/:id", async (request, reply) => {
    const { id } = request.params;
    const path = snapshotPath(id);
    if (access.exchange(request, reply, path)) return reply;
    const { expiresAtMs } = access.require(request, path);
    const snapshot = await requireSnapshot(id, options);
    const { graph, query, atMs } = snapshot;
    const [by, others] = await Promise.all([nameIn(snapshot.by, options), othersOf(snapshot, options)]);
    const page = renderSnapshot(snapshot, {
      by,
      others,
      liveUrl: links.sharedSince(atMs, livePath(graph), new URLSearchParams(query), expiresAtMs),
      pictureUrl: `${path}/picture.png`,
      urlOf: (other) => links.frozen(snapshotPath(other), expiresAtMs),
    });
    return reply.headers(pageHeaders()).send(page);
  });

  for (const url of ["/s/:id.png", "/s/:id/picture.png"]) {
    app.get<{ Params: SnapshotParams }>(url, async (request, reply) => {
      access.require(request, snapshotPath(request.params.id));
      return sendPng(reply, await requireSnapshot(request.params.id, options));
    });
  }
};
