import type { FastifyReply, FastifyRequest } from "fastify";
import { Failure, toFailure } from "../core/failure.ts";
import type { Clock } from "../core/log.ts";
import { freshWords, type Grant, LINK_PARAMETER, type Links } from "./links.ts";

/** Personal first: opening a shared link must not take away what a personal one allows. */
const COOKIES = { personal: "drm_me", shared: "drm_view" } as const;
/** Says on every page who it is; opens none. */
const WHO = { cookie: "drm_who", path: "/who" } as const;

/** Who is let in, and how a link becomes a cookie. */
export interface Access {
  /** The grant for `path` from the link itself or from a cookie. Throws Failure("forbidden"). */
  require(request: FastifyRequest, path: string): Grant;
  /**
   * Exchanges the token of a link for a cookie and redirects to the same page, or to `to` below it, without the token.
   * False when there is none.
   */
  exchange(request: FastifyRequest, reply: FastifyReply, path: string, to?: string): boolean;
  /** Who acts here, by any personal link that was opened in this browser; undefined for those who only look. */
  who(request: FastifyRequest): Person | undefined;
}

/** Somebody whom a personal link was handed to. */
export type Person = Grant & { readonly user: string };

const cookieOf = (request: FastifyRequest, name: string): string | undefined =>
  (request.headers.cookie ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** The query of a request, as it was written. */
export const queryOf = (request: FastifyRequest): URLSearchParams => {
  const at = request.url.indexOf("?");
  return new URLSearchParams(at < 0 ? "" : request.url.slice(at + 1));
};

const requireCookie = (request: FastifyRequest, links: Links, path: string): Grant => {
  let why = new Failure("forbidden", "no link token", {
    tell: `This page needs a link. ${freshWords(path)}`,
  });
  for (const name of Object.values(COOKIES)) {
    const token = cookieOf(request, name);
    if (token === undefined) continue;
    try {
      return links.verify(token, path);
    } catch (error) {
      why = toFailure(error);
    }
  }
  throw why;
};

/** The person of a grant; undefined for one that others hold too. */
export const personOf = (grant: Grant): Person | undefined =>
  grant.kind === "personal" && grant.user !== undefined ? { ...grant, user: grant.user } : undefined;

const whoOf = (request: FastifyRequest, links: Links): Person | undefined => {
  const token = cookieOf(request, WHO.cookie);
  if (token === undefined) return undefined;
  try {
    return personOf(links.verify(token, WHO.path));
  } catch (error) {
    if (toFailure(error).code === "forbidden") return undefined;
    throw error;
  }
};

/**
 * The cookie of a page is scoped to its path, so two graphs do not overwrite each other; Secure behind https. A personal
 * link also says to all other pages who it is.
 */
export const createAccess = (links: Links, clock: Clock, secure: boolean): Access => {
  const cookie = (name: string, token: string, path: string, { expiresAtMs }: Grant): string => {
    const maxAge = Math.max(1, Math.floor((expiresAtMs - clock()) / 1000));
    const text = `${name}=${token}; Path=${path}; Max-Age=${maxAge}; HttpOnly; SameSite=Lax`;
    return secure ? `${text}; Secure` : text;
  };
  const cookiesOf = (grant: Grant, token: string, path: string): string[] => {
    const person = personOf(grant);
    const who = person && links.token(WHO.path, person.user, person.expiresAtMs);
    const own = cookie(COOKIES[grant.kind], token, path, grant);
    return who === undefined ? [own] : [own, cookie(WHO.cookie, who, "/", grant)];
  };
  return {
    require(request, path) {
      const token = queryOf(request).get(LINK_PARAMETER);
      return token === null ? requireCookie(request, links, path) : links.verify(token, path);
    },
    exchange(request, reply, path, to = path) {
      const query = queryOf(request);
      const token = query.get(LINK_PARAMETER);
      if (token === null) return false;
      const grant = links.verify(token, path);
      query.delete(LINK_PARAMETER);
      reply
        .headers({ "cache-control": "no-store", "referrer-policy": "no-referrer" })
        .header("set-cookie", cookiesOf(grant, token, path))
        .header("location", query.size === 0 ? to : `${to}?${query}`)
        .code(303)
        .send();
      return true;
    },
    who: (request) => whoOf(request, links),
  };
};
