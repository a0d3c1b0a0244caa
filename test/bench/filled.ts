import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Channel, Fact, FactKind } from "../../src/core/fact.ts";
import type { Collected, SourceIncident } from "../../src/core/integration.ts";
import { PEOPLE } from "../../src/demo/people.ts";
import { openStore } from "../../src/store/index.ts";

/** Goes up when the made-up rows change, so that an old file is not used; nor is one of another schema. */
const VERSION = 1;
const SCHEMA = new URL("../../src/store/migrations/", import.meta.url);
const schemaHash = (): string => {
  const hash = createHash("sha256");
  for (const name of readdirSync(SCHEMA).sort()) hash.update(readFileSync(new URL(name, SCHEMA)));
  return hash.digest("hex").slice(0, 8);
};
const INCIDENTS = 100_000;
const FACTS_EACH = 10;
const MINUTE = 60_000;
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

const incidentAt = (at: number, openedAtMs: number, random: () => number): SourceIncident => {
  const ackedAtMs = random() < 0.8 ? openedAtMs + Math.round(random() * 20 * MINUTE) : undefined;
  const resolvedAtMs = openedAtMs + Math.round((5 + random() * 180) * MINUTE);
  const open = resolvedAtMs > FILLED_NOW_MS;
  const service = pick(SERVICES, random);
  return {
    source: "pagerduty",
    key: `F${String(at).padStart(6, "0")}`,
    state: open ? (ackedAtMs === undefined ? "firing" : "acked") : "resolved",
    severity: random() < 0.3 ? "critical" : "error",
    title: `Latency of ${service} is above 2 s (p99 over 5 min)`,
    url: `https://northwind.pagerduty.example/incidents/F${at}`,
    labels: { service, urgency: "high", priority: "P2", number: String(at) },
    teams: [pick(TEAMS, random)],
    openedAtMs,
    ackedAtMs,
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

const batchOf = (from: number, count: number, random: () => number): Collected => {
  const spanMs = DAYS * 24 * 60 * MINUTE;
  const incidents = Array.from({ length: count }, (_, place) => {
    const at = from + place;
    return incidentAt(at, Math.round(FILLED_NOW_MS - spanMs + (spanMs * (at + random())) / INCIDENTS), random);
  });
  return { incidents, facts: incidents.flatMap((one, place) => factsOf(one, from + place, random)), people: [] };
};

/** Folder of a store with 100,000 incidents and 1,000,000 facts of two years; made once, kept among temporary files. */
export const filledFolder = async (say: (text: string) => void): Promise<string> => {
  const folder = join(tmpdir(), `drm-bench-filled-v${VERSION}-${schemaHash()}`);
  if (existsSync(folder)) return folder;
  const making = `${folder}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  say("filling a store with 100,000 incidents and 1,000,000 log entries, once…");
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const store = await openStore({ file: join(making, "drm.sqlite"), clock: () => FILLED_NOW_MS, log });
  const lease = await store.leases.take("fill", "bench", 3_600_000);
  if (!lease) throw new Error("no lease to fill with");
  const people = PEOPLE.map(({ name, email, tz }, place) => ({
    source: "pagerduty",
    id: personId(place),
    name,
    email,
    tz,
  }));
  await store.collected(lease, { incidents: [], facts: [], people }, { source: "pagerduty" });
  const random = createRandom(20261120);
  for (let from = 0; from < INCIDENTS; from += 1_000)
    await store.collected(lease, batchOf(from, 1_000, random), {
      source: "pagerduty",
      cursor: JSON.stringify({ toMs: FILLED_NOW_MS }),
    });
  await store.leases.release(lease);
  await store.close();
  rmSync(folder, { recursive: true, force: true });
  renameSync(making, folder);
  return folder;
};
