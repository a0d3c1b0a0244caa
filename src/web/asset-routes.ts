import type { FastifyInstance } from "fastify";
import { Failure } from "../core/failure.ts";
import type { Asset } from "./assets.ts";

/** `GET /assets/*`: code, styles and fonts, never data; the same for everybody, so no link is asked for. */
export const addAssets = (app: FastifyInstance, assets: ReadonlyMap<string, Asset>): void => {
  app.get("/assets/*", (request, reply) => {
    const asset = assets.get(request.url.replace(/\?.*$/, ""));
    if (asset === undefined) throw new Failure("not_found", "no such asset", { tell: "There is no such file." });
    reply.headers({
      "content-type": asset.type,
      etag: asset.etag,
      "cache-control": "no-cache",
      vary: "accept-encoding",
      "x-content-type-options": "nosniff",
    });
    if (request.headers["if-none-match"]?.includes(asset.etag)) return reply.code(304).send();
    const zipped = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "") ? asset.gzipped : undefined;
    if (zipped !== undefined) reply.header("content-encoding", "gzip");
    return reply.send(zipped ?? asset.plain);
  });
};
