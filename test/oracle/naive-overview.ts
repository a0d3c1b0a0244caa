import type { Span } from "../../src/core/stats/rows.ts";
import type { OncallStats, PersonStats, Totals } from "../../src/core/stats.ts";
import * as naive from "./naive-basis.ts";
import { nightsOf } from "./naive-nights.ts";

const peopleIn = (left: naive.Left, span: Span): readonly PersonStats[] => {
  const named = left.facts.flatMap(({ source, personId }) =>
    personId === undefined ? [] : [JSON.stringify([source, personId])],
  );
  const all = naive.interruptionsOf(left.facts).filter(({ atMs }) => naive.within(atMs, span));
  return [...new Set(named)]
    .map((text) => {
      const [source, id]: [string, string] = JSON.parse(text);
      const tz = naive.zoneOf(left, source, id);
      const pages = all.filter((one) => one.source === source && one.personId === id);
      const part = (wanted: naive.Part): number => pages.filter(({ atMs }) => naive.partOf(atMs, tz) === wanted).length;
      const done = (kind: string): number =>
        left.facts.filter(
          (one) => one.source === source && one.personId === id && one.kind === kind && naive.within(one.atMs, span),
        ).length;
      return {
        id,
        name: naive.whoIs(left.rows, source, id).name,
        pages: pages.length,
        sleep: part("sleep"),
        business: part("business"),
        off: part("off"),
        nights: nightsOf(left, span, source, id)?.nights.length ?? 0,
        acked: done("acked"),
        resolved: done("resolved"),
      };
    })
    .filter(({ pages, acked, resolved }) => pages + acked + resolved > 0)
    .toSorted((a, b) => b.pages - a.pages || naive.byText(a.name, b.name) || naive.byText(a.id, b.id));
};

const totalsOf = (left: naive.Left, span: Span): Totals => {
  const own = naive.createdIn(left.incidents, span);
  const open = own.filter(({ resolvedAtMs }) => resolvedAtMs === null);
  const people = peopleIn(left, span);
  const sum = (key: "pages" | "sleep" | "nights" | "acked"): number =>
    people.reduce((total, one) => total + one[key], 0);
  const ended = (how: "human" | "auto"): readonly number[] =>
    own.flatMap(({ ending, openedAtMs, resolvedAtMs }) =>
      ending === how && resolvedAtMs !== null ? resolvedAtMs - openedAtMs : [],
    );
  return {
    incidents: own.length,
    merged: left.incidents.filter(({ ending, openedAtMs }) => ending === "merged" && naive.within(openedAtMs, span))
      .length,
    open: open.length,
    openUnacked: open.filter(({ ackedAtMs }) => ackedAtMs === null).length,
    neverAcked: own.filter((one) => one.resolvedAtMs !== null && one.ackedAtMs === null).length,
    pages: sum("pages"),
    sleep: sum("sleep"),
    nights: sum("nights"),
    acks: sum("acked"),
    mtta: naive.durations(
      own.flatMap(({ openedAtMs, ackedAtMs }) => (ackedAtMs === null ? [] : ackedAtMs - openedAtMs)),
    ),
    mttrHuman: naive.durations(ended("human")),
    mttrAuto: naive.durations(ended("auto")),
  };
};

/** The overview. */
export const naiveOverview = (left: naive.Left): Omit<OncallStats, keyof ReturnType<typeof naive.headOf>> => {
  const own = naive.createdIn(left.incidents, left.range);
  return {
    totals: totalsOf(left, left.range),
    previous: totalsOf(left, left.before),
    people: peopleIn(left, left.range),
    days: naive.daysOf(left.range),
    services: [...new Set(own.map(({ service }) => service))]
      .map((name) => ({ name, moments: own.filter(({ service }) => service === name).map((one) => one.openedAtMs) }))
      .toSorted((a, b) => b.moments.length - a.moments.length || naive.byText(a.name, b.name))
      .map(({ name, moments }) => ({ name, perDay: naive.perDay(moments, left.range) })),
    unknownDays: naive.unknownDaysOf(left.range, left.rows.sinceMs),
  };
};
