import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import airbrake from "../../src/integrations/airbrake.ts";
import {
  assertSameEvent,
  hookSource,
  RECEIVED_MS,
  testCaptured,
  testFixtures,
  testToken,
  unreadable,
} from "./hook-source.ts";

const source = hookSource(airbrake);
const { parse, text, one } = source;

describe("Airbrake webhooks", () => {
  testFixtures(source);
  testToken(source);

  it("keep ids beyond 2^53, as numbers and as text", () => {
    const [first, again, asText] = ["01-new-error-big-ids.json", "02-again.json", "03-ids-as-text-no-notice.json"].map(
      (file) => one(file),
    );
    assert.equal(first?.key, "3141592653589793238");
    assert.equal(asText?.key, first.key);
    assert.equal(first.eventId, "3141592653589793238:2718281828459045235");
    assert.equal(new Set([first, again, asText].map((alert) => alert?.eventId)).size, 3);
  });

  it("are one event when they are sent again", () => {
    for (const file of ["01-new-error-big-ids.json", "02-again.json", "03-ids-as-text-no-notice.json"])
      assertSameEvent(parse, text(file));
    assert.notEqual(one("04-partial.json", "d1").eventId, one("04-partial.json", "d2").eventId);
  });

  it("show where it happened, without what the visitor typed", () => {
    const { labels, title } = one("01-new-error-big-ids.json");
    assert.equal(labels.request, "POST https://shop.example.com/cook");
    assert.equal(title, "Kitchen::Timeout: Timeout while cooking");
    assert.equal(one("04-partial.json").atMs, RECEIVED_MS);
    assert.throws(() => parse("{}"), unreadable);
  });

  testCaptured(source, {
    "new_error.json": {
      key: "37463546",
      state: "firing",
      severity: "error",
      title: "KitchenException: You are all out of bacon!",
    },
  });
});
