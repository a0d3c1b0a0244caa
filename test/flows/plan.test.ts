import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Alert } from "../../src/core/alert.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { Say } from "../../src/core/store.ts";
import { createPlan, mentionFor, repairPlan } from "../../src/flows/plan.ts";
import { createRules } from "../../src/flows/rules.ts";
import { alertOf, knownAt, live, MIN, muteOf, NOON, policyWith, route } from "./policy-kit.ts";

const CHANNELS = { admin: "admin" };
const DAY = 24 * 60 * MIN;

/** What is said of the last of these alerts. */
const say = (
  alerts: readonly Alert[],
  policy: Policy = policyWith([]),
  known: Parameters<typeof live>[2] = ({ atMs }) => knownAt(atMs),
): readonly Say[] => {
  const now = () => policy;
  const rules = createRules(now, { channels: CHANNELS, keyIsOneIncident: new Set(["pagerduty"]) });
  const last = live(rules, alerts, known);
  const plan = createPlan(now, { channels: CHANNELS, escalates: new Set(["pagerduty"]), clock: () => NOON + 5 });
  return plan(last.incident, last.change, last.alert);
};
const card = (channel: string, more: object = {}): object => ({ kind: "card", channel, ...more });
const note = (channel: string, lines: readonly string[], more: object = {}): object => ({
  kind: "note",
  channel,
  lines,
  ...more,
});
const due = (kind: string, afterMs: number, id = "nagios:web1/disk"): object => ({
  kind: "later",
  due: { id: `${kind}:${id}`, kind, atMs: NOON + 5 + afterMs, subject: id, step: 1 },
});
const MUTED = ({ atMs }: Alert) => knownAt(atMs, { mutes: [muteOf()] });
const details = ["line 1", "line 2"];
const critical = alertOf({ severity: "critical" });

