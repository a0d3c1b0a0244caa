import type { FastifyInstance, FastifyReply } from "fastify";
import { Failure } from "../core/failure.ts";
import type { Snapshot } from "../core/store.ts";
import type { Access } from "./access.ts";
import type { Links } from "./links.ts";
import { livePath } from "./live.ts";
import { escapeHtml, pageHeaders, renderPage } from "./pages.ts";

/** What the pages of posted pictures are made of. */
export interface SnapshotsOptions {
  readonly access: Access;
  readonly links: Links;
  readonly snapshots: { read(id: string): Promise<Snapshot | undefined> };
}

interface SnapshotParams {
  readonly id: string;
}

/** Path of a frozen picture's page: what its links sign. */
export const snapshotPath = (id: string): string => `/s/${encodeURIComponent(id)}`;

/** A moment in the chart's own zone, as people write it. */
const formatMoment = (atMs: number, tz: string): string =>
  new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: tz }).format(atMs);

const renderSnapshot = ({ id, spec, atMs, by }: Snapshot, liveUrl: string): string => {
  const taken = `Taken ${formatMoment(atMs, spec.tz)} (${spec.tz})${by === "" ? "" : ` by ${by}`}. It does not change.`;
  return renderPage(
    `${spec.title} · Dr. M`,
    `<h1>${escapeHtml(spec.title)}</h1>
<p class="soft">${escapeHtml(spec.subtitle)}</p>
<p>${escapeHtml(spec.summary)}</p>
<img src="${snapshotPath(id)}/picture.png" alt="${escapeHtml(spec.summary)}">
<p class="soft">${escapeHtml(spec.definition)}</p>
<p class="soft">${escapeHtml(taken)} ${escapeHtml(spec.read)}</p>
<p><a href="${escapeHtml(liveUrl)}">Live view</a></p>`,
  );
};

/**
 * `/s/<id>` the page of a frozen picture and `/s/<id>.png` the picture. The page shows it as `/s/<id>/picture.png`,
 * which the cookie for `/s/<id>` reaches. The link to the live view ends when the link to this page does.
 */
export const addSnapshots = (app: FastifyInstance, { access, links, snapshots }: SnapshotsOptions): void => {
  const requireSnapshot = async (id: string): Promise<Snapshot> => {
    const snapshot = await snapshots.read(id);
    if (snapshot !== undefined) return snapshot;
    throw new Failure("not_found", "no such snapshot", {
      tell: "This picture is no longer kept. Type `/oncall live` in Slack for the live view.",
    });
  };
  const sendPng = (reply: FastifyReply, { png }: Snapshot): FastifyReply =>
    reply
      .headers({
        "content-type": "image/png",
        "cache-control": "private, max-age=3600",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
      })
      .send(Buffer.from(png.buffer, png.byteOffset, png.byteLength));

  app.get<{ Params: SnapshotParams }>("/s/:id", async (request, reply) => {
    const { id } = request.params;
    const path = snapshotPath(id);
    if (access.exchange(request, reply, path)) return reply;
    const { expiresAtMs } = access.require(request, path);
    const snapshot = await requireSnapshot(id);
    const liveUrl = links.shared(livePath(snapshot.graph), new URLSearchParams(snapshot.query), expiresAtMs);
    return reply.headers(pageHeaders()).send(renderSnapshot(snapshot, liveUrl));
  });

  for (const url of ["/s/:id.png", "/s/:id/picture.png"]) {
    app.get<{ Params: SnapshotParams }>(url, async (request, reply) => {
      access.require(request, snapshotPath(request.params.id));
      return sendPng(reply, await requireSnapshot(request.params.id));
    });
  }
};
