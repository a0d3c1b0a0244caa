import type { IncomingMessage } from "node:http";
import { Failure } from "../core/failure.ts";

const tooLarge = (limit: number): Failure =>
  new Failure("too_large", `body above ${limit} bytes`, { tell: `Send at most ${limit} bytes.` });

/**
 * The body of a request, byte for byte. Throws Failure("too_large") above `limit` bytes, Failure("usage") when the
 * sender hangs up in the middle. Keeps listening after too_large, so that the sender gets to read the answer.
 */
export const readBody = (request: IncomingMessage, limit: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    if (Number(request.headers["content-length"]) > limit) {
      request.resume();
      reject(tooLarge(limit));
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else reject(tooLarge(limit));
    });
    request.on("end", () => resolve(Buffer.concat(chunks, Math.min(size, limit))));
    request.on("error", (cause) => {
      reject(new Failure("usage", "the sender hung up before the end of the body", { cause }));
    });
  });
