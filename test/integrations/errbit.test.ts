import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import errbit from "../../src/integrations/errbit.ts";
import { assertSameEvent, RECEIVED_MS, readsCaptured, sourceKit, unreadable, wantsToken } from "./source-kit.ts";

const source = sourceKit(errbit);
const { parse, one } = source;

describe("Errbit webhooks", () => {
  wantsToken(source);

  it("are one event a notice count", () => {
    assertSameEvent(source, "01-first-notice.json");
    const alerts = ["01-first-notice.json", "02-tenth-notice.json", "03-resolved.json"].map((file) => one(file));
    assert.equal(new Set(alerts.map(({ key }) => key)).size, 1);
    assert.equal(new Set(alerts.map(({ eventId }) => eventId)).size, 3);
    assert.deepEqual(
      alerts.map(({ state }) => state),
      ["firing", "firing", "resolved"],
    );
  });

  it("leave out what Errbit does not know", () => {
    assert.equal(one("01-first-notice.json").labels.host, "web-1");
    assert.deepEqual(one("04-oid-and-nothing-else.json").labels, {});
    assert.equal(one("04-oid-and-nothing-else.json").key, "6a1e0000000000000000p002");
    assert.equal(one("04-oid-and-nothing-else.json").atMs, RECEIVED_MS);
    assert.throws(() => parse("{}"), unreadable);
  });

  readsCaptured(source, {
    "problem.json": ["5e1fe93e1a603f3916f4f0e3", "firing", "error", "IllegalStateException: Invalid state error"],
  });
});
