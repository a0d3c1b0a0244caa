import { argsFromQuery, type LinkSpecs } from "../../src/core/args.ts";
import type { ChartSpec, Graph } from "../../src/core/chart.ts";
import type { Duty, PlannedWork } from "../../src/core/duty.ts";
import type { Person } from "../../src/core/fact.ts";
import type { GraphData } from "../../src/core/graph/data.ts";
import type { Rating } from "../../src/core/rating.ts";
import { STATISTICS } from "../../src/core/stats/index.ts";
import type { StatsFact, StatsIncident, StatsRows } from "../../src/core/stats/rows.ts";
import type { VerdictTag } from "../../src/core/verdict.ts";
import type { Viewer } from "../../src/core/viewer.ts";
import { graphs } from "../../src/graphs/index.ts";
import { incidentRow, rowsWith } from "../support/stats-rows.ts";

const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;
const SOURCE = "pagerduty";

/** Sat 21 Nov 2026, 15:00 in Berlin. */
export const NOW_MS = Date.parse("2026-11-21T14:00:00Z");
export const BERLIN = "Europe/Berlin";

/** Numbers that look like chance and are the same every time. */
const dice = (seed: number) => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    next,
    below: (most: number): number => Math.floor(next() * most),
    of: <T>(all: readonly T[]): T => {
      const one = all[Math.floor(next() * all.length)];
      if (one === undefined) throw new Error("nothing to choose from");
      return one;
    },
  };
};

const person = (id: string, name: string, tz: string): Person => ({
  ...{ source: SOURCE, id, name, tz },
  email: `${name.split(" ")[0]?.toLowerCase()}@example.com`,
});

export const PEOPLE: readonly Person[] = [
  person("P1", "Ana Kovac", BERLIN),
  person("P2", "Ben Carter", "Europe/London"),
  person("P3", "Chidi Okafor", BERLIN),
  person("P4", "Dagny Holm", BERLIN),
  person("P5", "Fatima Zahra Benali-El Mansouri", "America/New_York"),
  person("P6", "Łukasz Wiśniewski", BERLIN),
];

/** Whom nothing is hidden from, and who sees only themselves. */
export const LEAD: Viewer = { userId: "ULEAD", email: "lead@example.com", lead: true };
export const ANA: Viewer = { userId: "UANA", email: "Ana@example.com", lead: false };

const ALERTS = [
  ["checkout", "payments", "Checkout p95 latency above 2 s", 5, "action"],
  ["payments-api", "payments", "Error rate above 5% on payments-api", 4, "action"],
  ["search", "platform", "Search cluster is yellow", 7, "none"],
  ["ingest", "platform", "Disk 91% full on ingest-3", 6, "fix"],
  ["ingest", "platform", "Consumer lag above 10000 messages", 3, "action"],
  ["auth", "platform", "Failed logins doubled", 2, "none"],
  ["mailer", "growth", "Bounce rate above 3%", 2, undefined],
  ["billing", "payments", "Nightly invoice job did not finish", 1, "action"],
  ["cdn", "platform", "Edge 502s", 2, undefined],
] as const;

interface Drawn {
  readonly incidents: StatsIncident[];
  readonly facts: StatsFact[];
}

const VERDICT_OF: Readonly<Record<"action" | "none" | "fix", readonly VerdictTag[]>> = {
  action: ["action", "action", "action", "none"],
  none: ["none", "none", "action", "fix"],
  fix: ["thresholdincorrect", "fix", "none"],
};

/** Who is on call, two days each; some more often than others. */
const TURNS = [0, 1, 2, 0, 3, 1, 4, 0, 5, 2, 3, 0, 1];
const dutyAt = (atMs: number): Person => {
  const who = PEOPLE[TURNS[Math.floor(atMs / (2 * DAY)) % TURNS.length] ?? 0];
  if (who === undefined) throw new Error("nobody is on call");
  return who;
};

/** One incident with those it paged. */
const addIncident = (out: Drawn, openedAtMs: number, nth: number, chance: ReturnType<typeof dice>): void => {
  const weighted = ALERTS.flatMap((alert) => Array<(typeof ALERTS)[number]>(alert[3]).fill(alert));
  const [service, team, title, , usual] = chance.of(weighted);
  const key = `Q${nth}`;
  const alone = usual === "none" || usual === "fix" ? chance.next() < 0.5 : chance.next() < 0.15;
  const ackMs = alone ? null : Math.round(openedAtMs + (1 + chance.next() ** 3 * 25) * MIN);
  const lasts = (4 + chance.next() ** 4 * 300) * MIN;
  const resolvedAtMs = Math.round((ackMs ?? openedAtMs) + lasts);
  const judged = usual !== undefined && chance.next() < 0.7;
  const teams = [team];
  out.incidents.push(
    incidentRow({
      ...{ source: SOURCE, key, service, teams, openedAtMs, ackedAtMs: ackMs, title },
      resolvedAtMs: resolvedAtMs < NOW_MS ? resolvedAtMs : null,
      ending: resolvedAtMs >= NOW_MS ? null : alone || chance.next() < 0.2 ? "auto" : "human",
      severity: chance.next() < 0.6 ? "error" : chance.next() < 0.5 ? "critical" : "warning",
      verdict: judged ? chance.of(VERDICT_OF[usual]) : null,
    }),
  );
  const base = { source: SOURCE, incidentKey: key, service, teams };
  const who = dutyAt(openedAtMs);
  const told = [who, ...(chance.next() < 0.12 ? [chance.of(PEOPLE)] : [])];
  for (const [place, { id }] of told.entries()) {
    const atMs = openedAtMs + (1 + place * 600) * 1_000;
    out.facts.push({ ...base, kind: "assigned", atMs, personId: id });
    out.facts.push({ ...base, kind: "notified", atMs: atMs + 2_000, personId: id, channel: "push" });
    if (chance.next() < 0.4)
      out.facts.push({ ...base, kind: "notified", atMs: atMs + 3 * MIN, personId: id, channel: "phone" });
  }
  if (ackMs !== null) out.facts.push({ ...base, kind: "acked", atMs: ackMs, personId: who.id });
};

