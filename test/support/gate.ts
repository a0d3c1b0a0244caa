import { strict as assert } from "node:assert";
import { once } from "node:events";
import { createServer, request } from "node:http";

/** What stands between the bot and a service. */
export interface Gate {
  readonly url: string;
  /** Answers to changes of these paths that are asked for from now on get lost; undefined: none. */
  hold(path: RegExp | undefined): void;
  /** How many were lost since then. */
  held(): number;
  close(): void;
}

/** Between the bot and a service: lets everything through, and keeps the answers to some changes to itself. */
export const openGate = async (service: string): Promise<Gate> => {
  let held = 0;
  let holds: RegExp | undefined;
  const server = createServer((asked, answer) => {
    const { host: _host, ...headers } = asked.headers;
    const path = asked.url?.split("?")[0] ?? "";
    const isHeld = asked.method !== "GET" && holds?.test(path);
    const there = request(service + asked.url, { method: asked.method, headers }, (came) => {
      if (isHeld) {
        came.resume().once("end", () => {
          held += 1;
        });
        return;
      }
      answer.writeHead(came.statusCode ?? 500, came.headers);
      came.pipe(answer);
    });
    asked.pipe(there);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return {
    url: `http://127.0.0.1:${address.port}`,
    hold(path) {
      held = 0;
      holds = path;
    },
    held: () => held,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
};
