import type { Person } from "../fact.ts";
import { AFTER_MS, asked, bothRanges, clockSpan, createdIn, pagesWindow } from "./asked.ts";
import { type Days, daysOf, zeros } from "./days.ts";
import { median, summarize } from "./durations.ts";
import { matchPeople, type Narrowed, narrow } from "./filter.ts";
import { type DayPart, type Interruption, interruptionsIn } from "./interruptions.ts";
import { nightsOf } from "./nights.ts";
import { onCallTimes } from "./on-call-time.ts";
import type { PersonSheet } from "./person-types.ts";
import { responses } from "./response-people.ts";
import { createRoster, type Roster, type Someone, whoOf } from "./roster.ts";
import type { Span } from "./rows.ts";
import { lengthOf } from "./spans.ts";
import type { Statistic } from "./statistic.ts";

const MOST_LISTED = 20;
/** With fewer others a median would tell who they are. */
const FEWEST_OTHERS = 3;

type Numbers = Omit<PersonSheet, "range" | "previousRange" | "asOfMs" | "sinceMs" | "notes" | "read">;

const NOTHING: Numbers = {
  who: null,
  oncallMs: 0,
  pages: 0,
  sleep: 0,
  business: 0,
  off: 0,
  previous: { pages: 0, sleep: 0, nights: 0, oncallMs: 0 },
  nights: null,
  days: [],
  unknownDays: 0,
  perDay: [],
  acked: 0,
  resolved: 0,
  ackTime: summarize([]),
  othersMedianPages: null,
  pagesList: [],
};

const inPart = (pages: readonly Interruption[], wanted: DayPart): number =>
  pages.filter(({ part }) => part === wanted).length;

const onCallMs = ({ duties }: Narrowed, roster: Roster, me: Someone, clip: Span): number =>
  lengthOf(onCallTimes(duties, roster, clip).get(me) ?? []);

const byDay = (pages: readonly Interruption[], days: Days): PersonSheet["perDay"] => {
  const [all, asleep] = [zeros(days.names.length), zeros(days.names.length)];
  for (const { atMs, part } of pages) {
    const day = days.indexOf(atMs);
    all[day] = (all[day] ?? 0) + 1;
    if (part === "sleep") asleep[day] = (asleep[day] ?? 0) + 1;
  }
  return all.map((count, day) => ({ pages: count, sleep: asleep[day] ?? 0 }));
};

/** Median of pages over everybody else who was on a schedule or paged. */
const othersMedian = (everybody: Narrowed, roster: Roster, me: Someone, range: Span): number | null => {
  const pages = new Map<Someone, number>();
  for (const person of onCallTimes(everybody.duties, roster, range).keys()) pages.set(person, 0);
  for (const { person } of interruptionsIn(everybody.facts, roster, [range])[0] ?? [])
    pages.set(person, (pages.get(person) ?? 0) + 1);
  pages.delete(me);
  return pages.size < FEWEST_OTHERS ? null : median([...pages.values()]);
};

const listOf = (pages: readonly Interruption[], { incidents }: Narrowed): PersonSheet["pagesList"] => {
  const newest = pages.slice(-MOST_LISTED).reverse();
  const keys = new Set(newest.map(({ fact }) => fact.incidentKey));
  const titles = new Map(
    incidents.filter(({ key }) => keys.has(key)).map((one) => [`${one.source}:${one.key}`, one.title]),
  );
  return newest.map(({ atMs, part, fact }) => {
    const title = titles.get(`${fact.source}:${fact.incidentKey}`) ?? "";
    return { atMs, service: fact.service, title, part };
  });
};

const sheetOf = (
  left: Narrowed,
  everybody: Narrowed,
  roster: Roster,
  me: Someone,
  head: {
    readonly range: PersonSheet["range"];
    readonly previousRange: Span;
    readonly sinceMs: number | null;
  },
): Numbers => {
  const { range, previousRange } = head;
  const [pages = [], before = []] = interruptionsIn(left.facts, roster, [range, previousRange]);
  const days = daysOf(range, head.sinceMs);
  const did = (wanted: "acked" | "resolved"): number =>
    left.facts.filter(({ kind, atMs }) => kind === wanted && atMs >= range.fromMs && atMs < range.toMs).length;
  const taken = responses(createdIn(left.incidents, range), left.facts, roster, range.toMs + AFTER_MS).get(me);
  return {
    who: { ...whoOf(me), ...(me.tz && { tz: me.tz }) },
    oncallMs: onCallMs(left, roster, me, range),
    pages: pages.length,
    sleep: inPart(pages, "sleep"),
    business: inPart(pages, "business"),
    off: inPart(pages, "off"),
    previous: {
      pages: before.length,
      sleep: inPart(before, "sleep"),
      nights: nightsOf(before)[0]?.nights.length ?? 0,
      oncallMs: onCallMs(left, roster, me, previousRange),
    },
    nights: nightsOf(pages)[0] ?? null,
    days: days.names,
    unknownDays: days.unknown,
    perDay: byDay(pages, days),
    acked: did("acked"),
    resolved: did("resolved"),
    ackTime: taken?.ackTime ?? summarize([]),
    othersMedianPages: othersMedian(everybody, roster, me, range),
    pagesList: listOf(pages, left),
  };
};

/** Who the words stand for, at however many sources. */
const theOne = (wanted: string | undefined, people: readonly Person[], roster: Roster): Someone | undefined => {
  if (wanted === undefined) return undefined;
  const all = matchPeople(wanted, people).people.map(({ source, id }) => roster.of(source, id));
  const [one, ...others] = new Set(all);
  return others.length === 0 ? one : undefined;
};

/** Everything about one person. */
export const person: Statistic<"person"> = {
  window: (query) => ({ ...pagesWindow(query, { incidents: true }), duties: bothRanges(query), titles: true }),

  compute(rows, query) {
    const { head, left } = asked(rows, query);
    const roster = createRoster(rows.people, query.range.tz, clockSpan(query));
    const one = theOne(query.person, rows.people, roster);
    if (one === undefined) return { ...head, ...NOTHING };
    const everybody = narrow(rows, { ...query, person: undefined });
    return { ...head, ...sheetOf(left, everybody, roster, one, head) };
  },
};
