import type { FastifyInstance, FastifyRequest } from "fastify";
import { mimetypeOf } from "./sniff.ts";
import { type State, TEAM } from "./state.ts";

/** The bytes of an upload: raw, or the first file of a multipart form. */
const bytesOf = async (request: FastifyRequest): Promise<Uint8Array> => {
  const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
  const contentType = request.headers["content-type"] ?? "";
  if (!contentType.startsWith("multipart/form-data")) return body;
  const form = await new Response(Buffer.from(body), { headers: { "content-type": contentType } }).formData();
  for (const [, part] of form) if (typeof part !== "string") return new Uint8Array(await part.arrayBuffer());
  return new Uint8Array();
};

/** Where bytes go up and come down. Downloads need the bot's token and files:read; others land on a sign-in page. */
export const serveFiles = (server: FastifyInstance, state: State): void => {
  server.post<{ Params: { key: string } }>("/upload/v1/:key", async (request, reply) => {
    const file = state.uploads.get(request.params.key);
    if (file === undefined || file.uploaded) return reply.code(404).send("unknown upload");
    const bytes = await bytesOf(request);
    if (bytes.length !== file.size) return reply.code(400).send("length mismatch");
    file.bytes = bytes;
    file.uploaded = true;
    file.mimetype = mimetypeOf(bytes, file.name);
    return reply.type("text/plain").send(`OK - ${bytes.length}`);
  });
  server.get<{ Params: { id: string } }>("/files-pri/:id/:name", async (request, reply) => {
    const file = state.files.get(request.params.id.replace(`${TEAM.id}-`, ""));
    const may =
      request.headers.authorization === `Bearer ${state.tokens.bot}` && state.manifest.scopes.has("files:read");
    if (!may || !state.installed) return reply.redirect(`https://${TEAM.domain}.slack.com/`);
    if (file?.doneAtMs === undefined) return reply.code(404).send("not found");
    return reply.type(file.mimetype).send(Buffer.from(file.bytes));
  });
};
