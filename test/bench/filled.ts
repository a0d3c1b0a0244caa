import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Channel, Fact, FactKind } from "../../src/core/fact.ts";
import type { Collected, SourceIncident } from "../../src/core/integration.ts";
import type { Store } from "../../src/core/store.ts";
import { VERDICT_TAGS } from "../../src/core/verdict.ts";
import { PEOPLE } from "../../src/demo/people.ts";
import { openStore } from "../../src/store/index.ts";

/** Goes up when the made-up rows change, so that an old file is not used; nor is one of another schema. */
const VERSION = 2;
const SCHEMA = new URL("../../src/store/migrations/", import.meta.url);
const schemaHash = (): string => {
  const hash = createHash("sha256");
  for (const name of readdirSync(SCHEMA).sort()) hash.update(readFileSync(new URL(name, SCHEMA)));
  return hash.digest("hex").slice(0, 8);
};
/** As many incidents a day as 100,000 in two years. */
const INCIDENTS_A_DAY = 100_000 / 730;
const FACTS_EACH = 10;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How long the history of the filled store is, in days. */
const DAYS = 730;

/** Friday afternoon: "now" in the filled store, so that a week has five days in it. */
export const FILLED_NOW_MS = Date.UTC(2026, 10, 20, 15, 0, 0);

const SERVICES = ["checkout", "search", "ingest", "api-gateway", "auth", "payments", "web", "mail"];
const TEAMS = ["Core platform", "Payments", "Data", "Web"];
const KINDS: readonly FactKind[] = ["assigned", "notified", "notified", "notified", "notified", "notified", "acked"];
const LATE_KINDS: readonly FactKind[] = ["noted", "escalated", "resolved"];
const CHANNELS: readonly Channel[] = ["push", "push", "sms", "phone", "email"];

/** The same numbers on every run, in [0, 1). */
const createRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
};

const pick = <T>(list: readonly T[], random: () => number): T => {
  const one = list[Math.floor(random() * list.length)];
  if (one === undefined) throw new Error("nothing to pick from");
  return one;
};

const personId = (place: number): string => `P${PEOPLE[place % PEOPLE.length]?.stem}`;

/** One in a hundred goes on for days, one in a thousand is never ended. */
const lastsMs = (random: () => number): number => {
  const kind = random();
  if (kind < 0.001) return Number.POSITIVE_INFINITY;
  return Math.round(kind < 0.01 ? (8 + random() * 100) * HOUR : (5 + random() * 180) * MINUTE);
};

const incidentAt = (at: number, openedAtMs: number, random: () => number): SourceIncident => {
  const ackedAtMs = random() < 0.8 ? openedAtMs + Math.round(random() * 20 * MINUTE) : undefined;
  const resolvedAtMs = openedAtMs + lastsMs(random);
  const open = resolvedAtMs > FILLED_NOW_MS;
  const service = pick(SERVICES, random);
  return {
    source: "pagerduty",
    key: `F${String(at).padStart(6, "0")}`,
    state: open ? (ackedAtMs === undefined ? "firing" : "acked") : "resolved",
    severity: random() < 0.3 ? "critical" : "error",
    title: `Latency of ${service} is above ${1 + Math.floor(random() * 9)} s (p99 over ${1 + (at % 40)} min)`,
    url: `https://northwind.pagerduty.example/incidents/F${at}`,
    labels: { service, urgency: "high", priority: "P2", number: String(at) },
    teams: [pick(TEAMS, random)],
    openedAtMs,
    ackedAtMs,
    ackedBy: ackedAtMs !== undefined && random() < 0.9 ? PEOPLE[at % PEOPLE.length]?.name : undefined,
    ...(open ? {} : { resolvedAtMs, ending: ackedAtMs === undefined ? "auto" : "human" }),
    readAtMs: FILLED_NOW_MS,
    changedAtMs: open ? (ackedAtMs ?? openedAtMs) : resolvedAtMs,
  };
};

const factsOf = (incident: SourceIncident, at: number, random: () => number): readonly Fact[] => {
  const first = Math.floor(random() * PEOPLE.length);
  return [...KINDS, ...LATE_KINDS].slice(0, FACTS_EACH).map((kind, place): Fact => {
    const late = place >= KINDS.length;
    const since = (late ? 20 + random() * 60 : place * (0.3 + random())) * MINUTE;
    return {
      source: "pagerduty",
      id: `R${String(at * FACTS_EACH + place).padStart(8, "0")}`,
      kind,
      atMs: Math.round(incident.openedAtMs + since),
      personId: personId(first + (place > 4 ? 1 : 0)),
      incidentKey: incident.key,
      channel: kind === "notified" ? pick(CHANNELS, random) : undefined,
      service: incident.labels.service ?? "",
      teams: incident.teams ?? [],
    };
  });
};

