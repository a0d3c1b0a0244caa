import { createHmac, timingSafeEqual } from "node:crypto";
import { Failure } from "../core/failure.ts";
import type { Clock } from "../core/log.ts";

/** Query parameter that carries the token. */
export const LINK_PARAMETER = "k";

const VERSION = "1";
const PERSONAL_MS = 12 * 3_600_000;
const DAY_MS = 86_400_000;
/** Path of a picture's pixels; its page's link opens them too. */
const PIXELS = /^(\/s\/[^/]+)\.png$/;
/** Path of a live page. */
const LIVE = /^\/g\/[^/]+$/;
const TOKEN = /^(\d+)\.([sp])\.([0-9a-z]{1,11})\.([\w-]{0,400})\.([\w-]{43})$/;

/** What a good token allows, until when. Only "personal" may act, as `user`. */
export interface Grant {
  readonly kind: "shared" | "personal";
  readonly user: string | undefined;
  readonly expiresAtMs: number;
}

/** What an address of ours leads to, and what it allows. */
export interface OwnLink {
  /** As it is signed: "/g/measure~1f2e", "/s/1f2e" (also for its ".png"). */
  readonly path: string;
  /** Without the token. */
  readonly query: URLSearchParams;
  readonly grant: Grant;
}

/** Makes and checks the links that let a browser in. */
export interface Links {
  /** For a channel: only reads. Ends after the configured days, or at `untilMs` when that is sooner. */
  shared(path: string, query: URLSearchParams, untilMs?: number): string;
  /** For a channel: a picture that does not change. Reads it for as long as pictures are kept. */
  frozen(path: string, untilMs?: number): string;
  /**
   * As `shared`, for whoever has what was made at `atMs`: ends as if it had been made then. undefined when that is over.
   */
  sharedSince(atMs: number, path: string, query: URLSearchParams, untilMs: number): string | undefined;
  /** For one person: 12 hours, carries who it is. Hand it over where nobody else reads. */
  personal(path: string, query: URLSearchParams, user: string): string;
  /** Throws Failure("forbidden") for a token that is old, tampered with or made for another path. */
  verify(token: string, path: string): Grant;
  /** The token of a personal link for `path` alone, until then: what a cookie carries. */
  token(path: string, user: string, untilMs: number): string;
  /** An address of ours with a good token; undefined for any other text. */
  read(url: string): OwnLink | undefined;
  /** The address of a live page as a browser shows it, without a token: it allows nothing. undefined for any other text. */
  readBare(url: string): Omit<OwnLink, "grant"> | undefined;
  /** A mark that says: this text of that kind came from us. It opens nothing; when it ends, its text has to say. */
  seal(kind: string, text: string): string;
  isSealed(kind: string, text: string, seal: string): boolean;
}

/** Keys and address that links are made with. */
export interface LinksOptions {
  /** The first one signs, all of them verify: put a new one in front to rotate. At least 16 characters each. */
  readonly secrets: readonly string[];
  /** Where browsers reach us, without a path. */
  readonly publicUrl: string;
  readonly clock: Clock;
  /** How long shared links live. */
  readonly days?: number;
  /** How long pictures are kept, and links to them live; as long as other shared links when absent. */
  readonly frozenDays?: number;
}

/** How to get a fresh link to a page: what is kept under an id is measured, a picture is in its problem's thread, all else is about people on call. */
export const freshWords = (path: string): string => {
  if (path.startsWith("/s/")) return "Say `@drm graph snapshots` in its problem's thread for a fresh one.";
  return `Type \`${/^\/g\/[^/]*~/.test(path) ? "/graph live" : "/oncall live"}\` in Slack for a fresh one.`;
};

const refuse = (message: string, path: string): Failure =>
  new Failure("forbidden", message, {
    tell: `This link is no longer valid. ${freshWords(path)}`,
  });

const requireSecrets = (secrets: readonly string[]): readonly [string, ...string[]] => {
  const [first, ...others] = secrets;
  if (first === undefined || secrets.some((secret) => secret.length < 16)) {
    throw new Failure("config", "the link secret is missing or shorter than 16 characters");
  }
  return [first, ...others];
};

type Verify = Links["verify"];

const isSame = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const hmac = (secret: string, parts: readonly string[]): string =>
  createHmac("sha256", secret).update(parts.join("\n")).digest("base64url");

