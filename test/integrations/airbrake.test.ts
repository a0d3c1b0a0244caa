import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import airbrake from "../../src/integrations/airbrake.ts";
import { assertSameEvent, RECEIVED_MS, readsCaptured, sourceKit, unreadable, wantsToken } from "./source-kit.ts";

const source = sourceKit(airbrake);
const { fixture, parse, one, only } = source;

describe("Airbrake webhooks", () => {
  wantsToken(source);

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
      assertSameEvent(source, file);
    const nameless = (receivedAtMs: number) => only(fixture("04-partial.json"), { receivedAtMs }).eventId;
    assert.equal(nameless(RECEIVED_MS), nameless(RECEIVED_MS + 59_000), "within a minute");
    assert.notEqual(nameless(RECEIVED_MS), nameless(RECEIVED_MS + 60_000));
  });

  it("show where it happened, without what the visitor typed", () => {
    const { labels, title } = one("01-new-error-big-ids.json");
    assert.equal(labels.request, "POST https://shop.example.com/cook");
    assert.equal(title, "Kitchen::Timeout: Timeout while cooking");
    assert.equal(one("04-partial.json").atMs, RECEIVED_MS);
    assert.throws(() => parse("{}"), unreadable);
  });

  readsCaptured(source, {
    "new_error.json": ["37463546", "firing", "error", "KitchenException: You are all out of bacon!"],
  });
});
