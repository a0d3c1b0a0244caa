import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import pingdom from "../../src/integrations/pingdom.ts";
import { RECEIVED_MS, readsCaptured, sourceKit, unreadable, wantsToken } from "./source-kit.ts";

describe("Pingdom", () => {
  const source = sourceKit(pingdom);
  const { only, parse, fixture } = source;
  const down = { check_id: 5, check_name: "Shop", current_state: "DOWN", state_changed_timestamp: 1795334520 };

  wantsToken(source);

  it("joins down and up by the check, and tells them apart", () => {
    const [first, second] = [fixture("01-http-down-high.json"), fixture("02-http-up.json")].map((body) => only(body));
    assert.equal(first?.key, second?.key);
    assert.notEqual(first?.eventId, second?.eventId);
    assert.deepEqual([first?.state, second?.state, second?.ending], ["firing", "resolved", "auto"]);
  });

  it("gives a retry the same id, and the next outage another", () => {
    assert.equal(only(down, "a").eventId, only(down, "b").eventId);
    const next = { ...down, state_changed_timestamp: 1795339999 };
    assert.notEqual(only(next).eventId, only(down).eventId);
    const timeless = { check_id: 5, current_state: "DOWN" };
    const idAt = (receivedAtMs: number) => only(timeless, { receivedAtMs }).eventId;
    assert.equal(idAt(RECEIVED_MS), idAt(RECEIVED_MS + 59_000));
    assert.notEqual(idAt(RECEIVED_MS), idAt(RECEIVED_MS + 60_000));
    assert.equal(only(timeless).atMs, RECEIVED_MS);
  });

  it("takes a time without a zone as UTC, whatever zone this machine is in", () => {
    const told = { check_id: 5, current_state: "UP", state_changed_utc_time: "2026-11-22T08:02:00" };
    const zone = process.env.TZ;
    process.env.TZ = "Asia/Tokyo";
    try {
      assert.equal(only(told).atMs, Date.parse("2026-11-22T08:02:00Z"));
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it("shows no credentials of the check", () => {
    const text = JSON.stringify(only(fixture("01-http-down-high.json")));
    assert.doesNotMatch(text, /hunter2|s3cr3t|Authorization/);
    assert.match(text, /https:\/\/shop\.example\.com\/checkout"/);
  });

  it("keeps big ids and cuts long names", () => {
    const alert = only(`{"check_id":90071992547409931,"current_state":"DOWN","check_name":"${"x".repeat(100_000)}"}`);
    assert.equal(alert.key, "90071992547409931");
    assert.equal(alert.title.length, 500);
  });

  it("refuses what is none of its bodies, in words", () => {
    assert.throws(() => parse({ check_id: 5 }), /not a webhook of Pingdom: it has no "current_state"/);
    assert.throws(() => parse([]), unreadable);
  });

  readsCaptured(source, {
    "dns_check_documented.json": ["12345", "firing", "error", "Name of DNS check is down: Short error message"],
    "http_down_importance_high.json": [
      "803318",
      "firing",
      "critical",
      "Alerta API on OpenShift is down: HTTP Error 503",
    ],
    "http_up_to_down.json": ["2048467", "firing", "error", "Test check is down: DNS error"],
    "imap_down_to_up.json": ["2051859", "resolved", "error", "IMAP check is up again"],
    "imap_up_to_down.json": ["2051859", "firing", "error", "IMAP check is down: Unknown target"],
    "transaction_failing_to_success.json": ["12345", "resolved", "error", "Name of transaction check works again"],
  });
});
