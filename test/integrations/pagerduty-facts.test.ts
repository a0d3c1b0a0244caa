import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { ApiLogEntry } from "../../src/integrations/pagerduty/api-shapes.ts";
import { factsOf } from "../../src/integrations/pagerduty/facts.ts";
import { personOfUser } from "../../src/integrations/pagerduty/people.ts";
import { severityOf } from "../../src/integrations/pagerduty/severity.ts";
import { halvesOf, slicesOf } from "../../src/integrations/pagerduty/slices.ts";

const ana = { id: "PANA", type: "user_reference", summary: "Ana" };
const entry = (type: string, more: object = {}) =>
  ApiLogEntry.parse({
    id: "R1",
    type,
    created_at: "2026-11-16T08:00:00Z",
    agent: ana,
    incident: { id: "Q1", type: "incident_reference" },
    service: { id: "S1", summary: "Shop" },
    teams: [{ id: "T1", summary: "Payments" }],
    ...more,
  });
const kinds = (type: string, more?: object) =>
  factsOf(entry(type, more), undefined).map(({ kind, id, personId, channel }) =>
    [kind, id, personId, channel].filter(Boolean).join(" "),
  );

describe("facts of a log entry", () => {
  it("know both names of an ack", () => {
    assert.deepEqual(kinds("acknowledge_log_entry"), ["acked R1 PANA"]);
    assert.deepEqual(kinds("acknowledgement_log_entry"), ["acked R1 PANA"]);
  });

  it("name nobody when a service did it", () => {
    assert.deepEqual(kinds("resolve_log_entry", { agent: { id: "S1", type: "service_reference" } }), ["resolved R1"]);
    assert.deepEqual(kinds("unacknowledge_log_entry", { agent: null }), ["unacked R1"]);
  });

  it("say how a notification went, from wherever it is told", () => {
    const notified = (channel: object, more: object = { user: ana }) =>
      kinds("notify_log_entry", { channel, ...more })[0];
    assert.equal(notified({ type: "auto", notification: { type: "push_notification" } }), "notified R1 PANA push");
    assert.equal(notified({ type: "auto", notification: { type: "sms" } }), "notified R1 PANA sms");
    assert.equal(notified({ type: "phone" }), "notified R1 PANA phone");
    assert.equal(notified({ type: "email", notification: { user: ana } }, {}), "notified R1 PANA email");
    assert.equal(notified({ type: "carrier_pigeon" }), "notified R1 PANA other");
  });

  it("count each person that was assigned, and an escalation beside them", () => {
    const assignees = [ana, { id: "PBEN", type: "user_reference" }, ana];
    assert.deepEqual(kinds("assign_log_entry", { assignees }), ["assigned R1:PANA PANA", "assigned R1:PBEN PBEN"]);
    assert.deepEqual(kinds("escalate_log_entry", { assignees, agent: null }), [
      "escalated R1",
      "assigned R1:PANA PANA",
      "assigned R1:PBEN PBEN",
    ]);
  });

  it("take service and teams from the incident when the entry lacks them", () => {
    const bare = entry("snooze_log_entry", { service: undefined, teams: undefined });
    const [fact] = factsOf(bare, { service: "Mail", teams: ["Core"] });
    assert.deepEqual([fact?.kind, fact?.service, fact?.teams], ["snoozed", "Mail", ["Core"]]);
  });

  it("are none for what happens to nobody", () => {
    for (const type of [
      "trigger",
      "exhaust_escalation_path",
      "reach_ack_limit",
      "urgency_change",
      "field_value_change",
    ])
      assert.deepEqual(kinds(`${type}_log_entry`), []);
  });
});

describe("small rules of PagerDuty", () => {
  it("severity: the worst priority is critical, then urgency decides", () => {
    const table = [
      ["high", "P1"],
      ["low", "SEV-1"],
      ["high", "P2"],
      ["high", null],
      ["low", "P10"],
      [null, undefined],
    ] as const;
    assert.deepEqual(
      table.map(([urgency, priority]) => severityOf(urgency, priority)),
      ["critical", "critical", "error", "error", "warning", "error"],
    );
  });

  it("a zone that is none is left out", () => {
    const user = { id: "P1", name: "Ana", summary: null, email: null, html_url: null };
    assert.equal(personOfUser({ ...user, time_zone: "Europe/Berlin" }).tz, "Europe/Berlin");
    assert.equal(personOfUser({ ...user, time_zone: "Eastern Time (US & Canada)" }).tz, undefined);
  });

  it("slices get longer where little happens, at most four weeks, and shorter again", () => {
    const day = 86_400_000;
    const slices = slicesOf({ fromMs: 0, toMs: 400 * day });
    const lengths: number[] = [];
    for (const slice of slices) {
      const days = (slice.toMs - slice.fromMs) / day;
      lengths.push(days);
      slices.brought(slice, days * (lengths.length < 9 ? 10 : 2_000));
    }
    assert.deepEqual(lengths.slice(0, 10), [1, 2, 4, 8, 16, 28, 28, 28, 28, 1]);
    assert.equal(
      lengths.reduce((sum, days) => sum + days, 0),
      400,
    );
  });

  it("slices cover the window on whole seconds, cut at UTC days, oldest first", () => {
    const day = 86_400_000;
    const cut = (window: Parameters<typeof slicesOf>[0]) => [...slicesOf(window)];
    const slices = cut({ fromMs: 1500, toMs: 2 * day + 200 });
    assert.deepEqual(slices, [
      { fromMs: 1000, toMs: day },
      { fromMs: day, toMs: 2 * day },
      { fromMs: 2 * day, toMs: 2 * day + 1000 },
    ]);
    assert.deepEqual(cut({ fromMs: day, toMs: 2 * day }), [{ fromMs: day, toMs: 2 * day }]);
    assert.deepEqual(cut({ fromMs: 5, toMs: 5 }), [{ fromMs: 0, toMs: 1000 }]);
    assert.equal(halvesOf({ fromMs: 1000, toMs: 2000 }), undefined);
    assert.deepEqual(halvesOf({ fromMs: 1000, toMs: 4000 }), [
      { fromMs: 1000, toMs: 2000 },
      { fromMs: 2000, toMs: 4000 },
    ]);
  });
});