const dutiesOf = (fromMs: number): readonly Duty[] => {
  const duties: Duty[] = [];
  for (let at = fromMs; at < NOW_MS; at += DAY)
    duties.push({
      ...{ source: SOURCE, personId: dutyAt(at).id, scheduleId: "S1", schedule: "Primary" },
      ...{ fromMs: at, toMs: Math.min(NOW_MS, at + DAY) },
    });
  return duties;
};

const PLANNED: readonly PlannedWork[] = [
  { source: SOURCE, ref: "M1", service: "search", fromMs: NOW_MS - 3 * DAY, toMs: NOW_MS - 3 * DAY + 4 * HOUR },
  { source: SOURCE, ref: "M2", service: "cdn", fromMs: NOW_MS - 5 * DAY, toMs: NOW_MS - 5 * DAY + HOUR },
];

/** A team of six over so many days, more by day and in the small hours, less on Sundays. `perDay`: incidents on a usual day. */
export const account = (days: number, perDay: number, more: Partial<StatsRows> = {}): StatsRows => {
  const chance = dice(42);
  const out: Drawn = { incidents: [], facts: [] };
  const fromMs = Date.parse("2026-11-22T00:00:00Z") - days * DAY;
  let nth = 0;
  for (let at = fromMs; at < NOW_MS; at += HOUR) {
    const date = new Date(at);
    const hour = date.getUTCHours();
    const swing = hour >= 8 && hour < 17 ? 1.9 : hour >= 1 && hour < 4 ? 1.4 : 0.45;
    const calm = date.getUTCDay() === 0 ? 0.4 : 1;
    if (chance.next() < (perDay / 24) * swing * calm) addIncident(out, at + chance.below(HOUR), nth++, chance);
  }
  const whole = {
    ...out,
    people: PEOPLE,
    duties: dutiesOf(fromMs),
    planned: PLANNED,
    asOfMs: NOW_MS - MIN,
    sinceMs: fromMs,
  };
  return { ...rowsWith(whole), ...more };
};

/** What Ana said of her last shifts. */
export const RATINGS: readonly Rating[] = [
  { hard: 4, sleep: 2, atMs: NOW_MS - 12 * DAY, fromMs: NOW_MS - 20 * DAY, toMs: NOW_MS - 13 * DAY },
  { hard: 2, sleep: 4, atMs: NOW_MS - 2 * DAY, fromMs: NOW_MS - 6 * DAY, toMs: NOW_MS - 3 * DAY },
].map((one) => ({ ...one, userId: "UANA", email: "ana@example.com", schedule: "Primary" }));

/** What graphs read of an account. */
export const dataOver = (rows: StatsRows, more: Partial<GraphData> = {}): GraphData => {
  const none = () => Promise.reject(new Error("nothing is measured here"));
  return {
    names: "shown",
    stats: async (name, query) => STATISTICS[name].compute(rows, query),
    ratings: async (email) => RATINGS.filter((rating) => rating.email === email.toLowerCase()),
    nowMs: () => NOW_MS,
    sourceName: (source) => source,
    scrub: (text) => text,
    ...{ asked: none, points: none, logs: none, openIn: () => undefined, marks: async () => [] },
    ...more,
  };
};

const graphOf = (name: string): Graph<LinkSpecs, GraphData> => {
  const found = graphs.find((graph) => graph.name === name);
  if (found) return found;
  throw new Error(`no graph ${name}`);
};

/** Query of a graph's link as values. */
export const argsOf = (name: string, query: string, nowMs = NOW_MS) =>
  argsFromQuery(graphOf(name).args, new URLSearchParams(query), { nowMs, tz: BERLIN, weekStart: 1 });

/** The chart of a link over an account. */
export const specOver = async (
  name: string,
  query: string,
  rows: StatsRows,
  more: Partial<GraphData> = {},
): Promise<ChartSpec> => graphOf(name).load(dataOver(rows, more), argsOf(name, query));

/** The text of a link's download. */
export const csvOver = async (
  name: string,
  query: string,
  rows: StatsRows,
  more: Partial<GraphData> = {},
): Promise<string> => {
  const { csv } = graphOf(name);
  if (csv === undefined) throw new Error(`${name} has no CSV`);
  return csv(dataOver(rows, more), argsOf(name, query));
};
