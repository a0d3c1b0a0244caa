import { usage } from "../core/args.ts";
import { toFailure } from "../core/failure.ts";
import type { Clock } from "../core/log.ts";
import type { LogCount, LogLine, LogQuestion } from "../core/measure.ts";
import { countOf, formatDuration } from "../core/number-words.ts";
import { type Bins, binAt, binsOf, without } from "./log-bins.ts";

/** A line as sources that only list lines tell it. */
export interface PagedLine extends LogLine {
  readonly program?: string | undefined;
  readonly severity?: string | undefined;
}

/** Some lines of a range, the newest pages first. */
export interface LogPage<C> {
  /** In any order; none twice. */
  readonly lines: readonly PagedLine[];
  /** Where the next page begins; undefined: everything was seen that is there. */
  readonly next: C | undefined;
  /** Everything from this moment on was looked at, when the source says so. On the last page: nothing older is kept. */
  readonly lookedFromMs?: number | undefined;
}

/** How lines are listed, and how much of it may be done for one count. */
export interface LogPages<C> {
  readonly service: string;
  readonly clock: Clock;
  /** Most pages. */
  readonly most: number;
  read(question: LogQuestion, cursor: C | undefined): Promise<LogPage<C>>;
}

/** No page is begun when it would end after this, as long as the slowest one takes. */
const TOTAL_MS = 10_000;
const MOST_GROUPS = 50;
const MOST_LINES = 3;
/** Lists begin at whole seconds, and not always where they were asked to. */
const SLACK_MS = 10 * 60_000;
const FIELDS = ["host", "program", "severity"] as const;

type Field = (typeof FIELDS)[number];

const requireField = (by: string | undefined, service: string): Field | undefined => {
  const field = FIELDS.find((name) => name === by);
  if (by === undefined || field) return field;
  throw usage(`no field ${by}`, `${service} lines can be counted by host, program or severity, not by "${by}".`);
};

/** Everything that was read so far: stretch and group of each line, and the newest lines. */
interface Seen {
  readonly places: number[];
  readonly names: string[];
  newest: readonly LogLine[];
  pages: number;
  lookedFromMs: number;
}

const take = <C>({ lines, lookedFromMs }: LogPage<C>, bins: Bins, field: Field | undefined, seen: Seen): void => {
  for (const line of lines) {
    const place = Math.min(bins.timesMs.length - 1, Math.max(0, binAt(bins, line.atMs)));
    seen.places.push(place);
    if (field) seen.names.push(line[field] || without(field));
    seen.lookedFromMs = Math.min(seen.lookedFromMs, line.atMs);
  }
  seen.lookedFromMs = Math.min(seen.lookedFromMs, lookedFromMs ?? seen.lookedFromMs);
  const newest = [...seen.newest, ...lines].sort((a, b) => b.atMs - a.atMs).slice(0, MOST_LINES);
  seen.newest = newest.map(({ atMs, text, host }) => ({ atMs, text, host }));
  seen.pages += 1;
};

/** What a source that forgets could not tell any more. */
const unkept = <C>({ lookedFromMs }: LogPage<C>, { fromMs }: LogQuestion): string | undefined =>
  lookedFromMs === undefined || lookedFromMs - fromMs < SLACK_MS
    ? undefined
    : `the first ${formatDuration(lookedFromMs - fromMs)} are not kept any more`;

/** Why reading ended before everything was seen; undefined when it did not. */
const readAll = async <C>(
  { clock, most, read }: LogPages<C>,
  question: LogQuestion,
  bins: Bins,
  field: Field | undefined,
  seen: Seen,
): Promise<string | undefined> => {
  const startMs = clock();
  let cursor: C | undefined;
  let slowestMs = 0;
  while (seen.pages < most) {
    const begunMs = clock();
    if (seen.pages > 0 && begunMs - startMs + slowestMs > TOTAL_MS) return "stopped after 10 s";
    let page: LogPage<C>;
    try {
      page = await read(question, cursor);
    } catch (error) {
      if (seen.pages === 0) throw error;
      return `stopped there: ${toFailure(error).tell ?? "the next page failed"}`.replace(/\.$/, "");
    }
    slowestMs = Math.max(slowestMs, clock() - begunMs);
    take(page, bins, field, seen);
    if (page.next === undefined) return unkept(page, question);
    cursor = page.next;
  }
  return `stopped after ${countOf(most, "page")}`;
};

const valuesOf = (places: readonly number[], { timesMs }: Bins, lookedFromMs: number): LogCount["values"] => {
  const counts = timesMs.map(() => 0);
  for (const place of places) counts[place] = (counts[place] ?? 0) + 1;
  const last = timesMs.length - 1;
  return counts.map((count, index) => ((timesMs[index] ?? 0) > lookedFromMs || index === last ? count : null));
};

const groupsOf = ({ places, names }: Seen, bins: Bins, lookedFromMs: number): LogCount["groups"] => {
  const own = new Map<string, number[]>();
  for (const [index, name] of names.entries()) {
    const list = own.get(name) ?? [];
    list.push(places[index] ?? 0);
    own.set(name, list);
  }
  return [...own]
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST_GROUPS)
    .map(([name, at]) => ({ name, count: at.length, values: valuesOf(at, bins, lookedFromMs) }));
};

/**
 * Counts lines where a service only lists them, the newest pages first: exact when the whole range was listed, else at
 * least so many, with why. Failures are those of the first page.
 */
export const countPages = async <C>(pages: LogPages<C>, question: LogQuestion): Promise<LogCount> => {
  const field = requireField(question.by, pages.service);
  const bins = binsOf(question);
  const seen: Seen = { places: [], names: [], newest: [], pages: 0, lookedFromMs: question.toMs };
  const stopped = await readAll(pages, question, bins, field, seen);
  const lookedFromMs = stopped === undefined ? Number.NEGATIVE_INFINITY : seen.lookedFromMs;
  const read = `${countOf(seen.pages, "page")}, ${countOf(seen.places.length, "line")} read`;
  return {
    count: seen.places.length,
    exact: stopped === undefined,
    how: [read, ...(stopped === undefined ? [] : [stopped])].join("; "),
    ...bins,
    values: valuesOf(seen.places, bins, lookedFromMs),
    groups: field === undefined ? [] : groupsOf(seen, bins, lookedFromMs),
    lines: seen.newest,
  };
};
