import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Due } from "../../src/core/due.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Incident } from "../../src/core/incident.ts";
import { defaultPolicy } from "../../src/core/policy-default.ts";
import { createDue, type DueOptions } from "../../src/flows/due.ts";
import type { Ours, Trouble } from "../../src/flows/tell-admin.ts";
import { sqlitePlace } from "../store/place.ts";

const NOW = Date.UTC(2026, 10, 16, 9);
const MIN = 60_000;

const ANA = { source: "pagerduty", id: "P1", name: "Ana", email: "ana@example.com" };
const TURN = { personId: "P1", name: "Ana", policy: "Shop", level: 1, fromMs: null, toMs: null };

const incident: Incident = {
  id: "nagios:web1",
  source: "nagios",
  key: "web1",
  version: 1,
  state: "resolved",
  severity: "critical",
  title: "web1 is down",
  labels: {},
  openedAtMs: NOW - MIN,
  firings: 1,
  history: [],
  last: { atMs: NOW, rank: 1, eventId: "e" },
  paged: [{ atMs: NOW, by: "ana", where: "PagerDuty", ref: "drm:1" }],
};

/** Real dues, made-up problems; `run` lets the loop do what is due. */
const world = async (one: Incident, resolve: () => Promise<void> = async () => undefined) => {
  const time = { nowMs: NOW };
  const place = await sqlitePlace();
  const store = await place.open(() => time.nowMs);
  const told: Trouble[] = [];
  const ours: Ours[] = [];
  const resolved: string[] = [];
  const pager: DueOptions["pager"] = {
    name: "PagerDuty",
    page: async () => ({ ref: "drm:1" }),
    async resolve(ref) {
      resolved.push(ref);
      await resolve();
    },
  };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const loop = createDue({
    store: { ...store, incident: async (id) => ({ ...one, id }), people: async () => [ANA] },
    chat: { userIdByEmail: async () => "U1" },
    policy: () => defaultPolicy("ops"),
    pager,
    pagers: new Map([[pager.name, pager]]),
    escalates: new Set(),
    oncalls: new Map([["pagerduty", { now: async () => [TURN], personByEmail: async () => undefined }]]),
    tellAdmin: async (trouble) => void told.push(trouble),
    tellOurs: async (alert) => void ours.push(alert),
    holder: "me",
    log,
    clock: () => time.nowMs,
    tally: { count: () => undefined, time: () => undefined },
  });
  const run = async (): Promise<void> => {
    loop.start();
    await sleep(40);
    await loop.stop();
  };
  return { time, store, told, ours, resolved, run, clean: place.clean };
};

const due = (kind: Due["kind"]): Due => ({ id: `${kind}:1`, kind, atMs: NOW, subject: incident.id, step: 1 });

describe("what is due", () => {
  it("is done once, at its time", async () => {
    const { time, store, resolved, run, clean } = await world(incident);
    await store.dues.add({ ...due("end_page"), atMs: NOW + MIN });
    await run();
    assert.deepEqual(resolved, []);
    time.nowMs += MIN;
    await run();
    await run();
    assert.deepEqual(resolved, ["drm:1"]);
    assert.equal(await store.dues.nextMs(), null);
    await clean();
  });

  it("is tried again, later and later, and given up with a word in the admin channel", async () => {
    const { time, store, told, resolved, run, clean } = await world(incident, async () => {
      throw new Failure("upstream", "PagerDuty is away");
    });
    await store.dues.add(due("end_page"));
    const waits: number[] = [];
    for (let tries = 0; tries < 40 && told.length === 0; tries += 1) {
      await run();
      const nextMs = await store.dues.nextMs();
      if (nextMs !== null) waits.push(nextMs - time.nowMs);
      time.nowMs = nextMs ?? time.nowMs;
    }
    assert.deepEqual(waits.slice(0, 4), [1_000, 2_000, 4_000, 8_000]);
    assert.equal(Math.max(...waits), MIN);
    assert.equal(resolved.length, 20);
    assert.equal(told.length, 1);
    assert.match(told[0]?.title ?? "", /could not end a call/);
    assert.match(told[0]?.labels?.reason ?? "", /PagerDuty is away/);
    assert.equal(await store.dues.nextMs(), null);
    await clean();
  });

  it("a refusal is not tried again", async () => {
    const { store, told, resolved, run, clean } = await world(incident, async () => {
      throw new Failure("credentials", "status 403", { tell: "Set PAGERDUTY_ROUTING_KEY." });
    });
    await store.dues.add(due("end_page"));
    await run();
    assert.equal(resolved.length, 1);
    assert.equal(told[0]?.labels?.reason, "Set PAGERDUTY_ROUTING_KEY.");
    await clean();
  });

  it("a problem that came back keeps its call", async () => {
    const { store, resolved, run, clean } = await world({ ...incident, state: "firing" });
    await store.dues.add(due("end_page"));
    await run();
    assert.deepEqual(resolved, []);
    assert.equal(await store.dues.nextMs(), null);
    await clean();
  });

  it("flapping is over when nothing changed for as long as it is measured", async () => {
    const flapping = { changes: 6, sinceMs: NOW - MIN };
    const { time, store, ours, run, clean } = await world({ ...incident, flapping, flips: [NOW - MIN] });
    await store.dues.add(due("settle"));
    await run();
    assert.equal(ours.length, 0);
    const quietAtMs = NOW - MIN + defaultPolicy("ops").flapping.withinMs;
    assert.equal(await store.dues.nextMs(), quietAtMs);
    time.nowMs = quietAtMs;
    await run();
    assert.equal(ours[0]?.what, "settled");
    assert.equal(ours[0]?.incidentId, incident.id);
    await clean();
  });

  it("a muted problem that nobody took is looked at again, and said when it is loud", async () => {
    const one: { -readonly [K in keyof Incident]: Incident[K] } = { ...incident, state: "firing", mutedBy: "m1" };
    const { time, store, ours, run, clean } = await world(one);
    await store.dues.add(due("left_alone"));
    await run();
    assert.equal(ours.length, 0);
    assert.equal(await store.dues.nextMs(), NOW + 10 * MIN);
    one.mutedBy = undefined;
    const since = { by: "ana", channel: "ops", because: "deploy", swallowed: 0 };
    const match = { labels: { source: "nagios" } };
    const window = { id: "m2", kind: "maintenance", match, fromMs: NOW, untilMs: NOW + 15 * MIN, ...since } as const;
    await store.mutes.add(window);
    time.nowMs += 10 * MIN;
    await run();
    assert.equal(ours.length, 0, "a maintenance that has begun keeps it quiet too");
    time.nowMs += 10 * MIN;
    await run();
    assert.deepEqual(ours[0]?.details, ["Nobody has taken this for 10 min.", "On call: Ana"]);
    time.nowMs += MIN;
    await run();
    assert.equal(await store.dues.nextMs(), null, "its route calls nobody, and the end of the mute was reported");
    await clean();
  });

  it("a storm of problems that nobody took pings people a few times, and names them otherwise", async () => {
    const { store, ours, run, clean } = await world({ ...incident, state: "firing", paged: undefined });
    for (let at = 0; at < 12; at += 1)
      await store.dues.add({ ...due("left_alone"), id: `l${at}`, subject: `nagios:${at}` });
    await run();
    assert.equal(ours.length, 12);
    assert.equal(ours.filter(({ mention }) => mention?.includes("U1")).length, 5);
    assert.ok(ours.every(({ details }) => details?.includes("On call: Ana")));
    await clean();
  });
});
