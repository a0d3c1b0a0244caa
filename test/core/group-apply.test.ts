import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Alert } from "../../src/core/alert.ts";
import { applyMember } from "../../src/core/group-apply.ts";
import type { Incident } from "../../src/core/incident.ts";
import { alert, createRandom, shuffled } from "./alerts-made.ts";

const TITLE = "Disks are full";
const of = (member: string, state: Alert["state"], atMs: number, more: Partial<Alert> = {}): Alert =>
  alert(state, atMs, { key: "group", member, title: `${member} is full`, ...more });

const life = (alerts: readonly Alert[]): { incident: Incident; changes: string[] } => {
  let incident: Incident | undefined;
  const changes: string[] = [];
  for (const one of alerts) {
    const step = applyMember(incident, one, TITLE);
    assert.equal(step.incident.version, (incident?.version ?? 0) + 1);
    incident = step.incident;
    changes.push(step.change);
  }
  assert.ok(incident);
  return { incident, changes };
};

/** What must not depend on the order of arrival. */
const outcome = ({ state, openedAtMs, severity, labels, members = [], resolvedAtMs }: Incident) => ({
  ...{ state, openedAtMs, severity, labels, resolvedAtMs },
  members: members
    .map((one) => [one.key, one.state, one.title, one.last, one.state === "resolved" ? one.endedAtMs : 0] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1)),
});

describe("applyMember", () => {
  it("one card fires while one of its problems fires, and says which came and went", () => {
    const { incident, changes } = life([
      of("web1", "firing", 10, { labels: { host: "web1", service: "shop" } }),
      of("web2", "firing", 20, { labels: { host: "web2", service: "shop" }, severity: "critical" }),
      of("web1", "firing", 25, { labels: { host: "web1", service: "shop" } }),
      of("web1", "resolved", 30, { labels: { host: "web1", service: "shop" } }),
      of("web2", "resolved", 40, { labels: { host: "web2", service: "shop" }, ending: "auto" }),
    ]);
    assert.deepEqual(changes, ["opened", "updated", "repeated", "updated", "resolved"]);
    assert.equal(incident.title, TITLE);
    assert.equal(incident.severity, "critical");
    assert.deepEqual(incident.labels, { service: "shop" }, "what tells them apart is theirs alone");
    assert.deepEqual([incident.state, incident.resolvedAtMs, incident.ending], ["resolved", 40, "auto"]);
    assert.deepEqual(
      incident.members?.map(({ key, state, sinceMs, endedAtMs }) => [key, state, sinceMs, endedAtMs]),
      [
        ["web1", "resolved", 10, 30],
        ["web2", "resolved", 20, 40],
      ],
    );
    assert.deepEqual(incident.flips, [10, 40]);
    assert.ok(incident.history.some(({ what }) => what === "web1 is full: resolved"));
  });

  it("a claim covers those who join, survives repeats, and ends when it fires again after its end", () => {
    const start = [of("web1", "firing", 10), alert("acked", 12, { key: "group", ours: true, by: "Ana" })];
    const { incident, changes } = life([...start, of("web1", "firing", 20), of("web2", "firing", 30)]);
    assert.deepEqual(changes, ["opened", "acked", "repeated", "updated"]);
    assert.deepEqual([incident.state, incident.claimed, incident.ackedBy], ["acked", true, "Ana"]);
    const again = life([...start, of("web1", "resolved", 40), of("web1", "firing", 50)]);
    assert.deepEqual(again.changes, ["opened", "acked", "resolved", "reopened"]);
    assert.deepEqual([again.incident.state, again.incident.claimed], ["firing", undefined]);
    assert.equal(again.incident.resolvedAtMs, undefined);
  });

  it("whoever resolves the whole here ends each of them, and the source's next word about one counts", () => {
    const ours = alert("resolved", 1_000, { key: "group", ours: true, by: "Ana", ending: "human" });
    const { incident } = life([of("web1", "firing", 10), of("web2", "firing", 20), ours]);
    assert.deepEqual([incident.state, incident.resolvedBy], ["resolved", "Ana"]);
    assert.deepEqual(
      incident.members?.map(({ state, endedAtMs }) => [state, endedAtMs]),
      [
        ["resolved", 1_000],
        ["resolved", 1_000],
      ],
    );
    // By the source's clock this is before our resolve, but it is the source's newest word.
    const { incident: again, change } = applyMember(incident, of("web2", "firing", 30), TITLE);
    assert.deepEqual([change, again.state], ["reopened", "firing"]);
    assert.deepEqual(
      again.members?.map(({ state }) => state),
      ["resolved", "firing"],
    );
    assert.equal(again.history.at(-1)?.what, "web2 is full: firing", "what reopens it comes after its end");
    assert.deepEqual(again.flips, [10, 1_000, 1_000]);
  });

  it("labels that a note or we gave the whole stay when a member's change", () => {
    const { incident } = life([
      of("web1", "firing", 10, { labels: { host: "web1", value: "91" } }),
      alert("update", 11, { key: "group", ours: true, labels: { ticket: "T-1" } }),
      of("web1", "firing", 12, { labels: { host: "web1", value: "95" } }),
    ]);
    assert.deepEqual(incident.labels, { ticket: "T-1", host: "web1", value: "95" });
  });

  it("an older word about one tells only since when it is so", () => {
    const early = life([of("web1", "firing", 20), of("web1", "firing", 10)]);
    assert.deepEqual([early.changes[1], early.incident.members?.[0]?.sinceMs], ["late", 10]);
    const ended = life([of("web1", "firing", 10), of("web1", "firing", 30), of("web1", "resolved", 20)]);
    assert.deepEqual([ended.changes[2], ended.incident.state], ["late", "firing"]);
    assert.equal(ended.incident.members?.[0]?.sinceMs, 30);
  });

  it("ends in the same state in whatever order its words arrive, and loses no member", () => {
    const random = createRandom(7);
    for (let round = 0; round < 300; round += 1) {
      const count = 1 + Math.floor(random() * 5);
      const alerts = Array.from({ length: 2 + Math.floor(random() * 10) }, (_, index): Alert => {
        const member = `web${Math.floor(random() * count)}`;
        const state = random() < 0.55 ? "firing" : "resolved";
        const severity = random() < 0.3 ? "critical" : "warning";
        const labels = { host: member, service: "shop", value: String(Math.floor(random() * 3)) };
        return of(member, state, 1 + Math.floor(random() * 12), { eventId: `e${index}`, severity, labels });
      });
      const inOrder = life(shuffled(alerts, random));
      const expected = outcome(inOrder.incident);
      assert.deepEqual(
        new Set(inOrder.incident.members?.map(({ key }) => key)),
        new Set(alerts.map(({ member }) => member)),
      );
      assert.equal(
        inOrder.incident.state === "firing",
        inOrder.incident.members?.some(({ state }) => state === "firing"),
      );
      for (let order = 0; order < 5; order += 1) {
        const got = outcome(life(shuffled(alerts, random)).incident);
        // Ended, fired and ended again in one order is ended twice in another: the time of the end may differ.
        assert.deepEqual({ ...got, resolvedAtMs: 0 }, { ...expected, resolvedAtMs: 0 });
      }
    }
  });
});
