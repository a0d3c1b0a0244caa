import { Failure } from "../core/failure.ts";
import { readCapped } from "./read-capped.ts";

/** Reads a small text from the web. */
export type FetchText = (url: URL) => Promise<string>;

/** What one download may cost. */
export interface FetchLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/**
 * GET without following redirects, within a time and a size. Throws Failure("timeout"/"upstream"); neither tells the
 * path or the query, which may be secret.
 */
export const createFetchText =
  ({ timeoutMs, maxBytes }: FetchLimits): FetchText =>
  async (url) => {
    try {
      const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
      if (!response.ok) {
        await response.body?.cancel();
        throw new Failure("upstream", `${url.host} answered ${response.status}`);
      }
      const bytes = await readCapped(response, maxBytes);
      if (bytes === undefined) throw new Failure("upstream", `the answer is larger than ${maxBytes} bytes`);
      return bytes.toString("utf8");
    } catch (error) {
      if (error instanceof Failure) throw error;
      if (error instanceof DOMException && error.name === "TimeoutError")
        throw new Failure("timeout", `${url.host} did not answer within ${timeoutMs} ms`, { cause: error });
      throw new Failure("upstream", `${url.host} could not be read`, { cause: error });
    }
  };

/** Keeps what was read, by address, the newest `most`; who asks at the same time shares one request. */
export const cacheTexts = (fetchText: FetchText, most: number): FetchText => {
  const known = new Map<string, Promise<string>>();
  return (url) => {
    const found = known.get(url.href);
    if (found) return found;
    const reading = fetchText(url);
    known.set(url.href, reading);
    const oldest = known.size > most ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    reading.catch(() => known.delete(url.href));
    return reading;
  };
};
