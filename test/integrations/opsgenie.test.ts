import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import opsgenie from "../../src/integrations/opsgenie.ts";
import { RECEIVED_MS, readsCaptured, sourceKit, wantsToken } from "./source-kit.ts";

describe("OpsGenie", () => {
  const source = sourceKit(opsgenie);
  const { only, parse, fixture } = source;

  wantsToken(source);

  it("joins all actions of an alert, and swallows none", () => {
    const files = ["01-create.json", "02-acknowledge.json", "08-unacknowledge.json", "09-close-by-system.json"];
    const alerts = files.map((file) => only(fixture(file)));
    assert.equal(new Set(alerts.map(({ key }) => key)).size, 1);
    assert.equal(new Set(alerts.map(({ eventId }) => eventId)).size, files.length);
    assert.deepEqual(
      alerts.map(({ state }) => state),
      ["firing", "acked", "firing", "resolved"],
    );
  });

  it("tells messages apart by nanoseconds that a double cannot hold", () => {
    const at = (updatedAt: string) => only(`{"action":"AddNote","alert":{"alertId":"a","updatedAt":${updatedAt}}}`);
    assert.match(at("1795334400123000045").eventId, /1795334400123000045$/);
    assert.notEqual(at("1795334400123000045").eventId, at("1795334400123000046").eventId);
    assert.equal(at("1795334400123000045").atMs, 1_795_334_400_123);
  });

  it("knows a repeated escalation from the next step", () => {
    const step = (name: string) => ({ action: "Escalate", alert: { alertId: "a" }, escalationNotify: { name } });
    assert.equal(only(step("ana"), "1").eventId, only(step("ana"), "2").eventId);
    assert.notEqual(only(step("ana")).eventId, only(step("ben")).eventId);
    const { state, what, title, atMs } = only(step("ana"));
    assert.deepEqual([state, what, title, atMs], ["update", "escalated to ana", "", RECEIVED_MS]);
  });

  it("takes a number for the priority of that number", () => {
    const severity = (priority: unknown) => only({ action: "Create", alert: { alertId: "a", priority } }).severity;
    assert.deepEqual([1, "P2", 3, "P4", "P5"].map(severity), ["critical", "error", "warning", "info", "info"]);
    assert.equal(only({ action: "Close", alert: { alertId: "a" } }).severityKnown, false);
  });

  it("takes a runbook from the details", () => {
    const details = { Runbook: "https://wiki.example.com/x", other: "https://example.com" };
    assert.equal(only({ action: "Create", alert: { alertId: "a", details } }).runbook, "https://wiki.example.com/x");
    const wrong = { runbook: "javascript:alert(1)" };
    assert.equal(only({ action: "Create", alert: { alertId: "a", details: wrong } }).runbook, undefined);
  });

  it("takes the last tag away when there is none left, and leaves tags alone that are not told", () => {
    assert.equal(only({ action: "RemoveTags", alert: { alertId: "a", tags: [] } }).labels.tags, "");
    assert.equal(only({ action: "RemoveTags", alert: { alertId: "a" } }).labels.tags, undefined);
  });

  it("calls integrations and the system no people", () => {
    const by = (username: string) => only({ action: "Close", alert: { alertId: "a", username } });
    assert.deepEqual([by("System").by, by("System").ending], [undefined, "auto"]);
    assert.deepEqual([by("ana@example.com").by, by("ana@example.com").ending], ["ana@example.com", "human"]);
  });

  it("cuts long texts and says how much more there is", () => {
    const description = Array.from({ length: 50 }, (_, n) => `line ${n}`).join("\n");
    const alert = only({ action: "Create", alert: { alertId: "a", message: "m".repeat(100_000), description } });
    assert.equal(alert.title.length, 500);
    assert.equal(alert.details.length, 20);
    assert.equal(alert.details.at(-1), "and 31 more");
  });

  it("refuses what is none of its bodies, in words", () => {
    assert.throws(() => parse({ action: "Create" }), /not a webhook of OpsGenie: it has no "alert"/);
  });

  const one = "052652ac-5d1c-464a-812a-7dd18bbfba8c";
  readsCaptured(source, {
    "acknowledge.json": [one, "acked", "error", "test alert"],
    "addnote.json": [one, "update", "error", "test alert"],
    "close.json": [one, "resolved", "error", "test alert"],
    "create.json": ["ec03dad6-62c8-4c94-b38b-d88f398e900f", "firing", "warning", "another alert"],
    "escalate.json": ["7ba97e3a-d328-4b5e-8f9a-39e945a3869a", "update", "error", ""],
    "takeownership.json": ["8a745a79-3ed3-4044-8427-98e067c0623c", "update", "error", "message test"],
    "unacknowledge.json": [one, "firing", "error", "test alert"],
  });
});
