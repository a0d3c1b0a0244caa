import type { Chat } from "../core/chat.ts";
import { createUnfurl, type UnfurlLinks } from "../flows/unfurl.ts";
import { livePath } from "../web/index.ts";
import { pictureUrl } from "../web/picture-url.ts";
import type { Parts, Ports } from "./parts.ts";

/** Shows what our own addresses in messages lead to; the chat is there when the first one comes. */
export const unfurlOf = ({ clock, log }: Ports, { links, store, snapshot }: Parts, chat: () => Chat): UnfurlLinks =>
  createUnfurl({
    chat: {
      unfurl: (shared, cards) => chat().unfurl(shared, cards),
      upload: (png, meta) => chat().upload(png, meta),
      whisper: (to, user, message) => chat().whisper(to, user, message),
      post: (to, message, id) => chat().post(to, message, id),
      user: (id) => chat().user(id),
    },
    read: (url) => links.read(url),
    readBare: (url) => links.readBare(url),
    snapshot: (id) => store.snapshots.read(id),
    take: (graph, query, by) => snapshot({ graph, query }, { by }),
    urls: {
      live: ({ graph, query, atMs }, untilMs) =>
        links.sharedSince(atMs, livePath(graph), new URLSearchParams(query), untilMs),
      picture: (id, untilMs) => pictureUrl(links, id, untilMs),
    },
    clock,
    log,
  });
