import type { Duty, PlannedWork } from "../../src/core/duty.ts";
import type { Person } from "../../src/core/fact.ts";
import type { StatsFact, StatsIncident, StatsRows } from "../../src/core/stats/rows.ts";
import { VERDICT_TAGS } from "../../src/core/verdict.ts";
import type { Chance } from "./random.ts";
import { ZONES } from "./random-query.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const SERVICES = ["api", "payments", "Search", ""];
const TEAMS = [["Payments"], ["Platform", "Search"], [], ["platform ops"]];
const TITLES = ["Disk 91% full", "Disk 7% full", "API is down", "Latency 3.5 s", "zebra", "Äpfel"];
const KINDS = ["notified", "notified", "acked", "resolved", "assigned", "assigned", "escalated"] as const;
const CHANNELS = ["push", "sms", "phone", "email", "other"] as const;
const NAMES = ["Ana Kovač", "ben", "Chiara", "Ana Kovač", "Émile", "Zoë"];

const someMs = (chance: Chance): number => chance.pick([0, 1, 1000, 30_000, 59_999, 60_000, 60_001, 600_000, HOUR_MS]);

const createPeople = (chance: Chance): readonly Person[] =>
  NAMES.map((name, index) => {
    const tz = chance.is(0.2) ? undefined : chance.pick(ZONES);
    return {
      source: index === 4 ? "opsgenie" : "pagerduty",
      id: `P${index}`,
      name,
      ...(chance.is(0.8) ? { email: `p${index}@example.com` } : {}),
      ...(tz === undefined ? {} : { tz }),
    };
  });

const createIncident = (chance: Chance, index: number, openedAtMs: number, toMs: number): StatsIncident => {
  const acked = chance.is(0.6);
  const resolved = chance.is(0.8);
  const ackedAtMs = acked ? openedAtMs + someMs(chance) * chance.int(0, 3) : null;
  const lastedMs = openedAtMs + chance.pick([0, 60_000, HOUR_MS, 5 * HOUR_MS, DAY_MS]) * chance.int(0, 2);
  const endMs = chance.is(0.15) ? Math.ceil(lastedMs / DAY_MS) * DAY_MS : lastedMs;
  const resolvedAtMs = resolved && endMs <= toMs ? Math.max(endMs, ackedAtMs ?? 0) : null;
  return {
    source: chance.is(0.1) ? "opsgenie" : "pagerduty",
    key: `Q${index}`,
    service: chance.pick(SERVICES),
    teams: chance.pick(TEAMS),
    openedAtMs,
    ackedAtMs,
    ackedBy: acked ? chance.pick(["human", "human", "auto"] as const) : null,
    resolvedAtMs,
    ending: resolvedAtMs === null ? null : chance.pick(["human", "auto", "auto", "merged"] as const),
    severity: chance.pick(["critical", "error", "error", "warning", "info"] as const),
    title: chance.pick(TITLES),
    verdict: chance.is(0.3) ? chance.pick(VERDICT_TAGS) : null,
  };
};

/** `busy` is paged more than others, often just within or just after a minute. */
const factsOf = (chance: Chance, one: StatsIncident, busy: string): readonly StatsFact[] =>
  Array.from({ length: chance.int(0, 7) }, () => {
    const personId = chance.pick([
      busy,
      busy,
      busy,
      busy,
      "P0",
      "P1",
      "P2",
      "P3",
      "P4",
      "P5",
      one.source === "pagerduty" ? "P9" : "G9",
      undefined,
    ]);
    const rung = personId === busy && chance.is(0.8);
    const kind = rung ? "notified" : chance.pick(KINDS);
    const channel = chance.pick(rung ? (["push", "sms"] as const) : CHANNELS);
    return {
      source: one.source,
      incidentKey: one.key,
      service: one.service,
      teams: one.teams,
      kind,
      atMs: one.openedAtMs + someMs(chance) * chance.pick([0, 1, 1, 1, 2, 3]),
      ...(personId === undefined ? {} : { personId }),
      ...(kind === "notified" ? { channel } : {}),
    };
  });

const createDuty = (chance: Chance, fromMs: number, toMs: number, busy: string): Duty => {
  const startMs = fromMs + chance.int(0, Math.floor((toMs - fromMs) / HOUR_MS)) * HOUR_MS;
  return {
    source: "pagerduty",
    personId: chance.pick(["P0", "P1", "P2", "P3", "P8", busy, busy]),
    scheduleId: "S1",
    schedule: "Primary",
    fromMs: startMs,
    toMs: startMs + chance.int(1, 60) * HOUR_MS - chance.pick([0, 0, 1, 1_800_000]),
  };
};

const createWork = (chance: Chance, index: number, fromMs: number, toMs: number): PlannedWork => {
  const startMs = Math.floor(fromMs + chance.next() * (toMs - fromMs));
  return {
    source: "pagerduty",
    ref: `W${index}`,
    service: chance.pick(["api", "payments", "Search", "batch"]),
    fromMs: startMs,
    toMs: startMs + chance.pick([HOUR_MS, 5 * HOUR_MS, DAY_MS, 9 * DAY_MS]),
  };
};

/** Rows of [fromMs, toMs), made up, of `size` incidents or of any number; times meet and fall on the edges of hours and days more often than in life. */
export const randomRows = (chance: Chance, fromMs: number, toMs: number, size?: number): StatsRows => {
  const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
    Array.from({ length: count }, (_, index) => make(index));
  const crowdedMs = fromMs + chance.int(0, 12) * DAY_MS;
  const moment = (): number => {
    if (chance.is(0.3)) return crowdedMs + chance.int(0, 4 * 24) * HOUR_MS;
    const atMs = Math.floor(fromMs + chance.next() * (toMs - fromMs - 1));
    const stepMs = chance.pick([1, 1, HOUR_MS, 6 * HOUR_MS, DAY_MS]);
    return Math.max(fromMs, Math.floor(atMs / stepMs) * stepMs);
  };
  const incidents = many(size ?? chance.pick([0, 3, 15, 40, 90]), (index) =>
    createIncident(chance, index, moment(), toMs),
  );
  const known = chance.is(0.9);
  const busy = chance.pick(["P0", "P1", "P2", "P3"]);
  return {
    incidents,
    facts: incidents.flatMap((one) => factsOf(chance, one, busy)).filter(({ atMs }) => atMs < toMs),
    people: createPeople(chance),
    duties: many(chance.pick([0, 4, 20]), () => createDuty(chance, fromMs, toMs, busy)),
    planned: many(chance.pick([0, 0, 3, 8]), (index) => createWork(chance, index, fromMs, toMs)),
    asOfMs: known ? toMs : null,
    sinceMs: chance.pick([undefined, null, fromMs, fromMs + chance.int(0, 10) * DAY_MS, toMs + DAY_MS]),
  };
};
