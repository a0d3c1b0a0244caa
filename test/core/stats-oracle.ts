import { Temporal } from "temporal-polyfill";
import type { Person } from "../../src/core/fact.ts";
import type { StatsFact, StatsIncident, StatsRows } from "../../src/core/stats/rows.ts";
import type { Durations, PersonStats, Totals } from "../../src/core/stats.ts";
import type { TimeRange } from "../../src/core/time-range.ts";

/** Random numbers in [0, 1) from a seed (mulberry32). */
export const createRandom = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

const ZONES = ["Europe/Berlin", "America/New_York", "Africa/Cairo", "Asia/Kolkata", "Australia/Lord_Howe", undefined];
const CHANNELS = ["push", "sms", "phone", "email", "other", undefined] as const;
const SERVICES = ["api", "api-gateway", "payments", "search"];
const TEAMS = [["Payments"], ["Platform", "Search"], []];

/** An account made up from a seed: incidents and what happened to people within [fromMs, toMs). */
export const makeRows = (seed: number, fromMs: number, toMs: number, size = 120): StatsRows => {
  const random = createRandom(seed);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const people: Person[] = Array.from({ length: 6 }, (_, index) => ({
    source: "pagerduty",
    id: `P${index}`,
    name: `Person ${String.fromCharCode(70 - index)}`,
    email: `p${index}@example.com`,
    tz: ZONES[index],
  }));
  const incidents: StatsIncident[] = [];
  const facts: StatsFact[] = [];
  for (let index = 0; index < size; index += 1) {
    const openedAtMs = Math.floor(fromMs + random() * (toMs - fromMs));
    const acked = random() < 0.6;
    const resolved = random() < 0.8;
    const service = pick(SERVICES);
    const teams = pick(TEAMS);
    incidents.push({
      source: "pagerduty",
      key: `Q${index}`,
      service,
      teams,
      openedAtMs,
      ackedAtMs: acked ? openedAtMs + Math.floor(random() * 900_000) : null,
      resolvedAtMs: resolved ? openedAtMs + Math.floor(random() * 9_000_000) : null,
      ackedBy: acked ? "human" : null,
      ending: resolved ? pick(["human", "auto", "merged"] as const) : null,
      severity: "error",
      title: "",
      verdict: null,
    });
    const base = { source: "pagerduty", incidentKey: `Q${index}`, service, teams };
    for (let n = Math.floor(random() * 6); n > 0; n -= 1)
      facts.push({
        ...base,
        kind: pick(["notified", "notified", "notified", "acked", "resolved", "assigned"] as const),
        atMs: openedAtMs + Math.floor(random() * 4) * 30_000 + Math.floor(random() * 2) * 1000,
        personId: pick(["P0", "P1", "P2", "P3", "P4", "P5", "P9", undefined]),
        channel: pick(CHANNELS),
      });
  }
  return { incidents, facts, people, duties: [], planned: [], asOfMs: toMs };
};

const durations = (values: readonly number[]): Durations => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (p: number): number | null => {
    if (sorted.length === 0) return null;
    const rank = (sorted.length - 1) * p;
    const [low, high] = [sorted[Math.floor(rank)] ?? 0, sorted[Math.ceil(rank)] ?? 0];
    return Math.round(low + (high - low) * (rank - Math.floor(rank)));
  };
  const mean = sorted.length === 0 ? null : Math.round(sorted.reduce((a, b) => a + b, 0) / sorted.length);
  return { n: sorted.length, meanMs: mean, p50Ms: at(0.5), p95Ms: at(0.95) };
};

