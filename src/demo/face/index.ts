import type { FastifyInstance, FastifyReply } from "fastify";
import { Failure, toFailure } from "../../core/failure.ts";
import { isJson } from "../slack/json.ts";
import { readAssets } from "./assets.ts";
import { Changes } from "./changes.ts";
import { createDoings, type Doing, type FaceParts } from "./doings.ts";
import { showScene } from "./scene.ts";
import { openStream } from "./stream.ts";

export type { FaceParts } from "./doings.ts";

const PAGE_HEADERS = {
  "content-security-policy":
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-cache",
};
const PICTURES = new Set(["image/png", "image/jpeg", "image/gif"]);
const PICTURE_HEADERS = { ...PAGE_HEADERS, "cache-control": "private, max-age=86400" };
const LOOPBACK = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

/** Pages of elsewhere whose name was pointed at this machine get nothing. */
const requireLoopback = (host: string | undefined): void => {
  if (host === undefined || !LOOPBACK.test(host))
    throw new Failure("forbidden", `asked for as ${host}`, { tell: "Open the page at 127.0.0.1." });
};

const addPage = async (face: FastifyInstance): Promise<void> => {
  for (const [url, asset] of await readAssets()) {
    face.get(url, (request, reply) => {
      reply.headers({ ...PAGE_HEADERS, "content-type": asset.type, etag: asset.etag });
      if (request.headers["if-none-match"] === asset.etag) return reply.code(304).send();
      return reply.send(asset.bytes);
    });
  }
};

const addPictures = (face: FastifyInstance, { workspace }: FaceParts): void => {
  face.get<{ Params: { id: string } }>("/face/picture/:id", (request, reply: FastifyReply) => {
    const file = workspace.file(request.params.id);
    if (file === undefined || file.bytes.length === 0 || !PICTURES.has(file.mimetype))
      throw new Failure("not_found", `no picture ${request.params.id}`, { tell: "There is no such picture." });
    reply.headers({ ...PICTURE_HEADERS, "content-type": file.mimetype });
    return reply.send(Buffer.from(file.bytes));
  });
  face.get<{ Querystring: { url?: string } }>("/face/elsewhere", (request, reply: FastifyReply) => {
    const { url = "" } = request.query;
    const picture = workspace.pictures.kept(url);
    if (picture === undefined)
      throw new Failure("not_found", "a picture that was never fetched", { tell: "There is no such picture." });
    reply.headers({ ...PICTURE_HEADERS, "content-type": picture.mimetype });
    return reply.send(Buffer.from(picture.bytes));
  });
};

type As = { Querystring: { as?: string; after?: string } };

/** The story begins soon after the first page opens, so that nobody misses its beginning. */
const STORY_MS = 2_500;

const addScene = (face: FastifyInstance, { workspace }: FaceParts, changes: Changes, opened: () => void): void => {
  const personOf = (as: string | undefined) => workspace.person(as || (workspace.people[0]?.id ?? ""));
  face.get<As>("/face/scene", (request, reply) => {
    reply.headers({ ...PAGE_HEADERS, "cache-control": "no-store" });
    return reply.send(showScene(workspace, personOf(request.query.as), () => changes.seq));
  });
  face.get<As>("/face/news", (request, reply) => {
    const after = request.headers["last-event-id"];
    const { id } = personOf(request.query.as);
    opened();
    openStream(reply, changes, id, (typeof after === "string" ? after : request.query.after) ?? "");
  });
};

const addDoings = (face: FastifyInstance, doings: ReadonlyMap<string, Doing>): void => {
  face.post<{ Params: { name: string } }>("/face/do/:name", (request) => {
    const doing = doings.get(request.params.name);
    if (doing === undefined || !isJson(request.body)) throw new Failure("usage", "not something people do here");
    return doing(request.body);
  });
};

/** Adds the chat page to the workspace's own server: "/" and everything below "/face/", for this machine alone. */
export const addFace = (server: FastifyInstance, parts: FaceParts): void => {
  const changes = new Changes(parts.workspace);
  const doings = createDoings(parts, changes);
  let first: NodeJS.Timeout | undefined;
  const opened = (): void => {
    first ??= setTimeout(() => void doings.get("story")?.({}), STORY_MS);
  };
  server.addHook("onClose", async () => clearTimeout(first));
  server.register(async (face) => {
    face.removeContentTypeParser("text/plain");
    face.addHook("onRequest", async (request) => requireLoopback(request.headers.host));
    face.setErrorHandler((error, _request, reply) => {
      const { status, tell, message } = toFailure(error);
      return reply.code(status).send({ ok: false, tell: tell ?? message });
    });
    await addPage(face);
    addPictures(face, parts);
    addScene(face, parts, changes, opened);
    addDoings(face, doings);
  });
};
