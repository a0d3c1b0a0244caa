import { emojiOf } from "./emoji.ts";

/** Words with their look. Texts are as they will be read: nothing in them is markup any more. */
export type Inline =
  | { readonly t: "text"; readonly s: string }
  | { readonly t: "b" | "i" | "s"; readonly c: readonly Inline[] }
  | { readonly t: "code"; readonly s: string }
  | { readonly t: "link"; readonly href: string; readonly c: readonly Inline[] }
  | { readonly t: "user"; readonly id: string }
  | { readonly t: "room"; readonly id: string; readonly label: string }
  | { readonly t: "call"; readonly who: string }
  | {
      readonly t: "date";
      readonly atMs: number;
      readonly format: string;
      readonly href: string;
      readonly fallback: string;
    };

/** A part of a text that stands on lines of its own. */
export type Part =
  | { readonly t: "lines"; readonly lines: readonly (readonly Inline[])[] }
  | { readonly t: "quote"; readonly lines: readonly (readonly Inline[])[] }
  | { readonly t: "pre"; readonly s: string };

interface Hit {
  readonly node: Inline;
  readonly end: number;
}

/** Deeper styles than this are read as plain words. */
const DEPTH = 5;
/** A style that is not closed after this many characters is none. */
const REACH = 3000;
const STYLES: Readonly<Record<string, "b" | "i" | "s">> = { "*": "b", _: "i", "~": "s" };

/** &amp; &lt; &gt; as they are read. */
const unescapeText = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** An address a link may have; undefined for everything else, "javascript:" above all. */
export const safeHref = (url: string): string | undefined => {
  if (!URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return ["http:", "https:", "mailto:"].includes(protocol) ? href : undefined;
};

const dateOf = (content: string): Inline => {
  const [token = "", fallback = ""] = content.split("|");
  const [, seconds = "", format = "", href = ""] = token.split("^");
  const atMs = Number(seconds) * 1000;
  if (!Number.isFinite(atMs) || format === "") return { t: "text", s: unescapeText(fallback) };
  return { t: "date", atMs, format, href: safeHref(unescapeText(href)) ?? "", fallback: unescapeText(fallback) };
};

const angle = (content: string, depth: number): Inline => {
  const bar = content.indexOf("|");
  const target = bar < 0 ? content : content.slice(0, bar);
  const label = bar < 0 ? "" : content.slice(bar + 1);
  if (target.startsWith("@")) return { t: "user", id: target.slice(1) };
  if (target.startsWith("#")) return { t: "room", id: target.slice(1), label: unescapeText(label) };
  if (target.startsWith("!date^")) return dateOf(content);
  if (target.startsWith("!"))
    return { t: "call", who: unescapeText(label || target.slice(1).replace(/^subteam\^/, "")) };
  const href = safeHref(unescapeText(target));
  if (href === undefined) return { t: "text", s: unescapeText(label || target) };
  return { t: "link", href, c: label === "" ? [{ t: "text", s: unescapeText(target) }] : readInline(label, depth + 1) };
};

const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);
const isGap = (char: string | undefined): boolean => char === undefined || /[\s\u200b]/.test(char);

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

/** Links and code are whole: no style ends inside them. */
const skipWhole = (text: string, at: number): number => matchAt(/<[^<>\n]+>|`[^`\n]+`/y, text, at)?.[0].length ?? 1;

const styled = (text: string, at: number, depth: number): Hit | undefined => {
  const sign = text.charAt(at);
  const style = STYLES[sign];
  if (style === undefined || depth >= DEPTH || isWord(text[at - 1]) || isGap(text[at + 1])) return undefined;
  const limit = Math.min(text.length, at + REACH);
  for (let end = at + 1; end < limit; end += skipWhole(text, end)) {
    const closes = text[end] === sign && end > at + 1 && !isGap(text[end - 1]) && !isWord(text[end + 1]);
    if (closes) return { node: { t: style, c: readInline(text.slice(at + 1, end), depth + 1) }, end: end + 1 };
  }
  return undefined;
};

const tokenAt = (text: string, at: number, depth: number): Hit | undefined => {
  const char = text.charAt(at);
  if (char === "<") {
    const found = matchAt(/<([^<>\n]+)>/y, text, at);
    return found === null ? undefined : { node: angle(found[1] ?? "", depth), end: at + found[0].length };
  }
  if (char === "`") {
    const found = matchAt(/`([^`\n]+)`/y, text, at);
    return found === null
      ? undefined
      : { node: { t: "code", s: plainWords(found[1] ?? "") }, end: at + found[0].length };
  }
  if (char === ":") {
    const found = matchAt(/:([a-z0-9_+-]+):/y, text, at);
    const sign = found === null ? undefined : emojiOf(found[1] ?? "");
    return found === null || sign === undefined
      ? undefined
      : { node: { t: "text", s: sign }, end: at + found[0].length };
  }
  return styled(text, at, depth);
};

/** In code, links and mentions are words. */
const plainWords = (text: string): string =>
  unescapeText(
    text.replaceAll(/<([^<>|\n]+)(?:\|([^<>\n]*))?>/g, (_all, target: string, label?: string) => label || target),
  );

/** One line of mrkdwn (https://docs.slack.dev/messaging/formatting-message-text). */
export const readInline = (text: string, depth = 0): readonly Inline[] => {
  const out: Inline[] = [];
  let from = 0;
  const plain = (to: number): void => {
    if (to > from) out.push({ t: "text", s: unescapeText(text.slice(from, to)) });
  };
  for (let at = 0; at < text.length; ) {
    const hit = tokenAt(text, at, depth);
    if (hit === undefined) {
      at += 1;
      continue;
    }
    plain(at);
    out.push(hit.node);
    from = hit.end;
    at = hit.end;
  }
  plain(text.length);
  return out;
};

const partsOf = (text: string): readonly Part[] => {
  const parts: { t: "lines" | "quote"; lines: (readonly Inline[])[] }[] = [];
  for (const line of text.split("\n")) {
    const quoted = /^(?:&gt;|>)\s?(.*)$/.exec(line);
    const t = quoted === null ? "lines" : "quote";
    const inline = readInline(quoted === null ? line : (quoted[1] ?? ""));
    const last = parts.at(-1);
    if (last?.t === t) last.lines.push(inline);
    else parts.push({ t, lines: [inline] });
  }
  return parts;
};

/** A mrkdwn text -> its parts, top to bottom. */
export const readMrkdwn = (text: string): readonly Part[] =>
  text.split(/\n?```\n?([\s\S]+?)\n?```\n?/).flatMap((piece, place): readonly Part[] => {
    if (place % 2 === 1) return [{ t: "pre", s: plainWords(piece) }];
    return piece === "" ? [] : partsOf(piece);
  });

const wordsOf = (inline: Inline, nameOf: (id: string) => string): string => {
  switch (inline.t) {
    case "text":
    case "code":
      return inline.s;
    case "user":
      return `@${nameOf(inline.id)}`;
    case "room":
      return `#${inline.label || nameOf(inline.id)}`;
    case "call":
      return `@${inline.who}`;
    case "date":
      return inline.fallback;
    default:
      return inline.c.map((one) => wordsOf(one, nameOf)).join("");
  }
};

/** A mrkdwn text as plain words: for screen readers and titles. */
export const readAloud = (text: string, nameOf: (id: string) => string): string =>
  readMrkdwn(text)
    .map((part) =>
      part.t === "pre" ? part.s : part.lines.map((line) => line.map((one) => wordsOf(one, nameOf)).join("")).join(" "),
    )
    .join(" ");
