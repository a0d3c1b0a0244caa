import { usage } from "../../core/args.ts";

/** A Go string holds what JSON.stringify writes, but for halves of surrogate pairs. */
const quoted = (text: string): string => JSON.stringify(text.toWellFormed());

const PHRASES = /(?:^|\s+)(?:AND\s+)?(NOT\s+)?"((?:[^"\\]|\\.)+)"/g;

/** Phrases in quotes are in a line together, or not in it behind NOT; other words are looked for as they stand. */
const filtersOf = (said: string): string => {
  const phrases = [...said.matchAll(PHRASES)];
  if (phrases.map(([all]) => all).join("") !== said) return `|= ${quoted(said)}`;
  return phrases
    .map(([, not, phrase = ""]) => `${not === undefined ? "|=" : "!="} ${quoted(phrase.replace(/\\(["\\])/g, "$1"))}`)
    .join(" ");
};

/** Begins with streams, quotes and brackets within quotes left alone. */
const STREAMS = /^\{(?:[^}"`]|"(?:[^"\\]|\\.)*"|`[^`]*`)*\}/;

/** Whether it names streams and nothing else. */
export const isStreams = (text: string): boolean => STREAMS.exec(text)?.[0] === text && !/^\{\s*\}$/.test(text);

/** What counts or measures lines already: "sum by (host) (count_over_time({…} [5m]))". */
const MEASURES = /^[a-z_0-9]+\s*(?:(?:by|without)\s*\([^)]*\)\s*)?\(.*\{.*\[/s;

/** Of LogQL the streams that it looks into: '{app="web"} |= "502"' -> '{app="web"}'. */
export const streamsOf = (logs: string): string => STREAMS.exec(logs)?.[0] ?? logs;

/**
 * Plain words or LogQL -> the lines that are meant, in LogQL: `502` in {env="prod"} is `{env="prod"} |= "502"`. Throws
 * Failure("usage") for words without a selector, and for what is no query of lines. https://grafana.com/docs/loki/latest/query/log_queries/
 */
export const selected = (text: string, selector: string | undefined): string => {
  const said = text.trim();
  if (said.startsWith("{")) return said;
  if (MEASURES.test(said))
    throw usage(
      "a query that counts already",
      'I count the lines myself: write only which ones, like {app="web"} |= "502". A query that counts already is one for /graph.',
    );
  if (selector !== undefined) return `${selector} ${filtersOf(said)}`;
  throw usage(
    "plain words without LOKI_SELECTOR",
    `I do not know in which of Loki's streams to look. Write LogQL, like {app="web"} ${filtersOf(said)}, or have whoever runs me set LOKI_SELECTOR.`,
  );
};

/** A label to count by. Throws Failure("usage") for what is none. */
export const requireLabel = (by: string): string => {
  if (/^[A-Za-z_]\w{0,127}$/.test(by)) return by;
  throw usage(`no label ${by}`, `"${by}" is not a label in Loki: letters, digits and _ only.`);
};

/** How many lines, as LogQL; on a line of its own so that a comment in the query ends before it. */
export const counting = (logs: string, rangeMs: number, by?: string, offsetNs?: bigint): string => {
  const offset = offsetNs === undefined ? "" : ` offset ${offsetNs}ns`;
  return `sum${by === undefined ? "" : ` by (${by}) `}(count_over_time(${logs}\n[${rangeMs}ms]${offset}))`;
};
