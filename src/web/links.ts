import { createHmac, timingSafeEqual } from "node:crypto";
import { Failure } from "../core/failure.ts";
import type { Clock } from "../core/log.ts";

/** Query parameter that carries the token. */
export const LINK_PARAMETER = "k";

const VERSION = "1";
const PERSONAL_MS = 12 * 3_600_000;
const DAY_MS = 86_400_000;
const TOKEN = /^(\d+)\.([sp])\.([0-9a-z]{1,11})\.([\w-]{0,400})\.([\w-]{43})$/;

/** What a good token allows, until when. Only "personal" may act, as `user`. */
export interface Grant {
  readonly kind: "shared" | "personal";
  readonly user: string | undefined;
  readonly expiresAtMs: number;
}

/** Makes and checks the links that let a browser in. */
export interface Links {
  /** For a channel: only reads. Ends after the configured days, or at `untilMs` when that is sooner. */
  shared(path: string, query: URLSearchParams, untilMs?: number): string;
  /** For one person: 12 hours, carries who it is. Hand it over where nobody else reads. */
  personal(path: string, query: URLSearchParams, user: string): string;
  /** Throws Failure("forbidden") for a token that is old, tampered with or made for another path. */
  verify(token: string, path: string): Grant;
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
}

const refuse = (message: string): Failure =>
  new Failure("forbidden", message, {
    tell: "This link is no longer valid. Type `/oncall live` in Slack for a fresh one.",
  });

const requireSecrets = (secrets: readonly string[]): readonly [string, ...string[]] => {
  const [first, ...others] = secrets;
  if (first === undefined || secrets.some((secret) => secret.length < 16)) {
    throw new Failure("config", "the link secret is missing or shorter than 16 characters");
  }
  return [first, ...others];
};

/**
 * Signed links: HMAC-SHA256 over version, kind, path, expiry and user. The signature covers the path (which graph or
 * which snapshot), not the query: whoever holds a link to a graph may look at any window and filter of that graph.
 * Links are not single-use, because link unfurlers fetch them before people do.
 */
export const createLinks = ({ secrets, publicUrl, clock, days = 30 }: LinksOptions): Links => {
  const [signing] = requireSecrets(secrets);
  const sign = (secret: string, parts: readonly string[]): string =>
    createHmac("sha256", secret).update(parts.join("\n")).digest("base64url");

  const link = (path: string, query: URLSearchParams, kind: "s" | "p", untilMs: number, user: string): string => {
    const expiry = Math.floor(untilMs / 1000).toString(36);
    const who = Buffer.from(user).toString("base64url");
    const signature = sign(signing, [VERSION, kind, path, expiry, who]);
    const url = new URL(path, publicUrl);
    url.search = query.toString();
    url.searchParams.set(LINK_PARAMETER, [VERSION, kind, expiry, who, signature].join("."));
    return url.href;
  };

  return {
    shared: (path, query, untilMs = Number.POSITIVE_INFINITY) =>
      link(path, query, "s", Math.min(untilMs, clock() + days * DAY_MS), ""),
    personal: (path, query, user) => link(path, query, "p", clock() + PERSONAL_MS, user),
    verify(token, path) {
      const [, version = "", kind = "", expiry = "", who = "", signature = ""] = TOKEN.exec(token) ?? [];
      if (version !== VERSION) throw refuse("link token is not one of ours");
      const given = Buffer.from(signature);
      const ours = secrets.map((secret) => Buffer.from(sign(secret, [version, kind, path, expiry, who])));
      if (!ours.some((one) => timingSafeEqual(one, given))) throw refuse("link token has a wrong signature");
      const expiresAtMs = Number.parseInt(expiry, 36) * 1000;
      if (!(clock() < expiresAtMs)) throw refuse("link token has expired");
      if (kind === "s") return { kind: "shared", user: undefined, expiresAtMs };
      return { kind: "personal", user: Buffer.from(who, "base64url").toString(), expiresAtMs };
    },
  };
};
