import { usage } from "../core/args.ts";
import { Failure, toFailure } from "../core/failure.ts";
import type { Clock } from "../core/log.ts";
import { type LogCount, type LogLine, type LogQuestion, MOST_LOG_GROUPS } from "../core/measure.ts";
import { countOf, formatDuration } from "../core/number-words.ts";
import { type Bins, binAt, binsOf, without } from "./log-bins.ts";

/** A line as sources that only list lines tell it. */
export interface PagedLine extends LogLine {
  /** The same line has the same one on every page. */
  readonly id?: string | undefined;
  readonly program?: string | undefined;
  readonly severity?: string | undefined;
}

/** Some lines of a range; pages go from one end of it to the other. */
export interface LogPage<C> {
  /** In any order; one that stands on two pages is counted once by its id. */
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
  /** Whether there is any line in that time, whatever it holds. */
  isAny(question: LogQuestion): Promise<boolean>;
}

/** No page is begun when it would end after this, as long as the slowest one takes. */
const TOTAL_MS = 10_000;
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

/** A stretch of time that some lines are from. */
interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** How far reading came, from which end. */
interface Looked {
  readonly oldestFirst: boolean;
  readonly untilMs: number;
}

/** Everything that was read so far: stretch and group of each line, and the newest lines. */
interface Seen {
  readonly ids: Set<string>;
  readonly places: number[];
  readonly names: string[];
  newest: readonly LogLine[];
  pages: number;
  /** Times of the lines of each page that had any. */
  readonly spans: Span[];
  /** What a source said of it itself. */
  lookedFromMs: number | undefined;
}

const isNew = ({ id }: PagedLine, { ids }: Seen): boolean => {
  if (id === undefined) return true;
  const before = ids.size;
  return ids.add(id).size > before;
};

const spanOf = (lines: readonly LogLine[]): Span =>
  lines.reduce((span, { atMs }) => ({ fromMs: Math.min(span.fromMs, atMs), toMs: Math.max(span.toMs, atMs) }), {
    fromMs: Number.POSITIVE_INFINITY,
    toMs: Number.NEGATIVE_INFINITY,
  });

const take = <C>(page: LogPage<C>, bins: Bins, field: Field | undefined, seen: Seen): void => {
  const lines = page.lines.filter((line) => isNew(line, seen));
  for (const line of lines) {
    seen.places.push(Math.min(bins.timesMs.length - 1, Math.max(0, binAt(bins, line.atMs))));
    if (field) seen.names.push(line[field] || without(field));
  }
  if (lines.length > 0) seen.spans.push(spanOf(lines));
  if (page.lookedFromMs !== undefined)
    seen.lookedFromMs = Math.min(page.lookedFromMs, seen.lookedFromMs ?? page.lookedFromMs);
  const newest = [...seen.newest, ...lines].sort((a, b) => b.atMs - a.atMs).slice(0, MOST_LINES);
  seen.newest = newest.map(({ atMs, text, host }) => ({ atMs, text, host }));
  seen.pages += 1;
};

/** Whether pages came from the oldest on: as they follow each other; of a lone one, the end of the range that it is nearer to. */
const isOldestFirst = (spans: readonly Span[], { fromMs, toMs }: LogQuestion): boolean => {
  const [first, last] = [spans[0], spans.at(-1)];
  if (!first || !last) return false;
  if (first !== last) return last.toMs > first.toMs;
  return first.fromMs - fromMs < toMs - first.toMs;
};

/** Which part of the range was looked at when reading stopped, and whether it began at the oldest end. */
const lookedAt = ({ spans, lookedFromMs }: Seen, question: LogQuestion): Looked => {
  const oldestFirst = lookedFromMs === undefined && isOldestFirst(spans, question);
  if (oldestFirst) return { oldestFirst, untilMs: Math.max(...spans.map(({ toMs }) => toMs)) };
  const from = Math.min(question.toMs, lookedFromMs ?? question.toMs, ...spans.map(({ fromMs }) => fromMs));
  return { oldestFirst, untilMs: from };
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

/** null where nobody looked, or not at all of it; where reading began there is always a number. */
const valuesOf = (
  places: readonly number[],
  { timesMs, stepMs }: Bins,
  looked: Looked | undefined,
): LogCount["values"] => {
  const counts = timesMs.map(() => 0);
  for (const place of places) counts[place] = (counts[place] ?? 0) + 1;
  if (looked === undefined) return counts;
  const { oldestFirst, untilMs } = looked;
  const begun = oldestFirst ? 0 : timesMs.length - 1;
  return counts.map((count, index) => {
    const atMs = timesMs[index] ?? 0;
    const whole = oldestFirst ? atMs + stepMs <= untilMs : atMs > untilMs;
    return whole || index === begun ? count : null;
  });
};

const groupsOf = ({ places, names }: Seen, bins: Bins, looked: Looked | undefined): LogCount["groups"] => {
  const own = new Map<string, number[]>();
  for (const [index, name] of names.entries()) {
    const list = own.get(name) ?? [];
    list.push(places[index] ?? 0);
    own.set(name, list);
  }
  return [...own]
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST_LOG_GROUPS)
    .map(([name, at]) => ({ name, count: at.length, values: valuesOf(at, bins, looked) }));
};

/** What has to be known about names and their shares. */
const namesWords = (field: Field | undefined, { names }: Seen, stopped: string | undefined): readonly string[] => {
  const many = new Set(names).size;
  return [
    ...(field === undefined || stopped === undefined ? [] : [`by ${field}: of these lines alone`]),
    ...(many > MOST_LOG_GROUPS ? [`the ${MOST_LOG_GROUPS} largest of ${countOf(many, field ?? "name")}`] : []),
  ];
};

const isSilent = async <C>(pages: LogPages<C>, question: LogQuestion): Promise<boolean> => {
  try {
    return !(await pages.isAny(question));
  } catch (error) {
    // The answer itself is known: what cannot be asked besides is not said.
    if (error instanceof Failure) return false;
    throw error;
  }
};

/**
 * Counts lines where a service only lists them, page by page: exact when the whole range was listed, else at least so
 * many, with why. Failures are those of the first page.
 */
export const countPages = async <C>(pages: LogPages<C>, question: LogQuestion): Promise<LogCount> => {
  const field = requireField(question.by, pages.service);
  const bins = binsOf(question);
  const seen: Seen = {
    ...{ ids: new Set(), places: [], names: [], newest: [], pages: 0, spans: [] },
    lookedFromMs: undefined,
  };
  const stopped = await readAll(pages, question, bins, field, seen);
  const looked = stopped === undefined ? undefined : lookedAt(seen, question);
  const count = seen.places.length;
  const read = `${countOf(seen.pages, "page")}, ${countOf(count, "line")} read`;
  const silent = count === 0 && stopped === undefined && (await isSilent(pages, question));
  return {
    count,
    exact: stopped === undefined,
    how: [read, ...(stopped === undefined ? [] : [stopped]), ...namesWords(field, seen, stopped)].join("; "),
    ...bins,
    values: valuesOf(seen.places, bins, looked),
    groups: field === undefined ? [] : groupsOf(seen, bins, looked),
    lines: seen.newest,
    ...(silent ? { silent: "" } : {}),
  };
};
