import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import pagerduty from "../../src/integrations/pagerduty.ts";
import { capturedFiles, NOT_CAPTURED, sourceKit, unreadable } from "./source-kit.ts";

const { parse, own } = sourceKit(pagerduty);

describe("PagerDuty webhooks", () => {
  it("keep integers beyond 2^53 as they were written", () => {
    const [workflow] = own.filter(({ name }) => name.includes("workflow"));
    assert.equal(parse(workflow?.body ?? new Uint8Array())[0]?.eventId, "20261116082300000000000000000000000123");
  });

  it("refuse what is no PagerDuty webhook, in words", () => {
    for (const text of ["", "{", "[]", "{}", '"x"', '{"event":{}}', '{"event":{"event_type":"incident.triggered"}}'])
      assert.throws(() => parse(text), unreadable, text);
    const about = (changes: object) =>
      JSON.stringify({
        event: { id: "E", event_type: "incident.triggered", occurred_at: "2026-11-16T08:00:00Z", ...changes },
      });
    const data = { id: "Q", type: "incident" };
    assert.equal(parse(about({ data })).length, 1, "the ids and the time are enough");
    assert.throws(() => parse(about({ data, id: "" })), unreadable);
    assert.throws(() => parse(about({ data: { type: "incident" } })), unreadable);
    assert.throws(() => parse(about({ data, occurred_at: "soon" })), /occurred_at/);
  });

  it("never link to anything but the web", () => {
    const data = { id: "Q", type: "incident", html_url: "javascript:alert(1)" };
    const event = { id: "E", event_type: "incident.triggered", occurred_at: "2026-11-16T08:00:00Z", data };
    assert.equal(parse(JSON.stringify({ event }))[0]?.url, undefined);
  });
});

const real = [...capturedFiles("pagerduty"), ...capturedFiles("pagerduty-v2")];
describe("captured PagerDuty webhooks", { skip: real.length === 0 && NOT_CAPTURED }, () => {
  for (const file of real)
    it(file.name, () => {
      if (file.name.startsWith("v1_")) {
        assert.throws(() => parse(file.body), /v1 webhook/);
        return;
      }
      const alerts = parse(file.body);
      assert.equal(alerts.length, file.name.includes("ping") ? 0 : 1);
      assert.deepEqual(parse(file.body), alerts);
      for (const { title, url, by } of alerts) assert.ok(title && url?.startsWith("https://") && by);
    });
});
