import { type Arg, usage, wordsArg } from "./args.ts";
import type { Matcher } from "./match.ts";
import { type Ahead, durationMsOf, splitAhead } from "./time/ahead.ts";
import type { RangeContext } from "./time/range.ts";

/** What to keep quiet, when and why. */
export interface MuteWords {
  readonly match: Matcher;
  readonly ahead: Ahead;
  readonly because: string;
}

const LONGEST_MS = 31 * 86_400_000;
const MOST_CHARS = 400;
const TOKEN = /([\p{L}_][\p{L}\p{N}_.-]*):(?!\/\/)(?:"([^"]*)"|(\S+))|"([^"]+)"|(\S+)/gu;
const SAME: Readonly<Record<string, string>> = { sev: "severity", src: "source", app: "service" };

/** `host:web* severity:critical|error "connection refused" 502s` -> conditions that must all hold. */
const parseMatcher = (text: string): Matcher => {
  const labels: Record<string, string | readonly string[]> = {};
  const words: string[] = [];
  for (const [, name, quoted, plain, phrase, word] of text.matchAll(TOKEN)) {
    const value = quoted ?? plain;
    if (name !== undefined && value !== undefined) {
      const globs = value.split("|").filter(Boolean);
      labels[SAME[name.toLowerCase()] ?? name] = globs.length === 1 ? (globs[0] ?? "") : globs;
    } else words.push(phrase ?? word ?? "");
  }
  return {
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
    ...(words.length > 0 ? { words } : {}),
  };
};

const splitReason = (text: string): { readonly rest: string; readonly because: string } => {
  const [, rest = text, because = ""] = /^(.*?)[,;:]?\s+(?:because|bc|reason:?|—|#)\s+(.*)$/is.exec(text) ?? [];
  return { rest: rest.trim(), because: because.trim() };
};

const requireAhead = (ahead: Ahead | undefined): Ahead => {
  if (!ahead)
    throw usage("no time given", 'For how long? For example "2h", "until tomorrow 9:00" or "sat 22:00 - 23:30".');
  if (ahead.toMs - ahead.fromMs > LONGEST_MS)
    throw usage(
      "a mute of more than a month",
      "That is longer than 31 days. A mute that nobody remembers hides the next real problem.",
    );
  return ahead;
};

const argOf = <T>(usageText: string, parse: (text: string, context: RangeContext) => T): Arg<T> =>
  wordsArg(usageText, (text, context) => parse(text.replace(/\p{Cc}+/gu, " ").trim(), context), { most: MOST_CHARS });

/** `<words|label:…> <how long> because …` */
export const muteWords = (): Arg<MuteWords> =>
  argOf("<words|label:…> <how long> because <why>", (text, context) => {
    const { rest, because } = splitReason(text);
    const { before, ahead } = splitAhead(rest, context);
    const time = requireAhead(ahead);
    if (because === "")
      throw usage("no reason given", 'Why? Say it after "because": whoever reads the report will want to know.');
    if (before === "")
      throw usage(
        "nothing to mute",
        'What shall be quiet? Words of its title, or a label like host:web1. "everything" for all of it.',
      );
    const match = /^(?:everything|all alerts)$/i.test(before) ? {} : parseMatcher(before);
    return { match, ahead: time, because };
  });

/** Planned work on services, and when. */
export interface MaintenanceWords {
  readonly services: readonly string[];
  readonly ahead: Ahead;
  readonly because: string;
}

const PAGER_ID = /^P[A-Z0-9]{5,13}$/;

/** `"Checkout API", payments` -> each; ids of the pager need no commas. */
const servicesOf = (text: string): readonly string[] => {
  const plain = text.replace(/^(?:of|for|on)\s+/i, "");
  const bare = plain.includes(",") ? plain.replace(/\s+and\s+(?=[^,"]+$)/i, ", ") : plain;
  const tokens = bare.split(/[\s,]+/).filter(Boolean);
  if (tokens.length > 1 && tokens.every((token) => PAGER_ID.test(token))) return [...new Set(tokens)];
  const names = [...bare.matchAll(/(?:service:)?"([^"]+)"|[^,"]+/gi)]
    .map(([all, quoted]) => (quoted ?? all.replace(/^\s*(?:and\s+)?(?:service:)?/i, "")).trim())
    .filter((name) => name !== "" && !/^(?:and|&|service:)$/i.test(name));
  return [...new Set(names)];
};

/** The time at the end, or a length at the beginning: "60 PABC123 PDEF456", a number alone is minutes. */
const splitWork = (text: string, context: RangeContext): { readonly before: string; readonly ahead: Ahead } => {
  const { before, ahead } = splitAhead(text, context);
  const [, length = "", rest = ""] = /^(\S+)\s+(.+)$/s.exec(text) ?? [];
  const lasts = /^\d{1,5}$/.test(length) ? Number(length) * 60_000 : durationMsOf(length);
  if (ahead || !lasts) return { before, ahead: requireAhead(ahead) };
  return { before: rest, ahead: requireAhead({ fromMs: context.nowMs, toMs: context.nowMs + lasts }) };
};

/** `<service>[, <service>…] <when> [because …]`; services may be quoted. */
export const maintenanceWords = (): Arg<MaintenanceWords> =>
  argOf("<service>[, <service>…] <when> [because …]", (text, context) => {
    const { rest, because } = splitReason(text);
    const { before, ahead } = splitWork(rest, context);
    const services = servicesOf(before);
    if (services.length === 0) throw usage("no service given", "Maintenance of which service?");
    return { services, ahead, because: because || "planned maintenance" };
  });

/** `[words|label:…]`: all when nothing is given. */
export const matcherWords = (usageText = "[words|label:…]"): Arg<Matcher> => argOf(usageText, parseMatcher);

/** `[mine|all]`: true for the asker's own. */
export const whoseWords = (): Arg<boolean> =>
  argOf("[mine|all]", (text) => {
    const word = text.trim().toLowerCase();
    if (["mine", "my", "me"].includes(word)) return true;
    if (["", "all"].includes(word)) return false;
    throw usage(`mutes of ${word}`, 'Whose? "alerts mutes mine" lists yours, "alerts mutes" all of them.');
  });
