import { mimetypeOf, sizeOf } from "./sniff.ts";

/** A picture of elsewhere as it was when it was first asked for. */
export interface WebPicture {
  readonly bytes: Uint8Array;
  readonly mimetype: string;
  readonly width: number;
  readonly height: number;
}

/** Types a message shows as a picture. */
export const PICTURES: readonly string[] = ["image/png", "image/jpeg", "image/gif"];

const MOST_BYTES = 5 * 1024 * 1024;
const MOST_KEPT = 500;
const TIMEOUT_MS = 5_000;
/** As Slack's own servers introduce themselves (https://api.slack.com/robots). */
const AGENT = "Slack-ImgProxy (+https://api.slack.com/robots)";

/** Whether Slack's servers could fetch it: https, and neither this machine nor a private network. */
export const isPublicUrl = (url: string): boolean => {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const local = /^(localhost|.*\.(local|localhost|internal|lan|home|test|invalid))$/.test(hostname);
  const address = /^[\d.]+$/.test(hostname) || hostname.startsWith("[");
  return protocol === "https:" && hostname.includes(".") && !local && !address;
};

/** What was read, or nothing when it is too much. */
const readAtMost = async (response: Response, most: number): Promise<Uint8Array | undefined> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > most) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
};

/**
 * Pictures at public addresses, fetched by the workspace itself as Slack does: once for each address, whatever stands
 * there later. Nothing of the real Internet is asked: only origins in `reaches` answer, from where they lead to.
 */
export class WebPictures {
  /** "https://drm.example.com" -> "http://127.0.0.1:8080". */
  readonly reaches: Map<string, string>;
  /** Every address that was really fetched, in order. */
  readonly fetched: string[] = [];
  readonly #kept = new Map<string, WebPicture>();

  constructor(reaches: Readonly<Record<string, string>> = {}) {
    this.reaches = new Map(Object.entries(reaches));
  }

  /** What was fetched before. */
  kept(url: string): WebPicture | undefined {
    return this.#kept.get(url);
  }

  /** The picture at this address; undefined when Slack could not show one. */
  async fetch(url: string): Promise<WebPicture | undefined> {
    const before = this.#kept.get(url);
    if (before !== undefined) return before;
    const target = isPublicUrl(url) ? this.reaches.get(new URL(url).origin) : undefined;
    if (target === undefined) return undefined;
    this.fetched.push(url);
    const picture = await this.#ask(url, target);
    if (picture === undefined) return undefined;
    this.#kept.set(url, picture);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return picture;
  }

  async #ask(url: string, target: string): Promise<WebPicture | undefined> {
    const { pathname, search } = new URL(url);
    try {
      const response = await fetch(new URL(`${pathname}${search}`, target), {
        headers: { "user-agent": AGENT, accept: PICTURES.join(", ") },
        credentials: "omit",
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const type = (response.headers.get("content-type") ?? "").split(";")[0]?.trim() ?? "";
      if (response.status !== 200 || !PICTURES.includes(type)) {
        await response.body?.cancel();
        return undefined;
      }
      const bytes = await readAtMost(response, MOST_BYTES);
      if (bytes === undefined || mimetypeOf(bytes, "") !== type) return undefined;
      return { bytes, mimetype: type, ...sizeOf(bytes) };
    } catch (error) {
      // Whatever goes wrong on the way, Slack says the same of it.
      if (error instanceof Error) return undefined;
      throw error;
    }
  }
}
