import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { png } from "./setup.ts";

/** A web server with pictures, as it may stand behind a public address. */
export interface PictureServer {
  readonly url: string;
  /** What was asked for, in order: path and query, and the headers that came with it. */
  readonly asked: { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  close(): Promise<void>;
}

type Answer = (path: string, response: ServerResponse) => void;

const picture: Answer = (path, response) => {
  response.writeHead(200, { "content-type": "image/png", "set-cookie": "a=b" }).end(png(path.length, 7));
};

/** Answers every path with a grey picture as wide as the path is long, or as `answer` says. */
export const servePictures = async (answer: Answer = picture): Promise<PictureServer> => {
  const asked: PictureServer["asked"] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push({ path, headers: request.headers });
    answer(path, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
