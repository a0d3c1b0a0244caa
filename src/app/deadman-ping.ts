import { createFetchText } from "../lib/fetch-text.ts";

/** One GET of the watcher's address (https://healthchecks.io/docs/http_api/). Throws Failure, which tells its host alone. */
export const deadmanPing = (address: string): (() => Promise<void>) => {
  const url = new URL(address);
  const fetchText = createFetchText({ timeoutMs: 10_000, maxBytes: 100_000 });
  return async () => {
    await fetchText(url);
  };
};
