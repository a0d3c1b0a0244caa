import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import bugsnag from "../../src/integrations/bugsnag.ts";
import { assertSameEvent, readsCaptured, sourceKit, unreadable, wantsToken } from "./source-kit.ts";

const source = sourceKit(bugsnag);
const { parse, text, one, play } = source;

describe("Bugsnag webhooks", () => {
  wantsToken(source);

  it("share the error, never the event", () => {
    const files = [
      "01-first-exception.json",
      "02-power-ten.json",
      "03-frequent.json",
      "04-fixed.json",
      "05-reopened-by-itself.json",
      "06-ignored-with-dash.json",
      "07-snooze-cancelled.json",
      "08-comment.json",
    ];
    const alerts = files.map((file) => one(file));
    assert.deepEqual(new Set(alerts.map(({ key }) => key)), new Set(["er000000000000000000000a"]));
    assert.equal(new Set(alerts.map(({ eventId }) => eventId)).size, files.length);
    for (const file of [...files, "09-old-flat.json", "10-release.json"]) assertSameEvent(source, file);
  });

  it("tell two comments on the same event apart", () => {
    const [first, second] = [text("08-comment.json"), text("08-comment.json").replace("Calling them", "They are back")];
    assert.notEqual(parse(first)[0]?.eventId, parse(second)[0]?.eventId);
    assert.deepEqual(one("08-comment.json").details, ["Looks like the processor.", "Calling them."]);
  });

  it("lead an error through its life, by whom", () => {
    const fixed = play("01-first-exception.json", "04-fixed.json");
    assert.deepEqual([fixed?.state, fixed?.resolvedBy, fixed?.ending], ["resolved", "Ana Kovac", "human"]);
    assert.equal(play("01-first-exception.json", "06-ignored-with-dash.json")?.state, "firing");
    assert.equal(one("05-reopened-by-itself.json").state, "firing");
    assert.equal(one("01-first-exception.json").by, undefined);
  });

  it("show frames of the project only, where it marks any", () => {
    assert.deepEqual(one("01-first-exception.json").details, ["app/pay.rb:31 in charge", "app/checkout.rb:12 in pay"]);
    assert.equal(one("09-old-flat.json").details.length, 2);
    assert.ok((one("09-old-flat.json").labels.message ?? "").length <= 300, "a message may be a whole page");
  });

  it("about the project need no error", () => {
    assert.deepEqual(
      ["10-release.json", "11-spiking.json", "12-near-limit.json", "13-sampling.json"].map((file) => one(file).state),
      ["notice", "firing", "firing", "notice"],
    );
    assert.throws(() => parse("{}"), unreadable);
  });

  readsCaptured(source, {
    "comment_test.json": ["example", "update", "error", "ExampleException in home#example"],
    "exception.json": ["56b9ca7f17025f8756f69054", "firing", "error", "NoMethodError in auth/session#create"],
    "first_exception_test.json": ["example", "firing", "error", "ExampleException in home#example"],
  });
});