const verifier =
  (secrets: readonly string[], clock: Clock): Verify =>
  (token, path) => {
    const [, version = "", kind = "", expiry = "", who = "", signature = ""] = TOKEN.exec(token) ?? [];
    if (version !== VERSION) throw refuse("link token is not one of ours", path);
    if (!secrets.some((secret) => isSame(hmac(secret, [version, kind, path, expiry, who]), signature)))
      throw refuse("link token has a wrong signature", path);
    const expiresAtMs = Number.parseInt(expiry, 36) * 1000;
    if (!(clock() < expiresAtMs)) throw refuse("link token has expired", path);
    if (kind === "s") return { kind: "shared", user: undefined, expiresAtMs };
    return { kind: "personal", user: Buffer.from(who, "base64url").toString(), expiresAtMs };
  };

const ownUrl = (text: string, publicUrl: string): URL | undefined => {
  const url = URL.parse(text);
  return url?.origin === new URL(publicUrl).origin && url.username === "" && url.password === "" ? url : undefined;
};

const readBare = (text: string, publicUrl: string): ReturnType<Links["readBare"]> => {
  const url = ownUrl(text, publicUrl);
  if (!url || url.searchParams.has(LINK_PARAMETER) || !LIVE.test(url.pathname)) return undefined;
  return { path: url.pathname, query: url.searchParams };
};

const reader =
  (publicUrl: string, verify: Verify): Links["read"] =>
  (text) => {
    const url = ownUrl(text, publicUrl);
    const token = url?.searchParams.get(LINK_PARAMETER);
    if (!url || !token) return undefined;
    const path = PIXELS.exec(url.pathname)?.[1] ?? url.pathname;
    try {
      const grant = verify(token, path);
      url.searchParams.delete(LINK_PARAMETER);
      return { path, query: new URLSearchParams(url.searchParams), grant };
    } catch (error) {
      if (error instanceof Failure && error.code === "forbidden") return undefined;
      throw error;
    }
  };

/**
 * Signed links: HMAC-SHA256 over version, kind, path, expiry and user. The signature covers the path (which graph or
 * which snapshot), not the query: whoever holds a link to a graph may look at any window and filter of that graph.
 * Links are not single-use, because link unfurlers fetch them before people do.
 */
export const createLinks = ({ secrets, publicUrl, clock, days = 30, frozenDays = days }: LinksOptions): Links => {
  const [signing] = requireSecrets(secrets);
  const tokenOf = (path: string, kind: "s" | "p", untilMs: number, user: string): string => {
    const expiry = Math.floor(untilMs / 1000).toString(36);
    const who = Buffer.from(user).toString("base64url");
    return [VERSION, kind, expiry, who, hmac(signing, [VERSION, kind, path, expiry, who])].join(".");
  };
  const link = (path: string, query: URLSearchParams, token: string): string => {
    const url = new URL(path, publicUrl);
    url.search = query.toString();
    url.searchParams.set(LINK_PARAMETER, token);
    return url.href;
  };
  // The word in front keeps a seal from ever being the signature of a link, which begins with a version.
  const sealOf = (secret: string, kind: string, text: string): string => hmac(secret, ["seal", kind, text]);
  const verify = verifier(secrets, clock);
  const shared = (path: string, query: URLSearchParams, lifeMs: number, untilMs = Number.POSITIVE_INFINITY): string =>
    link(path, query, tokenOf(path, "s", Math.min(untilMs, clock() + lifeMs), ""));

  return {
    shared: (path, query, untilMs) => shared(path, query, days * DAY_MS, untilMs),
    sharedSince(atMs, path, query, untilMs) {
      const endMs = Math.min(untilMs, atMs + days * DAY_MS);
      return endMs > clock() ? shared(path, query, days * DAY_MS, endMs) : undefined;
    },
    frozen: (path, untilMs) => shared(path, new URLSearchParams(), frozenDays * DAY_MS, untilMs),
    personal: (path, query, user) => link(path, query, tokenOf(path, "p", clock() + PERSONAL_MS, user)),
    verify,
    token: (path, user, untilMs) => tokenOf(path, "p", Math.min(untilMs, clock() + PERSONAL_MS), user),
    read: reader(publicUrl, verify),
    readBare: (url) => readBare(url, publicUrl),
    seal: (kind, text) => sealOf(signing, kind, text),
    isSealed: (kind, text, seal) => secrets.some((secret) => isSame(sealOf(secret, kind, text), seal)),
  };
};
