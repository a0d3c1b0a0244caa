import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { suggestCover } from "../../src/core/next-cover.ts";
import { ana, bob, chen, count, duty, fact, HOUR, incident, MIN, rangeOf } from "./stats-kit.ts";

const there = { source: "opsgenie", id: "o-2", name: "Robert Anders", email: "Bob@Example.com" };
const people = [bob, there, ana, chen];
const night = "2026-11-10T23:30:00Z";
const atOpsgenie = { source: "opsgenie", personId: "o-2" };
const rows = {
  people,
  incidents: [incident("Q1", "2026-11-10T23:29:00Z"), incident("Q1", "2026-11-12T10:00:00Z", { source: "opsgenie" })],
  facts: [
    fact(night),
    fact("2026-11-10T23:30:30Z", { ...atOpsgenie, incidentKey: "77" }),
    fact("2026-11-12T10:00:00Z", atOpsgenie),
    fact("2026-11-12T10:00:00Z", { ...atOpsgenie, kind: "assigned" }),
    fact("2026-11-12T10:02:00Z", { ...atOpsgenie, kind: "acked" }),
    fact("2026-11-10T23:29:00Z", { kind: "assigned" }),
    fact("2026-11-10T23:33:00Z", { kind: "acked" }),
  ],
  duties: [
    duty("2026-11-10T00:00:00Z", "2026-11-11T00:00:00Z"),
    duty("2026-11-10T12:00:00Z", "2026-11-11T12:00:00Z", atOpsgenie),
  ],
};

describe("a person known at two sources by one address", () => {
  it("is one in every list: paged by both at once is one page, on call at both is on call once", () => {
    const load = count("load", rows, {});
    assert.deepEqual(
      load.people.map(({ name, pages, sleep, incidents, oncallMs }) => [
        name,
        pages,
        sleep,
        incidents,
        oncallMs / HOUR,
      ]),
      [["Robert Anders", 2, 1, 3, 36]],
    );
    assert.deepEqual(count("nights", rows, {}).totals, { nights: 1, pages: 1, hard: 0, people: 1, inARow: 0 });
    assert.deepEqual(
      count("fairness", rows, {}).people.map(({ pages, pieces }) => [pages, pieces]),
      [[2, 3]],
    );
    assert.equal(count("overview", rows, {}).people.length, 1);
    const [response] = count("response", rows, {}).people;
    assert.deepEqual([response?.assigned, response?.acked, response?.ackTime.meanMs], [2, 2, 3 * MIN]);
  });

  it("has one sheet, by either name or the address, in the zone that one of them has", () => {
    for (const person of ["bob@example.com", "bob anders", "robert"]) {
      const sheet = count("person", rows, { person });
      assert.deepEqual([sheet.who?.id, sheet.pages, sheet.sleep, sheet.acked], ["o-2", 2, 1, 2], person);
      assert.equal(sheet.who?.tz, "Europe/Berlin");
      assert.deepEqual(sheet.notes, [], "nobody is told of two people");
    }
  });

  it("is not suggested to cover while on call under the other id", () => {
    const range = rangeOf("last week");
    const basis = { fairness: count("fairness", rows, { range }), nights: count("nights", rows, { range }) };
    const turn = { policy: "Web", level: 1, fromMs: null, toMs: null };
    const on = (personId: string, name: string) =>
      suggestCover({ ...basis, turns: [{ ...turn, personId, name }], nowMs: range.toMs, over: "last week" });
    assert.deepEqual(on("o-2", "Bob").length, 0);
    assert.deepEqual(on("P2", "Robert Anders").length, 0);
    assert.deepEqual(on("P9", "Zoe").length, 1);
  });
});
