import type { FastifyReply } from "fastify";
import type { Changes } from "./changes.ts";

/** Keeps what is between us and the browser from closing a quiet stream. */
const BEAT_MS = 15_000;
/** A page that cannot keep up is cut off; it asks again by itself. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;

/** Server-sent events of what `user` sees after the change `after`, until the page is closed. */
export const openStream = (reply: FastifyReply, changes: Changes, user: string, after: string): void => {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  raw.write("retry: 1000\n\n");
  const write = (words: string): void => {
    if (raw.writableLength > MOST_WAITING_BYTES) raw.destroy();
    else raw.write(words);
  };
  const stop = changes.follow(
    { user, tell: (seq, news) => write(`id: ${seq}\ndata: ${JSON.stringify(news)}\n\n`) },
    after,
  );
  const beat = setInterval(() => write(": still here\n\n"), BEAT_MS);
  raw.on("close", () => {
    clearInterval(beat);
    stop();
  });
};
