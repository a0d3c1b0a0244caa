import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Alert } from "../../src/core/alert.ts";
import { applyMember } from "../../src/core/group-apply.ts";
import type { Incident } from "../../src/core/incident.ts";
import { applyAlert } from "../../src/core/incident-apply.ts";
import { alert } from "./alerts-made.ts";

const ours = (state: Alert["state"], atMs: number, by = "Ana"): Alert =>
  alert(state, atMs, { ours: true, by, eventId: `ours-${state}-${atMs}` });

const life = (...alerts: readonly Alert[]): { readonly incident: Incident; readonly changes: readonly string[] } => {
  let incident: Incident | undefined;
  const changes = alerts.map((one) => {
    const applied = applyAlert(incident, one);
    incident = applied.incident;
    return applied.change;
  });
  assert.ok(incident);
  return { incident, changes };
};

describe("what was done here and is taken back", () => {
  it("an ack: the problem is open and nobody's, as if it had never been taken", () => {
    const { incident, changes } = life(alert("firing", 10), ours("acked", 20), ours("firing", 30));
    assert.deepEqual(changes, ["opened", "acked", "unacked"]);
    assert.deepEqual(
      [incident.state, incident.claimed, incident.ackedAtMs, incident.ackedBy],
      ["firing", undefined, undefined, undefined],
    );
    assert.equal(incident.firings, 1, "the source said it once");
    const later = applyAlert(incident, ours("acked", 40, "Ben")).incident;
    assert.deepEqual([later.ackedAtMs, later.ackedBy], [40, "Ben"]);
  });

  it("the second ack alone: who took it first stays", () => {
    const { incident } = life(
      alert("firing", 10),
      alert("acked", 20, { by: "Ben" }),
      alert("firing", 25),
      ours("acked", 30),
      ours("firing", 40),
    );
    assert.deepEqual([incident.state, incident.ackedBy], ["firing", "Ben"]);
  });

  it("the source that repeats itself still takes nobody's claim back", () => {
    const { incident } = life(alert("firing", 10), ours("acked", 20), alert("firing", 30));
    assert.deepEqual([incident.state, incident.claimed], ["acked", true]);
  });

  it("an end: it is open again, and its end at the source still ends it", () => {
    const { incident, changes } = life(alert("firing", 10), ours("resolved", 20), ours("firing", 30));
    assert.equal(changes.at(-1), "reopened");
    assert.deepEqual([incident.state, incident.resolvedAtMs, incident.ending], ["firing", undefined, undefined]);
    const ended = applyAlert(incident, alert("resolved", 25));
    assert.deepEqual([ended.change, ended.incident.state], ["resolved", "resolved"]);
  });

  it("a notice is a notice again, not a problem", () => {
    const taken = life(alert("notice", 10), ours("acked", 20), ours("firing", 30));
    assert.deepEqual([taken.incident.state, taken.changes.at(-1)], ["notice", "noticed"]);
    const ended = life(alert("notice", 10), ours("acked", 15), ours("resolved", 20), ours("firing", 30));
    assert.deepEqual([ended.incident.state, ended.incident.claimed], ["notice", undefined]);
  });

  it("of what nobody took or ended nothing changes", () => {
    const { incident, changes } = life(alert("firing", 10), ours("firing", 20));
    assert.deepEqual([incident.state, changes.at(-1)], ["firing", "repeated"]);
  });

  it("the end of several problems on one card: those that it ended are open again, no others", () => {
    const member = (key: string, state: Alert["state"], atMs: number): Alert =>
      alert(state, atMs, { key: "group", member: key, title: key });
    let incident: Incident | undefined;
    for (const one of [
      member("web1", "firing", 10),
      member("web2", "firing", 11),
      member("web3", "firing", 12),
      member("web3", "resolved", 15),
      { ...ours("resolved", 20), key: "group" },
      { ...ours("firing", 30), key: "group" },
    ])
      incident = applyMember(incident, one, "web").incident;
    assert.equal(incident?.state, "firing");
    assert.deepEqual(
      incident?.members?.map(({ key, state, endedAtMs }) => [key, state, endedAtMs]),
      [
        ["web1", "firing", undefined],
        ["web2", "firing", undefined],
        ["web3", "resolved", 15],
      ],
    );
  });
});
