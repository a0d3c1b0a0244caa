import { readWish } from "./wish.ts";

/** Where a queue is. */
export interface Place {
  readonly vhost: string;
  readonly name: string;
}

const MOST_PLACES = 200;

const placeOf = (queues: string): Place => {
  const slash = queues.lastIndexOf("/");
  return slash < 0
    ? { vhost: "/", name: queues }
    : { vhost: queues.slice(0, slash) || "/", name: queues.slice(slash + 1) };
};

const hashOf = (query: string, found: Place | undefined): string => {
  const { queues } = readWish(query);
  const { vhost, name } = found ?? placeOf(queues);
  return queues.includes("*") && found === undefined
    ? "/queues"
    : `/queues/${encodeURIComponent(vhost)}/${encodeURIComponent(name)}`;
};

/** Pages of queues: of the one that a query found, in whatever virtual host, or of all where it is a pattern. */
export const createLinks = (base: URL) => {
  const places = new Map<string, Place>();
  return {
    /** What a query found at last. */
    found(query: string, [only, ...more]: readonly Place[]): void {
      places.delete(query);
      if (only === undefined || more.length > 0) return;
      places.set(query, { vhost: only.vhost, name: only.name });
      const oldest = places.size > MOST_PLACES ? places.keys().next().value : undefined;
      if (oldest !== undefined) places.delete(oldest);
    },
    link(query: string): string {
      const url = new URL(base);
      url.hash = hashOf(query, places.get(query));
      return url.href;
    },
  };
};
