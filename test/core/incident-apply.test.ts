import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Alert } from "../../src/core/alert.ts";
import { callsNow } from "../../src/core/called.ts";
import type { Incident } from "../../src/core/incident.ts";
import { applyAlert } from "../../src/core/incident-apply.ts";

const alert = (state: Alert["state"], atMs: number, more: Partial<Alert> = {}): Alert => ({
  source: "pagerduty",
  key: "Q1",
  eventId: `${state}-${atMs}`,
  state,
  severity: "error",
  title: "Checkout is slow",
  atMs,
  labels: {},
  details: [],
  ...more,
});

const life = (alerts: readonly Alert[]): { incident: Incident; changes: string[] } => {
  let incident: Incident | undefined;
  const changes: string[] = [];
  for (const one of alerts) {
    const applied = applyAlert(incident, one);
    incident = applied.incident;
    changes.push(applied.change);
  }
  assert.ok(incident);
  return { incident, changes };
};

describe("applyAlert", () => {
  it("follows a whole life and says why at each step", () => {
    const { incident, changes } = life([
      alert("firing", 10),
      alert("acked", 20, { by: "Ana" }),
      alert("update", 25, { labels: { priority: "P1" } }),
      alert("firing", 30),
      alert("firing", 35),
      alert("acked", 40, { by: "Bo" }),
      alert("resolved", 50, { by: "Bo", ending: "human" }),
      alert("resolved", 55),
      alert("firing", 60),
    ]);
    assert.deepEqual(changes, [
      "opened",
      "acked",
      "updated",
      "unacked",
      "repeated",
      "acked",
      "resolved",
      "repeated",
      "reopened",
    ]);
    assert.equal(incident.state, "firing");
    assert.equal(incident.openedAtMs, 10);
    assert.equal(incident.ackedAtMs, 20, "the first ack stays the first");
    assert.equal(incident.ackedBy, "Ana", "and so does who made it");
    assert.equal(incident.resolvedAtMs, undefined);
    assert.equal(incident.labels.priority, "P1");
    assert.equal(incident.version, 9);
  });

  it("each moment knows the state it brought, whatever the source called it", () => {
    const { incident } = life([
      alert("firing", 1),
      alert("update", 2),
      alert("acked", 3, { what: "taken", by: "Ana" }),
    ]);
    assert.deepEqual(incident.history, [
      { atMs: 1, what: "firing", by: undefined, state: "firing" },
      { atMs: 2, what: "update", by: undefined },
      { atMs: 3, what: "taken", by: "Ana", state: "acked" },
    ]);
  });

  it("what goes on after its end keeps nothing of that end", () => {
    const ended = [alert("firing", 1), alert("resolved", 2, { by: "Bo", ending: "human" })];
    for (const state of ["firing", "acked"] as const) {
      const { incident, changes } = life([...ended, alert(state, 3, { by: "Ana" })]);
      assert.equal(changes.at(-1), state === "firing" ? "reopened" : "acked");
      assert.deepEqual(
        [incident.resolvedAtMs, incident.resolvedBy, incident.ending],
        [undefined, undefined, undefined],
      );
      const again = applyAlert(incident, alert("resolved", 4)).incident;
      assert.deepEqual([again.resolvedAtMs, again.resolvedBy, again.ending], [4, undefined, undefined]);
    }
  });

  it("an older alert changes no state but fills the gaps", () => {
    const { incident, changes } = life([
      alert("resolved", 50, { title: "", by: "Bo" }),
      alert("firing", 10, { labels: { service: "shop" } }),
      alert("acked", 20, { by: "Ana" }),
    ]);
    assert.deepEqual(changes, ["resolved", "late", "late"]);
    assert.equal(incident.state, "resolved");
    assert.equal(incident.title, "Checkout is slow");
    assert.equal(incident.openedAtMs, 10);
    assert.equal(incident.ackedAtMs, 20);
    assert.equal(incident.resolvedAtMs, 50);
    assert.equal(incident.labels.service, "shop");
  });

  it("at the same millisecond firing comes before acked before resolved, then the event id decides", () => {
    const states = ["firing", "acked", "resolved"] as const;
    for (const a of states)
      for (const b of states)
        for (const c of states) {
          if (new Set([a, b, c]).size < 3) continue;
          assert.equal(life([alert(a, 5), alert(b, 5), alert(c, 5)]).incident.state, "resolved");
        }
    assert.equal(life([alert("firing", 5, { eventId: "b" }), alert("firing", 5, { eventId: "a" })]).changes[1], "late");
  });

  it("ends in the same state in whatever order alerts arrive", () => {
    const alerts = [alert("firing", 1), alert("acked", 2), alert("firing", 3), alert("acked", 4), alert("resolved", 5)];
    const permute = (rest: readonly Alert[]): Alert[][] =>
      rest.length < 2
        ? [[...rest]]
        : rest.flatMap((one, at) => permute(rest.toSpliced(at, 1)).map((others) => [one, ...others]));
    for (const order of permute(alerts)) {
      const { incident } = life(order);
      assert.equal(incident.state, "resolved");
      assert.equal(incident.openedAtMs, 1);
      assert.equal(incident.resolvedAtMs, 5);
      assert.equal(incident.history.length, 5);
      assert.deepEqual(
        incident.history.map(({ atMs }) => atMs),
        [1, 2, 3, 4, 5],
      );
    }
  });

  it("an update makes no change of state late, and the newest update's facts win", () => {
    const { incident, changes } = life([
      alert("firing", 10, { labels: { assigned: "Ana" } }),
      alert("update", 40, { labels: { assigned: "Bo" } }),
      alert("update", 30, { labels: { assigned: "Cy", priority: "P1" } }),
      alert("acked", 20, { by: "Ana", labels: { assigned: "Ana" } }),
      alert("resolved", 35, { by: "Ana" }),
    ]);
    assert.deepEqual(changes, ["opened", "updated", "late", "acked", "resolved"]);
    assert.equal(incident.state, "resolved");
    assert.deepEqual(incident.labels, { assigned: "Bo", priority: "P1" });
    const first = life([alert("update", 40, { labels: { assigned: "Bo" } }), alert("firing", 10), alert("acked", 20)]);
    assert.equal(first.incident.state, "acked");
    assert.equal(first.incident.openedAtMs, 10);
  });

  it("an empty label takes a fact away", () => {
    const { incident } = life([
      alert("firing", 1, { labels: { assigned: "Ana", service: "shop" } }),
      alert("resolved", 2, { labels: { assigned: "" } }),
    ]);
    assert.deepEqual(incident.labels, { service: "shop" });
  });

  it("what is done here never makes the source's word late, whatever our clock shows", () => {
    const { incident, changes } = life([
      alert("firing", 10),
      alert("acked", 9_000, { ours: true, by: "Ana", labels: { ticket: "T-1" } }),
      alert("update", 9_500, { ours: true, what: "muted" }),
      alert("firing", 20, { title: "Checkout is slower" }),
      alert("resolved", 30, { title: "" }),
    ]);
    assert.deepEqual(changes, ["opened", "acked", "updated", "repeated", "resolved"]);
    assert.deepEqual([incident.title, incident.labels.ticket], ["Checkout is slower", "T-1"]);
    assert.equal(incident.resolvedAtMs, 30);
    const opened = life([alert("firing", 9_000, { ours: true }), alert("resolved", 30)]);
    assert.deepEqual(opened.changes, ["opened", "resolved"]);
  });

  it("a claim survives the source's repeats and ends with the problem, or with an ack of the source's own", () => {
    const claimed = [alert("firing", 10), alert("acked", 15, { ours: true, by: "Ana" })];
    const repeated = life([...claimed, alert("firing", 20), alert("firing", 30)]);
    assert.deepEqual(
      [repeated.changes.at(-1), repeated.incident.state, repeated.incident.claimed],
      ["repeated", "acked", true],
    );
    const again = life([...claimed, alert("resolved", 20), alert("firing", 30), alert("firing", 40)]);
    assert.deepEqual(again.changes.slice(2), ["resolved", "reopened", "repeated"]);
    assert.deepEqual([again.incident.state, again.incident.claimed], ["firing", undefined]);
    const theirs = life([...claimed, alert("acked", 20, { by: "Ben" }), alert("firing", 30)]);
    assert.deepEqual(theirs.changes.slice(2), ["repeated", "unacked"]);
    assert.equal(theirs.incident.ackedBy, "Ana");
  });

  it("whoever claims what has just ended does not open it again", () => {
    const { incident, changes } = life([
      alert("firing", 10),
      alert("resolved", 20),
      alert("acked", 21, { ours: true, by: "Ana" }),
    ]);
    assert.deepEqual([changes.at(-1), incident.state, incident.claimed], ["repeated", "resolved", undefined]);
  });

  it("what reopens it comes after its end in its life, however the clocks differ", () => {
    const { incident } = life([
      alert("firing", 10),
      alert("resolved", 9_000, { ours: true, by: "Ana" }),
      alert("firing", 20, { eventId: "later" }),
    ]);
    assert.equal(incident.state, "firing");
    assert.deepEqual(
      incident.history.map(({ state }) => state),
      ["firing", "resolved", "firing"],
    );
    assert.deepEqual(incident.flips, [10, 9_000, 9_000]);
  });

  it("pages and offers are kept; the same page twice is one", () => {
    const paged = { atMs: 15, by: "Ana", where: "PagerDuty", ref: "R1" };
    const { incident } = life([
      alert("firing", 10, { offers: [{ id: "enable", label: "Enable" }] }),
      alert("update", 15, { ours: true, paged }),
      alert("update", 16, { ours: true, paged: { ...paged, atMs: 16 } }),
      alert("update", 17, { ours: true, paged: { ...paged, ref: "R2" } }),
    ]);
    assert.deepEqual(
      incident.paged?.map(({ ref, atMs }) => [ref, atMs]),
      [
        ["R1", 16],
        ["R2", 15],
      ],
    );
    assert.equal(incident.offers?.length, 1);
  });

  it("a call holds until the problem ends, whatever the source's clock shows", () => {
    const paged = { atMs: 1_000, by: "Ana", where: "PagerDuty", ref: "R1" };
    const called = [alert("firing", 10), alert("update", 1_000, { ours: true, paged })];
    const calls = (...more: Alert[]) => callsNow(life([...called, ...more]).incident).length;
    assert.equal(calls(), 1);
    assert.equal(calls(alert("resolved", 20)), 0);
    assert.equal(calls(alert("resolved", 20), alert("firing", 30)), 0);
    const again = alert("update", 2_000, { ours: true, paged: { ...paged, atMs: 2_000 } });
    assert.equal(calls(alert("resolved", 9_000), alert("firing", 9_010), again), 1, "a clock ahead of ours");
  });

  it("remembers the event by which it got worse", () => {
    const warning = { severity: "warning" } as const;
    const { incident } = life([alert("firing", 10, warning), alert("firing", 20, { severity: "critical" })]);
    assert.equal(incident.alarmedBy, "firing-20");
    const milder = life([
      alert("firing", 10),
      alert("firing", 20, warning),
      alert("update", 30, { severityKnown: false }),
    ]);
    assert.equal(milder.incident.alarmedBy, undefined);
  });
});
