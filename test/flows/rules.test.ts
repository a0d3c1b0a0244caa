import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Policy } from "../../src/core/policy.ts";
import { createRules } from "../../src/flows/rules.ts";
import { alertOf, knownAt, live, MIN, muteOf, NOON, policyWith, route } from "./policy-kit.ts";

const OPTIONS = { channels: { admin: "admin" }, keyIsOneIncident: new Set(["pagerduty"]) };
const rulesOf = (policy: Policy = policyWith([])) => createRules(() => policy, OPTIONS);

describe("rules: gathering", () => {
  const group = { key: "g1", title: "Checkout" };

  it("as the source groups them, unless the route says by which labels, or not at all", () => {
    const alert = alertOf({ group });
    assert.deepEqual(rulesOf().gather(alert), { group, groupWindowMs: 60 * MIN, freshAfterMs: 15 * MIN });
    const by = rulesOf(policyWith([route("a", { group: { by: ["service", "region"], windowMs: 5 * MIN } })]));
    const gathered = by.gather(alert);
    assert.equal(gathered.group?.title, "Checkout");
    assert.equal(gathered.groupWindowMs, 5 * MIN);
    assert.equal(by.gather(alertOf({ key: "other", labels: { service: "Checkout" } })).group?.key, gathered.group?.key);
    assert.notEqual(by.gather(alertOf({ labels: { service: "Search" } })).group?.key, gathered.group?.key);
    assert.equal(by.gather(alertOf({ labels: { host: "web1" }, group })).group, undefined, "none of the labels: alone");
    const off = rulesOf(policyWith([route("a", { group: { by: [], windowMs: 0 } })]));
    assert.equal(off.gather(alert).group, undefined);
  });

  it("the key of a group fits an index whatever the labels hold", () => {
    const rules = rulesOf(policyWith([route("a", { group: { by: ["a", "b", "c", "d", "e"], windowMs: 1 } })]));
    const long = "😀".repeat(500);
    const key = rules.gather(alertOf({ labels: { a: long, b: long, c: long, d: long, e: long } })).group?.key ?? "";
    assert.ok(key.length > 0 && key.length <= 600 && key.isWellFormed(), `${key.length}`);
  });

  it("where a key is one incident: no groups, never a new occurrence, and its kind is service and title", () => {
    const rules = rulesOf(policyWith([route("a", { group: { by: ["service"], windowMs: 1 } })]));
    const kindOf = (title: string): string | undefined => {
      const gathered = rules.gather(alertOf({ source: "pagerduty", title, group }));
      assert.equal(gathered.group, undefined);
      assert.equal(gathered.freshAfterMs, Number.POSITIVE_INFINITY);
      return gathered.problem;
    };
    assert.equal(kindOf("502s on web1: 12.5 % of 1,240"), "Checkout|#s on web#: # % of #");
    assert.equal(
      kindOf("Job 3fa85f64-5717-4562-b3fc-2c963f66afa6 failed"),
      kindOf("Job 00000000-5717-4562-b3fc-2c963f66afa7  failed"),
    );
    assert.equal(kindOf("Trace deadbeef01 slow"), kindOf("trace 0badcafe99 slow"));
    assert.notEqual(kindOf("Disk full"), kindOf("Disk slow"));
    assert.equal(kindOf("Facade defaced"), "Checkout|facade defaced", "words are no ids");
    assert.equal(rules.gather(alertOf({ source: "nagios" })).problem, undefined);
  });

  it("our own words are never grouped", () => {
    const rules = rulesOf(policyWith([route("a", { group: { by: ["service"], windowMs: 1 } })]));
    assert.equal(rules.gather(alertOf({ source: "drm", group })).group, undefined);
  });
});

