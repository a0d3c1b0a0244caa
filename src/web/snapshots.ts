import type { FastifyInstance, FastifyReply } from "fastify";
import { Failure, toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import type { Snapshot, Store } from "../core/store.ts";
import type { Access } from "./access.ts";
import type { Links } from "./links.ts";
import { livePath } from "./live.ts";
import { pageHeaders } from "./pages.ts";
import { renderSnapshot } from "./snapshot-page.ts";

/** Pictures that were posted; without `ofIncident` no page lists others of the same problem. */
export type KeptSnapshots = Pick<Store["snapshots"], "read"> & Partial<Pick<Store["snapshots"], "ofIncident">>;

/** What the pages of posted pictures are made of. */
export interface SnapshotsOptions {
  readonly access: Access;
  readonly links: Links;
  readonly snapshots: KeptSnapshots;
  /** Name of a chat user; undefined where nobody can say. */
  nameOf?(user: string): Promise<string | undefined>;
  readonly log: Log;
}

interface SnapshotParams {
  readonly id: string;
}

const MOST_BEFORE = 20;

/** Path of a frozen picture's page: what its links sign. */
export const snapshotPath = (id: string): string => `/s/${encodeURIComponent(id)}`;

const requireSnapshot = async (id: string, { snapshots }: SnapshotsOptions): Promise<Snapshot> => {
  const snapshot = await snapshots.read(id);
  if (snapshot !== undefined) return snapshot;
  throw new Failure("not_found", "no such snapshot", {
    tell: "This picture is no longer kept. Type `/oncall live` in Slack for the live view.",
  });
};

/** Who took it, for people; the page is shown also when the chat does not say. */
const nameIn = async ({ by }: Snapshot, { nameOf, log }: SnapshotsOptions): Promise<string> => {
  if (nameOf === undefined || by === "") return by;
  try {
    return (await nameOf(by)) ?? "";
  } catch (error) {
    log.warn({ user: by, err: toFailure(error) }, "who took a picture cannot be looked up");
    return "";
  }
};

const othersOf = async ({ id, incidentId }: Snapshot, { snapshots }: SnapshotsOptions) => {
  if (incidentId === undefined || snapshots.ofIncident === undefined) return [];
  return (await snapshots.ofIncident(incidentId, MOST_BEFORE + 1)).filter((one) => one.id !== id);
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
 * view and to other pictures of the same problem, end when the link to this page does.
 */
export const addSnapshots = (app: FastifyInstance, options: SnapshotsOptions): void => {
  const { access, links } = options;

  app.get<{ Params: SnapshotParams }>("/s/:id", async (request, reply) => {
    const { id } = request.params;
    const path = snapshotPath(id);
    if (access.exchange(request, reply, path)) return reply;
    const { expiresAtMs } = access.require(request, path);
    const snapshot = await requireSnapshot(id, options);
    const [by, others] = await Promise.all([nameIn(snapshot, options), othersOf(snapshot, options)]);
    const page = renderSnapshot(snapshot, {
      by,
      others,
      liveUrl: links.shared(livePath(snapshot.graph), new URLSearchParams(snapshot.query), expiresAtMs),
      pictureUrl: `${path}/picture.png`,
      urlOf: (other) => links.shared(snapshotPath(other), new URLSearchParams(), expiresAtMs),
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
