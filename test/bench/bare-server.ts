import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

// What the load generator reaches when nothing is verified and nothing is stored: reads the body, answers 200.
const server = createServer((request, response) => {
  request.on("data", () => undefined);
  request.on("end", () => response.end('{"ok":true}'));
});
server.listen(0, "127.0.0.1", () => {
  const address: AddressInfo | string | null = server.address();
  if (address !== null && typeof address === "object") process.send?.({ port: address.port });
});
