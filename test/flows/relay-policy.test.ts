import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import type { Alert } from "../../src/core/alert.ts";
import type { Incident } from "../../src/core/incident.ts";
import type { Collected, SourceIncident } from "../../src/core/integration.ts";
import type { Policy } from "../../src/core/policy.ts";
import { CREDENTIALS } from "../../src/core/redactions.ts";
import type { Post, Store } from "../../src/core/store.ts";
import { createPlan } from "../../src/flows/plan.ts";
import { redactCollect } from "../../src/flows/redact-collect.ts";
import { createRelay } from "../../src/flows/relay.ts";
import { createRules } from "../../src/flows/rules.ts";
import { sqlitePlace } from "../store/place.ts";
import { alertOf, MIN, NOON, policyWith, route } from "./policy-kit.ts";

interface World {
  readonly store: Store;
  readonly time: { nowMs: number };
  policy: Policy;
  /** Stores one delivery of each of these and relays them all. */
  hear(...deliveries: readonly (readonly Alert[] | Error)[]): Promise<void>;
  incident(id: string): Promise<Incident>;
  posts(channel: string): Promise<readonly Post[]>;
}

const pageRef = (id: string): string => `drm:${id}`;
const LOG = { debug() {}, info() {}, warn() {}, error() {} };

const world = async (t: TestContext, policy: Policy): Promise<World> => {
  const place = await sqlitePlace();
  t.after(() => place.clean());
  const time = { nowMs: NOON };
  const clock = () => time.nowMs;
  const store = await place.open(clock);
  const bodies = new Map<string, readonly Alert[] | Error>();
  const parse = ({ deliveryId }: { readonly deliveryId: string }) => {
    const body = bodies.get(deliveryId);
    if (body instanceof Error) throw body;
    return (body ?? []).map(({ source, ...alert }) => (source === "drm" ? { source, ...alert } : alert));
  };
  const channels = { admin: "admin" };
  const policyNow = () => here.policy;
  const loop = createRelay({
    store,
    parsers: new Map(["nagios", "pagerduty", "alertmanager", "drm"].map((name) => [name, parse])),
    plan: createPlan(policyNow, { channels, escalates: new Set(["pagerduty"]), clock }),
    rules: createRules(policyNow, { channels, keyIsOneIncident: new Set(["pagerduty"]) }),
    policyNow,
    pageRef,
    tz: "Europe/Berlin",
    pressure: { yield: async () => undefined },
    holder: "me",
    log: LOG,
    clock,
    tally: { count: () => undefined, time: () => undefined },
  });
  let count = 0;
  const here: World = {
    store,
    time,
    policy,
    async hear(...deliveries) {
      for (const body of deliveries) {
        const source = body instanceof Error ? "nagios" : (body[0]?.source ?? "nagios");
        const id = `d${count++}`;
        bodies.set(id, body);
        await store.inbox.add({
          id,
          source,
          receivedAtMs: time.nowMs,
          contentType: "text/plain",
          body: new Uint8Array(),
        });
      }
      loop.start();
      for (let tries = 0; tries < 500 && (await store.inbox.take("hooks", 1)).length > 0; tries++) {
        loop.wake();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await loop.stop();
      assert.deepEqual(await store.inbox.take("hooks", 1), []);
    },
    async incident(id) {
      const found = await store.incident(id);
      assert.ok(found, `${id} is in the store`);
      return found;
    },
    async posts(channel) {
      for (let tries = 0; tries < 50; tries++) {
        const lane = await store.outbox.takeLane("me", 1_000);
        assert.ok(lane, `something is owed in ${channel}`);
        const owed = await store.outbox.owed(lane, 50);
        await store.outbox.leave(lane, time.nowMs);
        if (lane.channel === channel) return owed;
      }
      return assert.fail(`nothing is owed in ${channel}`);
    },
  };
  return here;
};

describe("relay and policy", () => {
  it("what arrived has happened: a sender whose clock is ahead is taken by ours", async (t) => {
    const here = await world(t, policyWith([]));
    await here.hear([alertOf({ atMs: NOON + 16 * 60 * MIN })]);
    assert.equal((await here.incident("nagios:web1/disk")).openedAtMs, NOON);
    here.time.nowMs += MIN;
    await here.hear([alertOf({ atMs: NOON + 17 * 60 * MIN, state: "resolved", eventId: "over" })]);
    const over = await here.incident("nagios:web1/disk");
    assert.deepEqual([over.state, over.resolvedAtMs], ["resolved", NOON + MIN]);
  });

  it("nothing that is redacted reaches an incident, a note or the reason that something could not be read", async (t) => {
    const { hear, incident, posts, store } = await world(t, policyWith([]));
    const title = "Login failed: password=hunter2";
    await hear([alertOf({ title, details: ["token=abc123"] })], new Error("bad body: password=hunter3"));
    const found = await incident("nagios:web1/disk");
    assert.equal(found.title, "Login failed: password=[redacted credentials]");
    const admin = await posts("admin");
    assert.equal(admin.length, 1);
    const unreadable = await incident("drm:unreadable:nagios");
    assert.equal(unreadable.labels.reason, "bad body: password=[redacted credentials]");
    const report = await store.outbox.report();
    assert.equal(report.unreadable[0]?.why, "bad body: password=[redacted credentials]");
    assert.ok(!JSON.stringify([found, unreadable, await posts("ops"), report]).includes("hunter"));
  });

  it("signs of life are noted; a hidden one makes no card, and its end neither", async (t) => {
    const watchdog = {
      name: "Prometheus",
      source: "alertmanager",
      match: { labels: { alertname: "Watchdog" } },
      everyMs: 5 * MIN,
      channel: "ops",
      hidden: true,
    };
    const any = { ...watchdog, name: "Nagios", source: "nagios", match: {}, hidden: false };
    const { hear, store, time } = await world(t, policyWith([], { heartbeats: [watchdog, any] }));
    const beat = (more: Partial<Alert>) =>
      alertOf({
        source: "alertmanager",
        key: "w",
        labels: { alertname: "Watchdog" },
        eventId: `w${time.nowMs}`,
        ...more,
      });
    await hear([beat({})], []);
    assert.equal(await store.incident("alertmanager:w"), undefined);
    const last = async () => new Map((await store.heartbeats.all()).map(({ name, lastMs }) => [name, lastMs - NOON]));
    assert.deepEqual(
      await last(),
      new Map([
        ["Prometheus", 0],
        ["Nagios", 0],
      ]),
      "a delivery that says nothing is one too",
    );
    time.nowMs += MIN;
    await hear([beat({ state: "resolved" })], [alertOf()], new Error("unreadable"));
    assert.deepEqual(
      await last(),
      new Map([
        ["Prometheus", 0],
        ["Nagios", MIN],
      ]),
      "the end of a Watchdog is no life",
    );
    assert.equal(await store.incident("alertmanager:w"), undefined);
    assert.ok(await store.incident("nagios:web1/disk"), "an ordinary alert is news as well");
    await hear([alertOf({ eventId: "not-its", labels: { alertname: "Watchdog" } })]);
    assert.equal((await last()).get("Prometheus"), 0, "another source's word is no sign of its life");
    time.nowMs += MIN;
    await hear([beat({}), alertOf({ source: "alertmanager", key: "x", labels: { alertname: "Disk" } })]);
    assert.equal((await last()).get("Prometheus"), 2 * MIN);
    assert.ok(await store.incident("alertmanager:x"));
  });

  it("a route that posts to a thread has one message a day, made when something new comes", async (t) => {
    const staging = route("staging", { post: "thread", match: { labels: { environment: "staging" } } });
    const { hear, incident, posts, store, time } = await world(t, policyWith([staging]));
    const at = (key: string, more: Partial<Alert> = {}) =>
      alertOf({ key, atMs: time.nowMs, labels: { environment: "staging" }, eventId: `${key}${time.nowMs}`, ...more });
    await hear([at("a"), at("b")], [alertOf()]);
    const head = "drm:thread:staging:staging:2026-11-16";
    assert.equal((await incident(head)).title, "staging: Mon 2026-11-16");
    assert.equal((await incident("nagios:a")).said?.under, head);
    assert.equal((await incident("nagios:b")).said?.under, head);
    assert.equal((await incident("nagios:web1/disk")).said?.under, undefined);
    assert.deepEqual(
      (await posts("staging")).map(({ incidentId }) => incidentId),
      [head],
      "the others wait for it",
    );
    await hear([alertOf({ source: "pagerduty", key: "P1", labels: { dedup: pageRef("nagios:a") }, eventId: "P1" })]);
    assert.equal((await incident("pagerduty:P1")).said?.under, head, "threads have no threads");
    time.nowMs += 24 * 60 * MIN;
    await hear([at("a"), at("b", { state: "resolved" })]);
    assert.equal(await store.incident("drm:thread:staging:staging:2026-11-17"), undefined, "nothing new, no new day");
    await hear([at("c")]);
    assert.equal((await incident("nagios:c")).said?.under, "drm:thread:staging:staging:2026-11-17");
  });

  it("a pager's own incident for a call from here stands below the card that called", async (t) => {
    const { hear, incident, time } = await world(t, policyWith([route("db", { match: { labels: { host: "web1" } } })]));
    await hear([alertOf()]);
    const page = (key: string, ref: string, more: Partial<Alert> = {}) =>
      alertOf({ source: "pagerduty", key, labels: { dedup: ref }, eventId: key, ...more });
    await hear([page("P1", pageRef("nagios:web1/disk"))]);
    assert.deepEqual((await incident("pagerduty:P1")).said, {
      route: "default",
      channel: "db",
      under: "nagios:web1/disk",
    });
    await hear([page("P2", "drm:of-another-bot")], [page("P3", "some-key")]);
    assert.deepEqual((await incident("pagerduty:P2")).said, { route: "default", channel: "ops" });
    assert.deepEqual((await incident("pagerduty:P3")).said, { route: "default", channel: "ops" });
    time.nowMs += 1;
    const paged = { atMs: NOON, by: "Ana", where: "PagerDuty", ref: "drm:said-so" };
    const called = alertOf({
      source: "nagios",
      ours: true,
      state: "update",
      paged,
      incidentId: "nagios:web1/disk",
      eventId: "o",
    });
    await hear([{ ...called, source: "drm" }].map((one) => ({ ...one, source: "nagios" })));
    await hear([page("P4", "drm:said-so")]);
    assert.equal((await incident("pagerduty:P4")).said?.under, "nagios:web1/disk", "also by what was noted");
  });

  it("our own words may be about any source; a source's never", async (t) => {
    const { hear, store } = await world(t, policyWith([]));
    const sly = { ...alertOf({ key: "sly", eventId: "sly" }), source: "drm" };
    await hear([alertOf({ key: "mine" }), sly]);
    assert.ok(await store.incident("nagios:mine"));
    assert.ok(await store.incident("nagios:sly"));
    assert.equal(await store.incident("drm:sly"), undefined);
    await hear([{ ...alertOf({ key: "own", eventId: "own" }), source: "drm" }]);
    assert.ok(await store.incident("drm:own"));
  });

  it("the policy of now counts, not that of the start", async (t) => {
    const here = await world(t, policyWith([]));
    here.policy = policyWith([route("later")], { redactions: [{ name: "disk", pattern: /Disk/g }] });
    await here.hear([alertOf()]);
    const { said, title } = await here.incident("nagios:web1/disk");
    assert.deepEqual([said?.channel, title], ["later", "[redacted disk] full"]);
  });
});

describe("redaction of what a poll brings", () => {
  it("takes it out of titles, labels and addresses", async () => {
    const incident: SourceIncident = {
      source: "pagerduty",
      key: "P1",
      state: "firing",
      severity: "error",
      title: "password=hunter2",
      url: "https://x.example/?token=abc",
      labels: { secret: "abc", service: "Checkout" },
      openedAtMs: NOON,
      readAtMs: NOON,
      changedAtMs: NOON,
    };
    async function* collect(): AsyncGenerator<Collected> {
      yield { incidents: [incident], facts: [], people: [] };
    }
    const clean = redactCollect({ collect }, () => policyWith([], { redactions: CREDENTIALS }));
    for await (const batch of clean.collect({ fromMs: 0, toMs: 1 }))
      assert.deepEqual(batch.incidents, [
        {
          ...incident,
          title: "password=[redacted credentials]",
          url: "https://x.example/?token=redacted",
          labels: { secret: "[redacted credentials]", service: "Checkout" },
        },
      ]);
  });
});