/** People counted the slow way: one person at a time, one Temporal call per notification. */
export const naivePeople = (rows: StatsRows, range: TimeRange): readonly PersonStats[] => {
  const ids = [...new Set(rows.facts.flatMap(({ personId }) => (personId === undefined ? [] : [personId])))];
  const inRange = (atMs: number) => range.fromMs <= atMs && atMs < range.toMs;
  return ids
    .map((id) => {
      const person = rows.people.find((one) => one.id === id);
      const own = rows.facts.filter(({ personId }) => personId === id);
      const woken = own
        .filter(({ kind, channel }) => kind === "notified" && ["push", "sms", "phone"].includes(channel ?? ""))
        .map(({ atMs }) => atMs)
        .sort((a, b) => a - b);
      const counted: number[] = [];
      for (const atMs of woken) {
        const last = counted.at(-1);
        if (last === undefined || atMs > last + 60_000) counted.push(atMs);
      }
      const at = counted
        .filter(inRange)
        .map((atMs) => Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(person?.tz ?? range.tz));
      const asleep = at.filter(({ hour }) => hour >= 22 || hour < 8);
      const awake = at.filter(({ hour }) => hour < 22 && hour >= 8);
      const business = awake.filter(({ hour, dayOfWeek }) => hour < 18 && dayOfWeek < 6);
      const evenings = asleep.map((one) => String(one.toPlainDate().subtract({ days: one.hour < 8 ? 1 : 0 })));
      return {
        id,
        name: person?.name ?? id,
        pages: at.length,
        sleep: asleep.length,
        business: business.length,
        off: awake.length - business.length,
        nights: new Set(evenings).size,
        acked: own.filter(({ kind, atMs }) => kind === "acked" && inRange(atMs)).length,
        resolved: own.filter(({ kind, atMs }) => kind === "resolved" && inRange(atMs)).length,
      };
    })
    .filter(({ pages, acked, resolved }) => pages > 0 || acked > 0 || resolved > 0)
    .sort((a, b) => b.pages - a.pages || a.name.localeCompare(b.name));
};

/** Totals counted the slow way. */
export const naiveTotals = (rows: StatsRows, range: TimeRange): Totals => {
  const created = rows.incidents.filter((one) => one.openedAtMs >= range.fromMs && one.openedAtMs < range.toMs);
  const own = created.filter(({ ending }) => ending !== "merged");
  const people = naivePeople(rows, range);
  const sum = (key: "pages" | "sleep" | "nights" | "acked") => people.reduce((total, one) => total + one[key], 0);
  const until = (key: "ackedAtMs" | "resolvedAtMs", of: readonly StatsIncident[]) =>
    of.filter((one) => one[key] !== null).map((one) => (one[key] ?? 0) - one.openedAtMs);
  return {
    incidents: own.length,
    merged: created.filter(({ ending }) => ending === "merged").length,
    open: own.filter(({ resolvedAtMs }) => resolvedAtMs === null).length,
    openUnacked: own.filter((one) => one.resolvedAtMs === null && one.ackedAtMs === null).length,
    neverAcked: own.filter((one) => one.resolvedAtMs !== null && one.ackedAtMs === null).length,
    pages: sum("pages"),
    sleep: sum("sleep"),
    nights: sum("nights"),
    acks: sum("acked"),
    mtta: durations(until("ackedAtMs", own)),
    mttrHuman: durations(
      until(
        "resolvedAtMs",
        own.filter(({ ending }) => ending === "human"),
      ),
    ),
    mttrAuto: durations(
      until(
        "resolvedAtMs",
        own.filter(({ ending }) => ending === "auto"),
      ),
    ),
  };
};

/** Incidents per local day and service, one Temporal call per incident. */
export const naiveDays = (rows: StatsRows, range: TimeRange): ReadonlyMap<string, number> => {
  const days = new Map<string, number>();
  for (const { openedAtMs, ending, service } of rows.incidents) {
    if (ending === "merged" || openedAtMs < range.fromMs || openedAtMs >= range.toMs) continue;
    const day = Temporal.Instant.fromEpochMilliseconds(openedAtMs).toZonedDateTimeISO(range.tz).toPlainDate();
    const key = `${day} ${service}`;
    days.set(key, (days.get(key) ?? 0) + 1);
  }
  return days;
};
