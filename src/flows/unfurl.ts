import type { Chat, SharedLinks, Unfurl } from "../core/chat.ts";
import { Failure, toFailure } from "../core/failure.ts";
import type { Clock, Log } from "../core/log.ts";
import type { Link, PictureAt } from "../core/message.ts";
import type { Snapshot } from "../core/store.ts";

/** What an address of ours leads to, and what it allows. */
export interface ReadLink {
  /** As it is signed: "/g/measure~1f2e", "/s/1f2e". */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly grant: { readonly kind: "shared" | "personal"; readonly expiresAtMs: number };
}

/** What showing addresses of ours needs from outside. */
export interface UnfurlPorts {
  readonly chat: Pick<Chat, "unfurl" | "upload" | "whisper" | "post" | "user">;
  /** Undefined for what is not ours, or not signed, or over. */
  readonly read: (url: string) => ReadLink | undefined;
  /** The address of a live page as it is copied from a browser, without what it was opened with. */
  readonly readBare: (url: string) => Omit<ReadLink, "grant"> | undefined;
  readonly snapshot: (id: string) => Promise<Snapshot | undefined>;
  /** Loads, draws and keeps the picture of a page. */
  readonly take: (page: string, query: URLSearchParams, userId: string) => Promise<Snapshot>;
  /**
   * Addresses that end then at the latest; `live` is undefined when the time of live views of so old a picture is over,
   * `picture` where the chat could not fetch it.
   */
  readonly urls: {
    live(snapshot: Pick<Snapshot, "graph" | "query" | "atMs">, untilMs: number): string | undefined;
    picture(id: string, untilMs: number): string | undefined;
  };
  readonly clock: Clock;
  readonly log: Log;
}

/** Shows what addresses of ours in a message lead to. Never throws. */
export type UnfurlLinks = (shared: SharedLinks) => Promise<void>;

interface Found {
  readonly url: string;
  readonly link: ReadLink;
}

/** A picture that was taken for an address a moment ago: the same link is often pasted in several places. */
interface Taken {
  readonly atMs: number;
  readonly taking: Promise<Snapshot>;
}

const MOST = 5;
const FRESH_MS = 60_000;
const REMEMBERED = 50;
/** Links that are made for what was not signed end when such links do. */
const BARE = { kind: "shared", expiresAtMs: Number.POSITIVE_INFINITY } as const;
const FROZEN = /^\/s\/([^/]+)$/;
const LIVE = /^\/g\/([^/]+)$/;

const PERSONAL = {
  title: "That link acts in your name.",
  lines: [
    "Whoever opens it here can ack, post and page as you, for 12 hours at most: please delete your message.",
    "Links that only show come with every picture: Live view.",
  ],
} as const;

const nameIn = (path: string, pattern: RegExp): string | undefined => {
  const found = pattern.exec(path)?.[1];
  return found === undefined ? undefined : decodeURIComponent(found);
};

