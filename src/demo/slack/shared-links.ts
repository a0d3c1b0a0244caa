import type { Json } from "./json.ts";

/** So long after the event links may be unfurled; Slack does not say how long it is. */
export const UNFURL_MS = 60 * 60_000;

/** Links of one message that the app was told of. */
export interface SharedLink {
  /** unfurl_id. */
  readonly id: string;
  /** "composer" while the message is being written. */
  readonly source: "composer" | "conversations_history";
  readonly user: string;
  /** "COMPOSER" while the message is being written. */
  readonly channel: string;
  readonly ts: string;
  /** As Slack writes them: "&" as "&amp;". */
  readonly urls: readonly string[];
  readonly atMs: number;
  /** Links of what was not acknowledged cannot be unfurled (https://docs.slack.dev/reference/methods/chat.unfurl#errors). */
  acked: boolean;
  /** In the composer: what stands below the words, by address. */
  readonly shown: Map<string, Json>;
}

/** A link and the registered domain it belongs to. */
export interface DomainLink {
  readonly domain: string;
  readonly url: string;
}

const unescaped = (url: string): string => url.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** The registered domain of an address, subdomains included; undefined when it has none. */
export const domainOf = (url: string, domains: Iterable<string>): string | undefined => {
  const address = unescaped(url);
  if (!URL.canParse(address)) return undefined;
  const { host, hostname } = new URL(address);
  return [...domains].find((one) => host === one || hostname === one || hostname.endsWith(`.${one}`));
};

/** Addresses in the text of a message, as Slack writes them, each once. */
export const urlsIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/<(https?:\/\/[^|>\s]+)(?:\|[^>]*)?>/g)].map(([, url]) => url ?? "")),
];

/** Those of them that belong to a registered domain. */
export const linksIn = (text: string, domains: Iterable<string>): readonly DomainLink[] =>
  urlsIn(text).flatMap((url) => {
    const domain = domainOf(url, domains);
    return domain === undefined ? [] : [{ domain, url }];
  });
