import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import librato from "../../src/integrations/librato.ts";
import { RECEIVED_MS, readsCaptured, sourceKit, wantsToken } from "./source-kit.ts";

describe("Librato", () => {
  const source = sourceKit(librato);
  const { only, parse, fixture } = source;
  const alert = { id: 9, name: "High load", version: 2 };

  wantsToken(source);

  it("joins an alert and its clearing, and swallows neither", () => {
    const [fire, clear] = ["01-fire-two-hosts.form.txt", "02-clear.form.txt"].map((file) => only(fixture(file)));
    assert.equal(fire?.key, clear?.key);
    assert.deepEqual([fire?.state, clear?.state, clear?.ending], ["firing", "resolved", "auto"]);
    assert.notEqual(fire?.eventId, clear?.eventId);
    const same = { alert, trigger_time: 1795334400 };
    assert.notEqual(only(same).eventId, only({ ...same, clear: "normal" }).eventId, "within the same second");
  });

  it("reads the form and the plain JSON alike", () => {
    const body = { alert, trigger_time: 1795334400 };
    const form = `payload=${encodeURIComponent(JSON.stringify(body))}`;
    assert.deepEqual(parse(form), parse(body));
  });

  it("gives a retry the same id", () => {
    const body = { alert, trigger_time: 1795334400 };
    assert.equal(only(body, "a").eventId, only(body, "b").eventId);
    const timeless = (receivedAtMs: number) => only({ alert }, { receivedAtMs }).eventId;
    assert.equal(timeless(RECEIVED_MS), timeless(RECEIVED_MS + 59_000));
    assert.notEqual(timeless(RECEIVED_MS), timeless(RECEIVED_MS + 60_000));
    assert.equal(only({ alert }).atMs, RECEIVED_MS);
  });

  it("keeps a test out of the real alert's card", () => {
    const real = { alert, incident_key: "k", trigger_time: 1795334400 };
    const test = only({ ...real, triggered_by_user_test: true });
    assert.deepEqual([test.state, test.title], ["notice", "TEST: High load"]);
    assert.notEqual(test.key, only(real).key);
    assert.equal(only({ ...real, triggered_by_user_test: false }).state, "firing");
  });

  it("shows values against the threshold that each broke", () => {
    const conditions = [
      { id: 1, type: "above", threshold: 2, duration: 60 },
      { id: 2, type: "absent", duration: 120 },
    ];
    const broken = (condition_violated: number, value: number) =>
      only({ alert, conditions, violations: { web1: [{ metric: "load", value, condition_violated }] } });
    const above = broken(1, 7.190000057220459);
    assert.deepEqual([above.labels.value, above.labels.threshold, above.labels.host], ["7.19", "> 2 for 60 s", "web1"]);
    assert.deepEqual(above.details, ["web1: load was above threshold 2 over 60 s with value 7.19"]);
    const gone = broken(2, 0);
    assert.deepEqual([gone.labels.value, gone.labels.threshold], [undefined, "no data for 120 s"]);
    assert.deepEqual(gone.details, ["web1: load was absent over 120 s"]);
  });

  it("keeps big ids, and links to nothing but the web", () => {
    const { key, runbook } = only(fixture("07-hostile-big-id.json"));
    assert.deepEqual([key, runbook], ["90071992547409931234", undefined]);
  });

  it("refuses what is none of its bodies, in words", () => {
    assert.throws(() => parse({ search: 1 }), /not a webhook of Librato: it has no "alert"/);
    assert.throws(() => parse("payload=%7B"), /not JSON/);
  });

  readsCaptured(source, {
    "alert_cleared.json": ["6309313", "resolved", "error", "Alert_name"],
    "alert_three_conditions_test.json": ["6294535:test", "notice", "info", "TEST: alert.name"],
    "alert_triggered_documented.json": ["5846005", "firing", "error", "collectd.high.load"],
    "alert_v2_with_incident_key.form.txt": ["foo", "firing", "error", "Some alert name"],
    "alert_v2_with_incident_key.json": ["foo", "firing", "error", "Some alert name"],
  });
});
