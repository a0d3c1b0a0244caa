import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Alert } from "../../src/core/alert.ts";
import type { Policy } from "../../src/core/policy.ts";
import { DEFAULT_CARE } from "../../src/core/policy-default.ts";
import { createPlan } from "../../src/flows/plan.ts";
import { createRules } from "../../src/flows/rules.ts";
import { alertOf, knownAt, live, MIN, muteOf, NOON, policyWith, route } from "./policy-kit.ts";

const CHANNELS = { admin: "admin" };
const escalates = new Set(["pagerduty"]);

type Known = Parameters<typeof live>[2];

/** How long after the last of these alerts people are asked; undefined: not at all. */
const asksAfter = (alerts: readonly Alert[], policy: Policy = policyWith([]), known?: Known): number | undefined => {
  const rules = createRules(() => policy, { channels: CHANNELS, keyIsOneIncident: new Set(["pagerduty"]) });
  const last = live(rules, alerts, known ?? (({ atMs }) => knownAt(atMs)));
  const plan = createPlan(() => policy, { channels: CHANNELS, escalates, clock: () => NOON });
  const says = plan(last.incident, last.change, last.alert);
  const due = says.flatMap((say) => (say.kind === "later" && say.due.kind === "verdict" ? [say.due] : []))[0];
  return due && due.atMs - NOON;
};

const high = (more: Partial<Alert> = {}): Alert =>
  alertOf({ source: "pagerduty", severity: "error", labels: { urgency: "high" }, ...more });
const end = (more: Partial<Alert> = {}): Alert => high({ state: "resolved", atMs: NOON + 1, ...more });
const care = (verdicts: Policy["care"]["verdicts"]): Policy => ({
  ...policyWith([]),
  care: { ...DEFAULT_CARE, verdicts },
});

describe("when people are asked whether a problem needed them", () => {
  it("soon after somebody ended it, later after it ended by itself: it may come back", () => {
    assert.equal(asksAfter([high(), end({ ending: "human", by: "Ana" })]), 5_000);
    assert.equal(asksAfter([high(), end({ ending: "auto" })]), MIN);
  });

  it("at its end alone", () => {
    assert.equal(asksAfter([high()]), undefined);
    assert.equal(asksAfter([high(), high({ state: "acked", atMs: NOON + 1 })]), undefined);
    assert.equal(asksAfter([high(), end(), end({ eventId: "again", atMs: NOON + 2 })]), undefined);
    assert.equal(asksAfter([high(), end(), high({ eventId: "back", atMs: NOON + 2 })]), undefined);
  });

  it("of what called somebody: at a pager unless its urgency is low, elsewhere when it was called from here", () => {
    const low = { labels: { urgency: "low" } };
    assert.equal(asksAfter([high(low), end(low)]), undefined);
    const [begins, ends] = [alertOf({ severity: "error" }), alertOf({ state: "resolved", atMs: NOON + 2 })];
    assert.equal(asksAfter([begins, ends]), undefined);
    const paged = { atMs: NOON, by: "Ana", where: "PagerDuty", ref: "drm:1" };
    const call = alertOf({ ours: true, state: "update", paged, atMs: NOON + 1 });
    assert.equal(asksAfter([begins, call, ends]), MIN);
  });

  it("of everything that fired, or of nothing, where the team wants that", () => {
    const [begins, ends] = [alertOf({ severity: "warning" }), alertOf({ state: "resolved", atMs: NOON + 2 })];
    assert.equal(asksAfter([begins, ends], care("all")), MIN);
    assert.equal(asksAfter([high(), end()], care("off")), undefined);
    const notice = alertOf({ state: "notice", severity: "warning" });
    const done = alertOf({ ours: true, state: "resolved", ending: "human", atMs: NOON + 2 });
    assert.equal(asksAfter([notice, done], care("all")), undefined);
  });

  it("never of what was merged away, muted, not posted, or is our own trouble", () => {
    assert.equal(asksAfter([high(), end({ ending: "merged" })]), undefined);
    assert.equal(
      asksAfter([high(), end()], undefined, ({ atMs }) => knownAt(atMs, { mutes: [muteOf({ match: {} })] })),
      undefined,
    );
    const none = policyWith([route("none", { post: "none" })]);
    assert.equal(asksAfter([high(), end()], none), undefined);
    const own = alertOf({ source: "drm", severity: "error" });
    const over = alertOf({ source: "drm", state: "resolved", atMs: NOON + 1 });
    assert.equal(asksAfter([own, over], care("all")), undefined);
  });
});
