import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Alert } from "../../src/core/alert.ts";
import type { Incident } from "../../src/core/incident.ts";
import { applyAlert } from "../../src/core/incident-apply.ts";
import { importIncident } from "../../src/store/imported.ts";
import { alert, found, MONDAY } from "./made.ts";

const SECOND = 1_000;
const MIN = 60 * SECOND;

/** The incident after these webhooks: state, seconds after it opened, and more. */
const heard = (...steps: readonly (readonly [Alert["state"], number, Partial<Alert>?])[]): Incident => {
  let incident: Incident | undefined;
  for (const [state, at, more] of steps)
    incident = applyAlert(incident, alert({ state, atMs: MONDAY + at * SECOND, ...more })).incident;
  assert.ok(incident);
  return incident;
};

/** What a poll shows: the state since `changed`, read at `read` by our clock, both in seconds after it opened. */
const shown = (state: "firing" | "acked" | "resolved", changed: number, read: number, more = {}) =>
  found({ state, changedAtMs: MONDAY + changed * SECOND, readAtMs: MONDAY + read * SECOND, ...more });

describe("what a poll shows beside what webhooks told", () => {
  it("our clock ahead: a reading from before a webhook does not undo it", () => {
    const acked = heard(["firing", 0], ["acked", 8.5, { by: "Ana" }]);
    const stale = importIncident(acked, shown("firing", 0, 10, { title: "Renamed", labels: { service: "other" } }));
    assert.equal(stale, undefined);
    const resolved = heard(["firing", 0], ["acked", 5], ["resolved", 8.5]);
    for (const state of ["firing", "acked"] as const)
      assert.equal(importIncident(resolved, shown(state, 5, 3_600))?.incident.state ?? "resolved", "resolved");
  });

  it("our clock behind: a change of state that no webhook told is found all the same, by the source's times", () => {
    const firing = heard(["firing", 0, { labels: { service: "db", assigned: "Ana" } }]);
    const result = importIncident(
      firing,
      shown("acked", 30, -300, { ackedAtMs: MONDAY + 30 * SECOND, ackedBy: "Ben", labels: { assigned: "Zoe" } }),
    );
    assert.deepEqual([result?.incident.state, result?.applied?.change], ["acked", "acked"]);
    assert.deepEqual([result?.incident.ackedAtMs, result?.incident.ackedBy], [MONDAY + 30 * SECOND, "Ben"]);
    assert.deepEqual(result?.incident.labels, firing.labels, "other facts wait until the reading is surely newer");
  });

  it("within the same second what goes on is believed, what goes back only long after", () => {
    const firing = heard(["firing", 8.2]);
    assert.equal(importIncident(firing, shown("acked", 8, 9))?.incident.state, "acked");
    const acked = heard(["firing", 0], ["acked", 8.5]);
    assert.equal(importIncident(acked, shown("firing", 8, 9))?.incident.state ?? "acked", "acked");
    assert.equal(importIncident(acked, shown("firing", 8, 8 + 120))?.incident.state, "firing");
  });

  it("changed facts never make the next message late, whatever our clock says", () => {
    for (const read of [30, 3_600]) {
      const stored = heard(["firing", 0]);
      const found = importIncident(stored, shown("firing", 0, read, { labels: { service: "db", assigned: "Ben" } }));
      assert.equal(found?.applied?.change, "updated");
      assert.equal(found?.incident.labels.assigned, "Ben");
      const next = applyAlert(found?.incident, alert({ state: "resolved", atMs: MONDAY + 20 * SECOND, by: "Ana" }));
      assert.deepEqual([next.change, next.incident.state], ["resolved", "resolved"]);
    }
  });

  it("when the first ack was and who made it stay together", () => {
    const byWebhook = heard(["firing", 0], ["acked", 60.4, { by: "Ana" }]);
    const seen = (seconds: number, ackedBy?: string) =>
      importIncident(byWebhook, shown("acked", 60, 90, { ackedAtMs: MONDAY + seconds * SECOND, ackedBy }))?.incident;
    assert.deepEqual([seen(60)?.ackedAtMs, seen(60)?.ackedBy], [MONDAY + MIN, "Ana"], "the same ack in whole seconds");
    assert.deepEqual([seen(20, "Ben")?.ackedAtMs, seen(20, "Ben")?.ackedBy], [MONDAY + 20 * SECOND, "Ben"]);
    assert.equal(seen(20)?.ackedBy, undefined, "an earlier ack by nobody known is not Ana's");
    assert.equal(seen(80, "Ben"), undefined, "a later one is not the first");
  });

  it("a second ack that only the poll saw names who made it", () => {
    const unacked = heard(["firing", 0], ["acked", 60, { by: "Ana" }], ["firing", 120]);
    const again = { ackedAtMs: MONDAY + MIN, ackedBy: "Ana", changedBy: "Ben" };
    const last = importIncident(unacked, shown("acked", 180, 200, again))?.incident;
    assert.deepEqual([last?.ackedBy, last?.history.at(-1)?.by, last?.history.at(-1)?.state], ["Ana", "Ben", "acked"]);
    const unknown = importIncident(undefined, shown("acked", 180, 200, again))?.incident;
    assert.deepEqual(
      unknown?.history.map(({ state, by }) => [state, by]),
      [
        ["firing", undefined],
        ["acked", "Ana"],
        ["acked", "Ben"],
      ],
    );
  });
});