describe("plan", () => {
  it("one card where the route says", () => {
    assert.deepEqual(say([alertOf()]), [card("ops")]);
    assert.deepEqual(say([alertOf()], policyWith([route("disks")])), [card("disks")]);
  });

  it("our own troubles: the admin channel, no routes, no reminders", () => {
    const own = { ...critical, source: "drm" };
    const all = policyWith([route("all", { post: "none", details: "none" })]);
    assert.deepEqual(say([{ ...own, details }], all), [card("admin", { urgent: true }), note("admin", details)]);
    assert.deepEqual(say([{ ...own, channel: "C1" }]), [card("C1", { urgent: true })]);
  });

  it("critical and high urgency go first while they go on", () => {
    assert.deepEqual(say([critical])[0], card("ops", { urgent: true }));
    assert.deepEqual(say([alertOf({ labels: { urgency: "high" } })])[0], card("ops", { urgent: true }));
    assert.deepEqual(say([critical, { ...critical, state: "resolved", atMs: NOON + 1 }])[0], card("ops"));
  });

  it("muted, or a route that posts nothing: nothing new, and what stands is kept true", () => {
    const posted = card("ops", { onlyIfPosted: true });
    assert.deepEqual(say([{ ...critical, details }], undefined, MUTED), [{ ...posted, urgent: true }]);
    const none = policyWith([route("none", { post: "none" })]);
    assert.deepEqual(say([{ ...critical, details }], none), [card("none", { onlyIfPosted: true, urgent: true })]);
    const ours = alertOf({ ours: true, state: "update", details: ["muted for 2 h by Ana: deploy"], atMs: NOON + 1 });
    assert.deepEqual(say([alertOf(), ours], undefined, MUTED), [posted, note("ops", ours.details)]);
    assert.deepEqual(say([alertOf(), ours], none), [card("none", { onlyIfPosted: true })]);
  });

  it("details: in the thread, in the channel too, or nowhere", () => {
    const alert = alertOf({ details, by: "Ana", what: "note added" });
    const lines = ["Ana · note added:", ...details];
    const to = (where: "thread" | "channel" | "none") => say([alert], policyWith([route("a", { details: where })]));
    assert.deepEqual(to("thread"), [card("a"), note("a", lines)]);
    assert.deepEqual(to("channel"), [card("a"), note("a", lines, { broadcast: true })]);
    assert.deepEqual(to("none"), [card("a")]);
    assert.deepEqual(say([alertOf({ details })])[1], note("ops", details));
  });

  it("what only repeats brings no details again, nor does what flaps", () => {
    const again = alertOf({ details, atMs: NOON + MIN });
    assert.deepEqual(say([alertOf({ details }), again]), [card("ops")]);
    const flips = Array.from({ length: 7 }, (_, index) =>
      alertOf({ atMs: NOON + index, state: index % 2 ? "resolved" : "firing", details }),
    );
    assert.deepEqual(say(flips), [card("ops"), due("settle", 15 * MIN)]);
  });

  it("ours: their texts as they are, with whom they mention, wherever details go", () => {
    const ours = alertOf({ ours: true, state: "update", what: "left alone", by: "Dr. M", atMs: NOON + 1 });
    const quiet = policyWith([route("a", { details: "none" })]);
    const told = { ...ours, details: ["Nobody has taken this."], mention: ["U1"] };
    assert.deepEqual(say([alertOf(), told], quiet), [card("a"), note("a", told.details, { mention: ["U1"] })]);
    const loud = policyWith([route("a", { details: "channel" })]);
    assert.deepEqual(say([alertOf(), told], loud)[1], note("a", told.details, { mention: ["U1"] }), "in the thread");
    assert.deepEqual(say([alertOf(), { ...ours, mention: ["U1"] }]), [
      card("ops"),
      note("ops", ["Dr. M · left alone"], { mention: ["U1"] }),
    ]);
    assert.deepEqual(say([alertOf(), ours]), [card("ops")]);
  });

  it("an open problem heard of again after a day is said in the channel", () => {
    const after = (ms: number, more: Partial<Alert> = {}) => [alertOf(), alertOf({ atMs: NOON + ms, ...more })];
    assert.deepEqual(say(after(2 * DAY)), [card("ops"), note("ops", ["again after 2 d"], { broadcast: true })]);
    assert.deepEqual(say(after(DAY - 1)), [card("ops")]);
    assert.deepEqual(say(after(2 * DAY, { state: "resolved" })), [card("ops")]);
    assert.deepEqual(say(after(2 * DAY, { ours: true })), [card("ops")]);
    assert.equal(
      say(after(2 * DAY), undefined, ({ atMs }) => knownAt(atMs, { mutes: [muteOf({ untilMs: NOON + 9 * DAY })] }))
        .length,
      1,
    );
    const notices = [alertOf({ state: "notice" }), alertOf({ state: "notice", atMs: NOON + 3 * DAY, details })];
    assert.deepEqual(say(notices)[1], note("ops", ["again after 3 d", ...details], { broadcast: true }));
  });

  it("a mild problem that becomes critical is said in the channel once", () => {
    const worse = { ...critical, atMs: NOON + 1, eventId: "worse" };
    const told = note("ops", ["now critical"], { broadcast: true });
    assert.deepEqual(say([alertOf({ severity: "warning" }), worse])[1], told);
    const still = { ...critical, atMs: NOON + 2, eventId: "still" };
    assert.equal(say([alertOf({ severity: "warning" }), worse, still]).length, 1);
    assert.equal(say([critical, { ...worse, severity: "warning" }]).length, 1, "better is no news");
    const mild = policyWith([route("mild", { severity: "warning" })]);
    assert.deepEqual(say([alertOf({ severity: "warning" }), worse], mild), [card("mild")], "the route says otherwise");
  });

  it("below another card", () => {
    assert.deepEqual(say([alertOf({ under: "drm:thread:a", channel: "a" })]), [card("a", { under: "drm:thread:a" })]);
  });

  it("a severe problem that nobody took is looked at again, from its opening and when it is taken back", () => {
    const waits = due("left_alone", 10 * MIN);
    const at = (state: Alert["state"], offset: number) => ({ ...critical, state, atMs: NOON + offset });
    const last = (...alerts: readonly Alert[]) => say(alerts).at(-1);
    assert.deepEqual(last(critical), waits);
    assert.deepEqual(last(at("firing", 0), at("acked", 1), at("firing", 2)), waits);
    assert.deepEqual(last(at("firing", 0), at("resolved", 1), at("firing", 2)), waits);
    for (const alerts of [
      [at("firing", 0), at("firing", 1)],
      [at("firing", 0), at("acked", 1)],
      [at("notice", 0)],
      [alertOf()],
      [{ ...critical, source: "pagerduty" }],
    ])
      assert.equal(say(alerts).filter(({ kind }) => kind === "later").length, 0);
    assert.equal(say([critical], undefined, MUTED).length, 1, "not while it is muted");
    const warning = { ...critical, severity: "warning" } as const;
    const muteEnds = ({ atMs }: Alert) => knownAt(atMs, { mutes: [muteOf({ untilMs: NOON + 1 })] });
    assert.deepEqual(last(warning, at("firing", 1)), waits, "it became severe");
    assert.deepEqual(say([critical, at("firing", 1)], undefined, muteEnds).at(-1), waits, "it became loud");
    const off = policyWith([route("a", { leftAlone: undefined })]);
    assert.equal(say([critical], off).length, 1);
    const five = policyWith([route("a", { leftAlone: { afterMs: 5 * MIN, severities: ["error"], page: true } })]);
    assert.deepEqual(say([alertOf()], five).at(-1), due("left_alone", 5 * MIN));
  });

  it("what was called about is called off at its end", () => {
    const paged = { atMs: NOON, by: "Ana", where: "PagerDuty", ref: "drm:1" };
    const call = alertOf({ ours: true, state: "update", paged, atMs: NOON + 1 });
    const ended = say([alertOf(), call, alertOf({ state: "resolved", atMs: NOON + 2 })]);
    assert.deepEqual(ended.slice(1), [due("end_page", 0), due("verdict", MIN)]);
    assert.equal(say([alertOf(), alertOf({ state: "resolved", atMs: NOON + 2 })]).length, 1);
  });

  it("whom a new card mentions: what its route says, nobody for muted and ended ones and our own", () => {
    const policy = policyWith([route("a", { match: { labels: { source: "nagios" } }, mention: ["here", "U1"] })]);
    const rules = createRules(() => policy, { channels: CHANNELS, keyIsOneIncident: new Set() });
    const mentions = (alert: Alert, known?: Parameters<typeof live>[2]) =>
      mentionFor(() => policy)(live(rules, [alert], known).incident);
    assert.deepEqual(mentions(alertOf()), ["here", "U1"]);
    assert.deepEqual(mentions(alertOf(), MUTED), []);
    assert.deepEqual(mentions(alertOf({ state: "resolved" })), []);
    assert.deepEqual(mentions(alertOf({ state: "acked" })), [], "somebody is on it already");
    assert.deepEqual(mentions(alertOf({ source: "drm" })), []);
    assert.deepEqual(mentions(alertOf({ source: "sentry" })), []);
  });

  it("what a poll finds long after its end is repainted only, and a muted one stays quiet", () => {
    const rules = createRules(() => policyWith([]), { channels: CHANNELS, keyIsOneIncident: new Set() });
    const plan = createPlan(() => policyWith([]), { channels: CHANNELS, escalates: new Set(), clock: () => NOON });
    const told = (alert: Alert, nowMs: number, known?: Parameters<typeof live>[2]) => {
      const { incident, change } = live(rules, [alert], known);
      return repairPlan(plan, nowMs)(incident, change, alert)[0];
    };
    const ended = alertOf({ state: "resolved" });
    assert.deepEqual(told(ended, NOON + 61 * MIN), card("ops", { onlyIfPosted: true }));
    assert.deepEqual(told(ended, NOON + 59 * MIN), card("ops"));
    assert.deepEqual(told(alertOf(), NOON, MUTED), card("ops", { onlyIfPosted: true }));
  });

  it("without a judge it is still said where the route of now says", () => {
    const plan = createPlan(() => policyWith([route("a")]), {
      channels: CHANNELS,
      escalates: new Set(),
      clock: () => NOON,
    });
    const plain = { gather: () => ({ groupWindowMs: 0, freshAfterMs: 0 }), judge: <T>(incident: T): T => incident };
    const { incident, change, alert } = live(plain, [alertOf()]);
    assert.deepEqual(plan(incident, change, alert), [card("a")]);
    assert.deepEqual(plan(incident, change, { ...alert, channel: "C1" }), [card("C1")]);
  });
});