describe("rules: judging", () => {
  it("where it is said is decided at its opening and kept, whatever the file becomes", () => {
    let policy = policyWith([route("disks", { match: { labels: { title: "disk*" } }, severity: "critical" })]);
    const rules = createRules(() => policy, OPTIONS);
    const opened = live(rules, [alertOf()]);
    assert.deepEqual(opened.incident.said, { route: "disks", channel: "disks" });
    assert.equal(opened.incident.severity, "critical", "as the route has it");
    const again = alertOf({ atMs: NOON + MIN, severity: "warning" });
    assert.equal(live(rules, [alertOf(), again]).incident.severity, "critical", "whatever the source says later");
    policy = policyWith([]);
    assert.deepEqual(rules.judge(opened.incident, "repeated", again, knownAt(NOON)).said, opened.incident.said);
  });

  it("our own troubles go to the admin channel or where they ask, with their own severity", () => {
    const rules = rulesOf(policyWith([route("all", { severity: "critical" })]));
    const own = live(rules, [alertOf({ source: "drm", key: "k" })]).incident;
    assert.deepEqual([own.said, own.severity], [{ route: "drm", channel: "admin" }, "error"]);
    const asked = live(rules, [alertOf({ source: "drm", key: "k", channel: "C1" })]).incident;
    assert.equal(asked.said?.channel, "C1");
  });

  it("below another card when the relay found one", () => {
    const { incident } = live(rulesOf(), [alertOf({ under: "nagios:x", channel: "dba" })]);
    assert.deepEqual(incident.said, { route: "default", channel: "dba", under: "nagios:x" });
  });

  it("the hours are those of now, not those of the sender's clock", () => {
    const hours = { days: [1], fromMin: 720, toMin: 780, tz: "UTC", when: "inside" } as const;
    const rules = rulesOf(policyWith([route("lunch", { hours })]));
    const late = alertOf({ atMs: NOON - 180 * MIN });
    assert.equal(live(rules, [late], () => knownAt(NOON)).incident.said?.route, "lunch");
  });

  it("muted while a mute that fits is quiet; what ended muted stays so", () => {
    const mutes = [muteOf({ id: "no", match: { labels: { host: "db*" } } }), muteOf()];
    const at = (offset: number, state: "firing" | "resolved" = "firing") => alertOf({ atMs: NOON + offset, state });
    const known = ({ atMs }: { atMs: number }) => knownAt(atMs, { mutes });
    assert.equal(live(rulesOf(), [at(-1)], known).incident.mutedBy, undefined, "not yet");
    assert.equal(live(rulesOf(), [at(-1), at(1)], known).incident.mutedBy, "m1");
    assert.equal(live(rulesOf(), [at(1), at(60 * MIN)], known).incident.mutedBy, undefined, "over");
    assert.equal(live(rulesOf(), [at(1), at(60 * MIN, "resolved")], known).incident.mutedBy, "m1");
    assert.equal(
      live(rulesOf(), [at(-1), at(1, "resolved")], known).incident.mutedBy,
      undefined,
      "it was told of, so its end is",
    );
    assert.equal(live(rulesOf(), [at(1), at(2, "resolved"), at(60 * MIN)], known).incident.mutedBy, undefined);
    const ended = [muteOf({ endedAtMs: NOON })];
    assert.equal(live(rulesOf(), [at(1)], ({ atMs }) => knownAt(atMs, { mutes: ended })).incident.mutedBy, undefined);
  });

  it("keeps the mute that it has while another fits too", () => {
    const two = [muteOf({ id: "m0" }), muteOf()];
    const { incident } = live(rulesOf(), [alertOf(), alertOf({ atMs: NOON + MIN })], ({ atMs }) =>
      knownAt(atMs, { mutes: atMs === NOON ? two.slice(1) : two }),
    );
    assert.equal(incident.mutedBy, "m1");
  });

  it("words about a service do not hide our own troubles; muting that very one does", () => {
    const own = alertOf({ source: "drm", key: "silent:p", labels: { host: "web1" } });
    const muted = (mute: Parameters<typeof muteOf>[0]) =>
      live(rulesOf(), [own], () => knownAt(NOON, { mutes: [muteOf(mute)] })).incident.mutedBy;
    assert.equal(muted({}), undefined);
    assert.equal(muted({ match: { words: ["disk"] } }), undefined);
    assert.equal(muted({ match: { labels: { source: "drm", key: "silent:p" } } }), "m1");
  });

  it("flapping: so many changes in so little time, counted on, over when nothing changes for as long", () => {
    const rules = rulesOf();
    const flips = (count: number, everyMs = MIN) =>
      Array.from({ length: count }, (_, index) =>
        alertOf({ atMs: NOON + index * everyMs, state: index % 2 === 0 ? "firing" : "resolved" }),
      );
    const state = (count: number, everyMs?: number) => live(rules, flips(count, everyMs)).incident.flapping;
    assert.equal(state(5), undefined);
    assert.deepEqual(state(6), { changes: 6, sinceMs: NOON });
    assert.deepEqual(state(20), { changes: 20, sinceMs: NOON });
    assert.equal(state(12, 3 * MIN), undefined, "six in 15 min are asked, these are five");
    const flapping = live(rules, flips(7));
    const update = alertOf({ state: "update", ours: true, atMs: NOON + 6 * MIN });
    const judge = (nowMs: number) => rules.judge(flapping.incident, "updated", update, knownAt(nowMs)).flapping;
    assert.deepEqual(judge(NOON + 20 * MIN), { changes: 7, sinceMs: NOON }, "an update is no change of state");
    assert.equal(judge(NOON + 21 * MIN), undefined);
  });

  it("an end that a silent source tells is in doubt, until the source speaks of it again", () => {
    const silent = new Map([["nagios", NOON]]);
    const end = (more = {}) => alertOf({ state: "resolved", atMs: NOON + MIN, ...more });
    const during = ({ atMs }: { atMs: number }) => knownAt(atMs, atMs > NOON ? { silent } : {});
    assert.equal(live(rulesOf(), [alertOf(), end()], during).incident.unconfirmed, "nagios");
    assert.equal(live(rulesOf(), [alertOf(), end({ ours: true })], during).incident.unconfirmed, undefined);
    assert.equal(live(rulesOf(), [alertOf(), end()]).incident.unconfirmed, undefined);
    const once = ({ atMs }: { atMs: number }) => knownAt(atMs, atMs === NOON + MIN ? { silent } : {});
    const note = alertOf({ state: "update", ours: true, atMs: NOON + 2 * MIN });
    assert.equal(
      live(rulesOf(), [alertOf(), end(), note], once).incident.unconfirmed,
      "nagios",
      "our note changes nothing",
    );
    const after = end({ atMs: NOON + 2 * MIN, eventId: "x" });
    assert.equal(live(rulesOf(), [alertOf(), end(), after], once).incident.unconfirmed, undefined);
  });
});
