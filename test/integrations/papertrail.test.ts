import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import papertrail from "../../src/integrations/papertrail.ts";
import { assertSameEvent, RECEIVED_MS, readsCaptured, sourceKit, unreadable, wantsToken } from "./source-kit.ts";

const source = sourceKit(papertrail);
const { fixture, parse, text, one, only } = source;

const CRON = ["392", "notice", "info", '"cron" found 5 matches in the past minute'] as const;

describe("Papertrail webhooks", () => {
  wantsToken(source);

  it("keep ids beyond 2^53 as they were written, as numbers and as text", () => {
    const asNumbers = one("01-three-lines.json");
    assert.equal(asNumbers.eventId, "71001:9007199254741993-9007199254742013");
    assert.ok(asNumbers.url?.endsWith("centered_on_id=9007199254742013"));
    assert.deepEqual(parse(text("01-three-lines.json").replaceAll(/_id": (\d+)/g, '_id": "$1"'))[0], asNumbers);
  });

  it("say the same as a form, as JSON and as text", () => {
    assert.deepEqual(one("02-three-lines.form.txt"), one("01-three-lines.json"));
  });

  it("are one event when they are sent again, and another for the next lines", () => {
    for (const file of ["01-three-lines.json", "04-counts.json", "05-no-matches-with-range.json"])
      assertSameEvent(source, file);
    const ids = ["01-three-lines.json", "03-many-lines-many-hosts.json", "04-counts.json"].map(
      (file) => one(file).eventId,
    );
    assert.equal(new Set(ids).size, ids.length);
  });

  it("are events of their own when a quiet search has no range of lines", () => {
    const quiet = (receivedAtMs: number) => only(fixture("06-no-matches.json"), { receivedAtMs }).eventId;
    assert.equal(quiet(RECEIVED_MS), quiet(RECEIVED_MS + 59_000), "sent again at once");
    assert.notEqual(quiet(RECEIVED_MS), quiet(RECEIVED_MS + 60_000), "the next run of the search");
    const { title, severity, state } = one("06-no-matches.json");
    assert.deepEqual([state, severity], ["notice", "warning"]);
    assert.match(title, /found no matches in the past day$/);
  });

  it("count lines and hosts, show 19 lines and say how many more there are", () => {
    const { details, labels, title } = one("03-many-lines-many-hosts.json");
    assert.deepEqual([details.length, details.at(-1)], [20, "and 11 more"]);
    assert.deepEqual([labels.host, labels.matches], ["6 hosts", "30 (record limit reached)"]);
    assert.match(title, /found 30 matches in the past 10 minutes/);
    assert.deepEqual(one("04-counts.json").details, ["web-1: 1,204 matches", "web-2: 1 match"]);
    assert.equal(one("04-counts.json").atMs, 1_794_816_060_000);
  });

  it("are as bad as their worst line", () => {
    const lines = (...severities: string[]) => ({
      saved_search: { id: 1, name: "x" },
      events: severities.map((severity) => ({ message: "m", severity })),
    });
    const worst = (...severities: string[]) => parse(lines(...severities))[0]?.severity;
    assert.equal(worst("Info", "Warning", "Notice"), "warning");
    assert.equal(worst("Error", "Debug"), "error");
    for (const word of ["Emergency", "Alert", "Critical"]) assert.equal(worst("Info", word), "critical", word);
    assert.equal(worst("Debug"), "info");
  });

  it("that are something else are refused in words", () => {
    for (const body of ["", "payload=", "payload=%7B", '{"saved_search":{}}', "a=b"])
      assert.throws(() => parse(body), unreadable, body);
    assert.throws(() => parse("{}"), /not a Papertrail webhook/);
  });

  readsCaptured(source, {
    "counts.form.txt": CRON,
    "counts.json": CRON,
    "logs_5_events.form.txt": CRON,
    "logs_5_events.json": CRON,
    "logs_documented_sample.json": ["42", "notice", "info", '"Important stuff" found 2 matches'],
  });
});
