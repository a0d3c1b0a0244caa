import { LINK_PARAMETER } from "./links.ts";
import { unreadable } from "./own-page.ts";
import type { ScreenTheme } from "./posting.ts";

const MOST_COMMENT = 500;
const MOST_QUERY = 4_000;
const MOST_HIDDEN = 500;
const MOST_NAME = 1_000;

/** What a live page asks to post; `spec` is a chart only when its seal fits. */
export interface AskedSnapshot {
  readonly spec: unknown;
  readonly seal: string;
  readonly query: URLSearchParams;
  readonly hidden: readonly string[];
  readonly channel: string;
  readonly comment: string;
  readonly theme: ScreenTheme | undefined;
  /** The page's own name for this press; "" from pages of before. */
  readonly press: string;
}

const textOf = (value: unknown, what: string, most: number): string => {
  if (typeof value === "string" && value.length <= most) return value;
  throw unreadable(`${what} is no text or too long`);
};

const readComment = (value: unknown): string => {
  const text = typeof value === "string" ? value.trim() : "";
  if (text.length <= MOST_COMMENT) return text;
  throw unreadable("a comment too long", `The comment is too long: at most ${MOST_COMMENT} characters, please.`);
};

const readHidden = (value: unknown = []): readonly string[] => {
  if (!Array.isArray(value) || value.length > MOST_HIDDEN) throw unreadable("hidden series are no list");
  return value.map((name) => textOf(name, "the name of a series", MOST_NAME));
};

/** The body of such a request. Throws Failure("usage") for what cannot be meant. */
export const readAskedSnapshot = (body: unknown): AskedSnapshot => {
  if (typeof body !== "object" || body === null) throw unreadable("a snapshot without a body");
  const given: Readonly<Record<string, unknown>> = { ...body };
  const query = new URLSearchParams(textOf(given.query ?? "", "the query", MOST_QUERY));
  query.delete(LINK_PARAMETER);
  return {
    query,
    spec: given.spec,
    seal: textOf(given.seal, "the seal", 100),
    hidden: readHidden(given.hidden),
    channel: textOf(given.channel, "the channel", 100),
    comment: readComment(given.comment),
    theme: given.theme === "light" || given.theme === "dark" ? given.theme : undefined,
    press: textOf(given.press ?? "", "the name of the press", 64),
  };
};
