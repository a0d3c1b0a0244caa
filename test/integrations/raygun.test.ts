import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import raygun from "../../src/integrations/raygun.ts";
import { assertSameEvent, RECEIVED_MS, readsCaptured, sourceKit, unreadable, wantsToken } from "./source-kit.ts";

const source = sourceKit(raygun);
const { parse, text, one, play } = source;

describe("Raygun webhooks", () => {
  wantsToken(source);

  it("share the error, never the event", () => {
    const files = [
      "01-new-error.json",
      "02-five-minute-follow-up.json",
      "03-resolved.json",
      "04-reoccurred.json",
      "05-assigned.json",
      "06-comment.json",
      "07-ignored.json",
      "08-active-again.json",
    ];
    const alerts = files.map((file) => one(file));
    assert.equal(new Set(alerts.map(({ key }) => key)).size, 1);
    assert.equal(new Set(alerts.map(({ eventId }) => eventId)).size, files.length);
    for (const file of files) assertSameEvent(source, file);
  });

  it("lead an error through its life, by whom", () => {
    const resolved = play("01-new-error.json", "02-five-minute-follow-up.json", "03-resolved.json");
    assert.deepEqual([resolved?.state, resolved?.resolvedBy, resolved?.ending], ["resolved", "Ana Kovac", "human"]);
    const back = play("01-new-error.json", "03-resolved.json", "04-reoccurred.json");
    assert.deepEqual([back?.state, back?.labels.status], ["firing", undefined]);
    assert.equal(play("01-new-error.json", "07-ignored.json")?.state, "firing");
    assert.equal(play("01-new-error.json", "03-resolved.json", "08-active-again.json")?.state, "firing");
  });

  it("tell two comments of the same second apart", () => {
    const other = text("06-comment.json").replace("Rolling back", "Done");
    assert.notEqual(parse(other)[0]?.eventId, one("06-comment.json").eventId);
    assert.equal(one("06-comment.json").by, "Ben Okoro");
  });

  it("without a message are named after the application", () => {
    assert.equal(one("09-empty-message.json").title, "Error in Shop");
    assert.equal(one("11-partial.json").url, undefined);
    assert.equal(one("11-partial.json").atMs, RECEIVED_MS);
    assert.throws(() => parse("{}"), unreadable);
  });

  readsCaptured(source, {
    "comment_added_to_error.json": ["https://app.raygun.com/error-url", "update", "error", "Script Error"],
    "error_status_changed.json": ["https://app.raygun.com/error-url", "update", "error", "Script Error"],
    "new_error.json": ["http://app.raygun.io/error-url", "firing", "error", "Error in application name"],
    "one_minute_followup_error.json": [
      "http://app.raygun.io/error-url",
      "update",
      "error",
      "Error in application name",
    ],
  });
});
