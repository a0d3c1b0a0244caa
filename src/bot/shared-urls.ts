import { readEntities, writeEntities } from "./entities.ts";

/** More than this are never under way at once. */
const MOST = 1_000;

/** How Slack wrote the addresses that it told us of: unfurls must be keyed by exactly these words. */
export interface SharedUrls {
  /** As Slack wrote it, "&" as "&amp;" (https://github.com/slackapi/python-slack-events-api/issues/49) -> the address. */
  read(written: string): string;
  /** The same undone. */
  write(url: string): string;
}

/** Remembers the last thousand. */
export const createSharedUrls = (): SharedUrls => {
  const known = new Map<string, string>();
  return {
    read: (written) => {
      const url = readEntities(written);
      known.delete(url);
      known.set(url, written);
      const oldest = known.keys().next().value;
      if (known.size > MOST && oldest !== undefined) known.delete(oldest);
      return url;
    },
    write: (url) => known.get(url) ?? writeEntities(url),
  };
};