const openedFact = ({ source, key, openedAtMs, labels, teams = [] }: SourceIncident): Fact => ({
  ...{ source, id: `${source}:${key}:opened`, kind: "opened", atMs: openedAtMs, incidentKey: key },
  ...{ service: labels.service ?? "", teams },
});

const batchOf = (from: number, count: number, days: number, random: () => number): Collected => {
  const all = Math.round(days * INCIDENTS_A_DAY);
  const incidents = Array.from({ length: count }, (_, place) => {
    const at = from + place;
    return incidentAt(at, Math.round(FILLED_NOW_MS - days * DAY + (days * DAY * (at + random())) / all), random);
  });
  const facts = incidents.flatMap((one, place) => [openedFact(one), ...factsOf(one, from + place, random)]);
  return { incidents, facts, people: [] };
};

/** Four schedules, each with another person every week, cut at UTC days as polls tell it. */
const dutiesOf = (fromMs: number, toMs: number): Collected["duties"] => {
  const schedules = [0, 1, 2, 3];
  const days = Array.from({ length: Math.ceil((toMs - fromMs) / DAY) }, (_, day) => fromMs + day * DAY);
  const duties = days.flatMap((at) =>
    schedules.map((place) => ({
      ...{ source: "pagerduty", personId: personId(Math.floor(at / (7 * DAY)) + place) },
      ...{ scheduleId: `PS${place}`, schedule: `Schedule ${place}`, fromMs: at, toMs: Math.min(toMs, at + DAY) },
    })),
  );
  return { fromMs, toMs, duties };
};

/** Two hours a week on each service. */
const plannedOf = (fromMs: number, toMs: number): NonNullable<Collected["planned"]> =>
  Array.from({ length: Math.floor((toMs - fromMs) / (7 * DAY)) }, (_, week) => fromMs + week * 7 * DAY).flatMap(
    (at, week) =>
      SERVICES.map((service) => ({
        ...{ source: "pagerduty", ref: `PW${week}`, service, fromMs: at, toMs: at + 2 * HOUR },
      })),
  );

/** People said something of every fifth problem. */
const judge = async (store: Store, count: number): Promise<void> => {
  for (let at = 0; at < count; at += 5)
    await store.verdicts.set({
      ...{ incidentId: `pagerduty:F${String(at).padStart(6, "0")}`, userId: "U1", by: "Ana", atMs: FILLED_NOW_MS },
      tag: VERDICT_TAGS[at % VERDICT_TAGS.length] ?? "none",
    });
};

const fill = async (store: Store, days: number): Promise<void> => {
  const lease = await store.leases.take("fill", "bench", 3_600_000);
  if (!lease) throw new Error("no lease to fill with");
  const people = PEOPLE.map(({ name, email, tz }, place) => ({
    source: "pagerduty",
    id: personId(place),
    name,
    email,
    tz,
  }));
  const fromMs = Math.floor((FILLED_NOW_MS - days * DAY) / DAY) * DAY;
  const more = { duties: dutiesOf(fromMs, FILLED_NOW_MS), planned: plannedOf(fromMs, FILLED_NOW_MS) };
  await store.collected(lease, { incidents: [], facts: [], people, ...more }, { source: "pagerduty" });
  const random = createRandom(20261120);
  const all = Math.round(days * INCIDENTS_A_DAY);
  for (let from = 0; from < all; from += 1_000)
    await store.collected(lease, batchOf(from, Math.min(1_000, all - from), days, random), {
      source: "pagerduty",
      cursor: JSON.stringify({ toMs: FILLED_NOW_MS }),
      sinceMs: fromMs,
    });
  await judge(store, all);
  await store.leases.release(lease);
};

/**
 * Folder of a store with as many days of history (two years: 100,000 incidents, 1,000,000 log entries); made once, kept
 * among temporary files.
 */
export const filledFolder = async (say: (text: string) => void, days = DAYS): Promise<string> => {
  const folder = join(tmpdir(), `drm-bench-filled-v${VERSION}-${days}-${schemaHash()}`);
  if (existsSync(folder)) return folder;
  const making = `${folder}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  const count = Math.round(days * INCIDENTS_A_DAY);
  say(
    `filling a store with ${count.toLocaleString("en")} incidents and ${(10 * count).toLocaleString("en")} log entries, once…`,
  );
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const store = await openStore({ file: join(making, "drm.sqlite"), clock: () => FILLED_NOW_MS, log });
  await fill(store, days);
  await store.close();
  rmSync(folder, { recursive: true, force: true });
  renameSync(making, folder);
  return folder;
};