const linksOf = (snapshot: Snapshot, { grant }: ReadLink, { urls }: UnfurlPorts): readonly Link[] => {
  const { openIn } = snapshot.spec;
  const live = urls.live(snapshot, grant.expiresAtMs);
  return [
    ...(live === undefined ? [] : [{ label: "Live view", url: live }]),
    ...(openIn !== undefined && /^https?:\/\//i.test(openIn.url) ? [openIn] : []),
  ];
};

const pictureAt = async (snapshot: Snapshot, { grant }: ReadLink, ports: UnfurlPorts): Promise<PictureAt> => {
  const { id, png, graph, spec } = snapshot;
  const url = ports.urls.picture(id, grant.expiresAtMs);
  if (url !== undefined) return { url };
  const filename = `${graph.replace(/~.*/s, "")}-${id}.png`;
  return { fileId: await ports.chat.upload(png, { filename, title: spec.title, alt: spec.summary }) };
};

const cardOf = async ({ url, link }: Found, snapshot: Snapshot, ports: UnfurlPorts): Promise<Unfurl> => {
  const { title, subtitle, summary: alt } = snapshot.spec;
  const at = await pictureAt(snapshot, link, ports).catch((error: unknown) => {
    ports.log.warn({ snapshot: snapshot.id, err: toFailure(error) }, "a link is shown without its picture");
    return undefined;
  });
  const footer = subtitle === "" ? [] : [subtitle];
  return { url, picture: { kind: "picture", title, alt, at, footer, links: linksOf(snapshot, link, ports) } };
};

/** Whether somebody may ask for the same graph by words. */
const isMember = async (userId: string, { chat, log }: UnfurlPorts): Promise<boolean> => {
  try {
    return !(await chat.user(userId)).outsider;
  } catch (error) {
    log.warn({ user: userId, err: toFailure(error) }, "who put a link into a message is not known");
    return false;
  }
};

/** Addresses of ours, each once: signed ones, and of members those copied from a browser, which they could ask for as well. */
const findLinks = async ({ urls, userId }: SharedLinks, ports: UnfurlPorts): Promise<readonly Found[]> => {
  const all = [...new Set(urls)].map((url) => ({ url, link: ports.read(url), bare: ports.readBare(url) }));
  const member = all.some(({ bare }) => bare !== undefined) && (await isMember(userId, ports));
  return all.flatMap(({ url, link, bare }) => {
    if (link !== undefined) return [{ url, link }];
    return bare !== undefined && member ? [{ url, link: { ...bare, grant: BARE } }] : [];
  });
};

const requireFrozen = async (id: string, ports: UnfurlPorts): Promise<Snapshot> => {
  const snapshot = await ports.snapshot(id);
  if (snapshot) return snapshot;
  throw new Failure("not_found", `no snapshot ${id}`);
};

/** Who pasted a link of their own is told that everybody there may act as them now: in private where we are not in the channel. */
const warn = async ({ channel, ts, userId }: SharedLinks, { chat, log }: UnfurlPorts): Promise<void> => {
  const message = { kind: "reply", reply: PERSONAL } as const;
  try {
    try {
      await chat.whisper({ channel }, userId, message);
    } catch (error) {
      if (toFailure(error).code !== "channel") throw error;
      await chat.post({ channel: userId }, message, `unfurl:${channel}:${ts}`);
    }
  } catch (error) {
    log.warn(
      { channel, user: userId, err: toFailure(error) },
      "nobody could be told that their own link is in a channel",
    );
  }
};

/**
 * For each address of ours with a shared link: `/s/<id>` its frozen picture, `/g/<page>` one taken now; title, summary,
 * picture, Live view and where it is at its source. The address of a live page without its token, as a browser shows it,
 * is the same in a message of a member. Links of one person are never shown: whoever pasted them is told so.
 * Nothing is shown where people of other workspaces read along.
 */
export const createUnfurl = (ports: UnfurlPorts): UnfurlLinks => {
  const taken = new Map<string, Taken>();
  const takeOnce = (page: string, query: URLSearchParams, userId: string): Promise<Snapshot> => {
    const key = `${page}?${query}`;
    const nowMs = ports.clock();
    const known = taken.get(key);
    if (known && nowMs - known.atMs < FRESH_MS) return known.taking;
    const taking = ports.take(page, query, userId);
    taken.delete(key);
    taken.set(key, { atMs: nowMs, taking });
    if (taken.size > REMEMBERED) taken.delete(taken.keys().next().value ?? "");
    taking.catch(() => {
      if (taken.get(key)?.taking === taking) taken.delete(key);
    });
    return taking;
  };
  const show = async (found: Found, userId: string): Promise<Unfurl | undefined> => {
    const { path, query } = found.link;
    try {
      const [id, page] = [nameIn(path, FROZEN), nameIn(path, LIVE)];
      if (id !== undefined) return await cardOf(found, await requireFrozen(id, ports), ports);
      return page === undefined ? undefined : await cardOf(found, await takeOnce(page, query, userId), ports);
    } catch (error) {
      ports.log.warn({ path, err: toFailure(error) }, "what a link leads to cannot be shown below it");
      return undefined;
    }
  };
  return async (shared) => {
    try {
      const found = await findLinks(shared, ports);
      if (found.some(({ link }) => link.grant.kind === "personal")) await warn(shared, ports);
      if (shared.foreign) return;
      const open = found.filter(({ link }) => link.grant.kind === "shared").slice(0, MOST);
      const cards = await Promise.all(open.map((one) => show(one, shared.userId)));
      const shown = cards.filter((card) => card !== undefined);
      if (shown.length > 0) await ports.chat.unfurl(shared, shown);
    } catch (error) {
      ports.log.warn({ channel: shared.channel, err: toFailure(error) }, "addresses in a message could not be shown");
    }
  };
};
