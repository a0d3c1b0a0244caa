import type { DemoLine } from "./log-lines.ts";

/** A complaint as Loki writes it. */
export class LogqlError extends Error {}

/** Streams and lines that are meant. */
export type LogSelector = (line: DemoLine) => boolean;

/** A query of lines, or one that counts them. */
export type Logql =
  | { readonly kind: "lines"; readonly select: LogSelector }
  | {
      readonly kind: "count";
      readonly select: LogSelector;
      readonly by: readonly string[];
      readonly rangeNs: bigint;
      readonly offsetNs: bigint;
    };

/** Labels of the stream that a line is in. */
export const labelsOf = ({ host, program }: DemoLine): Readonly<Record<string, string>> => ({
  env: "prod",
  job: "shop",
  host,
  app: program,
});

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
};

/** Reads from left to right; what does not fit is a syntax error with its place. */
class Reader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Spaces, and comments to the end of their line. */
  skipSpaces(): void {
    while (/\s/.test(this.text.charAt(this.at))) this.at += 1;
    if (this.text.charAt(this.at) !== "#") return;
    while (this.at < this.text.length && this.text.charAt(this.at) !== "\n") this.at += 1;
    this.skipSpaces();
  }

  take(pattern: RegExp): string | undefined {
    this.skipSpaces();
    const sticky = new RegExp(pattern.source, "y");
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  require(pattern: RegExp): string {
    const found = this.take(pattern);
    if (found === undefined) throw this.wrong();
    return found;
  }

  wrong(): LogqlError {
    const before = this.text.slice(0, this.at).split("\n");
    const next = /^\w/.test(this.text.slice(this.at))
      ? "IDENTIFIER"
      : JSON.stringify(this.text.charAt(this.at) || "$end");
    const place = `line ${before.length}, col ${(before.at(-1) ?? "").length + 1}`;
    return new LogqlError(`parse error at ${place}: syntax error: unexpected ${next}`);
  }

  string(): string {
    const raw = this.take(/`[^`]*`/);
    if (raw !== undefined) return raw.slice(1, -1);
    const quoted = this.require(/"(?:[^"\\\n]|\\.)*"/);
    try {
      return String(JSON.parse(quoted));
    } catch {
      throw new LogqlError("parse error: invalid syntax");
    }
  }

  duration(): bigint {
    const text = this.require(/(?:\d+(?:ns|us|ms|[smhd]))+/);
    return [...text.matchAll(/(\d+)(ns|us|ms|[smhd])/g)].reduce(
      (sum, [, count = "0", unit = ""]) => sum + BigInt(count) * (UNITS[unit] ?? 0n),
      0n,
    );
  }
}

const regexOf = (source: string, whole: boolean): RegExp => {
  try {
    return new RegExp(whole ? `^(?:${source})$` : source.replace(/^\(\?i\)/, ""), source.startsWith("(?i)") ? "i" : "");
  } catch {
    throw new LogqlError(`error parsing regexp: ${source}`);
  }
};

const matcherOf = (reader: Reader): { readonly fits: LogSelector; readonly holds: boolean } => {
  const name = reader.require(/[A-Za-z_]\w*/);
  const operator = reader.require(/=~|!~|!=|=/);
  const value = reader.string();
  const regex = operator.endsWith("~") ? regexOf(value, true) : undefined;
  const fits = (line: DemoLine): boolean => {
    const found = labelsOf(line)[name] ?? "";
    return (regex ? regex.test(found) : found === value) !== operator.startsWith("!");
  };
  const emptyFits = (regex ? regex.test("") : value === "") !== operator.startsWith("!");
  return { fits, holds: !emptyFits };
};

const NO_MATCHER =
  'parse error : queries require at least one regexp or equality matcher that does not have an empty-compatible value. For instance, app=~".*" does not meet this requirement, but app=~".+" will';

const streamsOf = (reader: Reader): LogSelector => {
  reader.require(/\{/);
  const matchers: ReturnType<typeof matcherOf>[] = [];
  while (reader.take(/\}/) === undefined) {
    if (matchers.length > 0) reader.require(/,/);
    matchers.push(matcherOf(reader));
  }
  if (!matchers.some(({ holds }) => holds)) throw new LogqlError(NO_MATCHER);
  return (line) => matchers.every(({ fits }) => fits(line));
};

/** Streams and filters of lines; other stages of a pipeline are more than this stand-in knows. */
const linesOf = (reader: Reader): LogSelector => {
  const parts: LogSelector[] = [streamsOf(reader)];
  for (;;) {
    const operator = reader.take(/\|=|!=|\|~|!~/);
    if (operator === undefined) return (line) => parts.every((part) => part(line));
    const words = reader.string();
    const regex = operator.endsWith("~") ? regexOf(words, false) : undefined;
    parts.push((line) => (regex ? regex.test(line.text) : line.text.includes(words)) !== operator.startsWith("!"));
  }
};

const labelsIn = (reader: Reader): readonly string[] => {
  reader.require(/\(/);
  const labels = [reader.require(/[A-Za-z_]\w*/)];
  while (reader.take(/,/) !== undefined) labels.push(reader.require(/[A-Za-z_]\w*/));
  reader.require(/\)/);
  return labels;
};

const countOf = (reader: Reader): Logql => {
  const by = reader.take(/by\b/) === undefined ? [] : labelsIn(reader);
  reader.require(/\(/);
  reader.require(/count_over_time/);
  reader.require(/\(/);
  const select = linesOf(reader);
  reader.require(/\[/);
  const rangeNs = reader.duration();
  reader.require(/\]/);
  const offsetNs = reader.take(/offset\b/) === undefined ? 0n : reader.duration();
  reader.require(/\)/);
  reader.require(/\)/);
  return { kind: "count", select, by, rangeNs, offsetNs };
};

/** LogQL as far as counting goes: `{…} |= "…"` and `sum [by (…)] (count_over_time(… [5m] offset 1h))`. Throws LogqlError. */
export const parseLogql = (text: string): Logql => {
  const reader = new Reader(text);
  const counts = reader.take(/sum\b/) !== undefined;
  const query: Logql = counts ? countOf(reader) : { kind: "lines", select: linesOf(reader) };
  reader.skipSpaces();
  if (reader.at < text.length) throw reader.wrong();
  return query;
};
