import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import rollbar from "../../src/integrations/rollbar.ts";
import { assertSameEvent, readsCaptured, sourceKit, unreadable, wantsToken } from "./source-kit.ts";

const source = sourceKit(rollbar);
const { parse, text, one, play } = source;

describe("Rollbar webhooks", () => {
  wantsToken(source);

  it("share the item, never the event", () => {
    const files = [
      "01-new-item.json",
      "02-occurrence.json",
      "03-tenth.json",
      "04-velocity.json",
      "05-resolved.json",
      "06-reopened.json",
      "07-reactivated.json",
      "08-resolved-again.json",
    ];
    const alerts = files.map((file) => one(file));
    assert.deepEqual(new Set(alerts.map(({ key }) => key)), new Set(["880001"]));
    assert.equal(new Set(alerts.map(({ eventId }) => eventId)).size, files.length);
    for (const file of files) assertSameEvent(source, file);
  });

  it("lead an item through its life", () => {
    assert.equal(play("01-new-item.json", "05-resolved.json")?.state, "resolved");
    assert.equal(play("01-new-item.json", "05-resolved.json", "06-reopened.json")?.state, "firing");
    // Rollbar retries for 16 days: the old occurrence does not open it again.
    assert.equal(play("01-new-item.json", "05-resolved.json", "02-occurrence.json")?.state, "resolved");
  });

  it("read the level as number and as word", () => {
    const level = (value: unknown) => parse({ event_name: "new_item", data: { item: { id: 1, level: value } } })[0];
    for (const [value, severity] of [
      [50, "critical"],
      [40, "error"],
      [30, "warning"],
      [20, "info"],
      [10, "info"],
      ["warning", "warning"],
    ])
      assert.equal(level(value)?.severity, severity);
    assert.equal(level(undefined)?.severityKnown, false);
  });

  it("keep ids beyond 2^53", () => {
    assert.equal(one("09-big-id-message-warning.json").key, "9007199254741993");
  });

  it("show the newest call first, and link to the item by the occurrence", () => {
    const { details, url, labels } = one("01-new-item.json");
    assert.deepEqual(details, ["cart.js:88 in total", "main.js:3 in main"]);
    assert.equal(url, "https://rollbar.com/item/uuid/?uuid=0b1c2d3e-4f50-4a6b-8c7d-9e0f1a2b3c4d");
    assert.deepEqual([labels.host, labels.environment, labels.number], ["web-1", "production", "42"]);
    assert.equal(one("04-velocity.json").what, "occurred 10 times in 5 minutes");
  });

  it("as XML are refused with what to choose instead", () => {
    assert.throws(() => parse(text("15-as-xml.txt")), /choose JSON/);
    assert.throws(() => parse("{}"), unreadable);
  });

  readsCaptured(source, {
    "event_occurred_10_exp_n_items.json": ["496445267", "firing", "error", "An Error"],
    "new_item.json": ["496445267", "firing", "error", "An Error"],
    "occurrence.json": ["402860571", "firing", "error", "Exception: test exception"],
    "reactivated_item.json": ["495300143", "firing", "error", "All set."],
    "resolved_item.json": ["495300143", "resolved", "error", "All set."],
    "test.json": ["test", "notice", "info", "This is a test payload from Rollbar. If you got this, it works!"],
  });
});
