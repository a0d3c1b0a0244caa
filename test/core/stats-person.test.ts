import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ana, bob, chen, count, duty, fact, HOUR, incident, MIN } from "./stats-kit.ts";

const night = "2026-11-10T23:30:00Z";
const rows = {
  incidents: [incident("Q1", "2026-11-10T23:29:00Z", { title: "Checkout is slow" })],
  facts: [
    fact("2026-11-10T23:29:00Z", { kind: "assigned", channel: undefined }),
    fact(night),
    fact("2026-11-10T23:34:00Z", { kind: "acked", channel: undefined }),
    fact("2026-11-11T10:00:00Z", { incidentKey: "Q2", service: "web" }),
    fact("2026-11-14T10:00:00Z", { incidentKey: "Q3" }),
    fact("2026-11-14T10:05:00Z", { kind: "resolved", channel: undefined }),
    fact("2026-11-03T23:30:00Z", { incidentKey: "B1" }),
    fact("2026-11-11T10:00:00Z", { personId: "P1" }),
  ],
  duties: [
    duty("2026-11-10T00:00:00Z", "2026-11-10T10:00:00Z"),
    duty("2026-11-03T00:00:00Z", "2026-11-03T04:00:00Z"),
    duty("2026-11-10T00:00:00Z", "2026-11-10T10:00:00Z", { personId: "P3" }),
  ],
};

describe("person", () => {
  it("has everything about one", () => {
    const sheet = count("person", rows, { person: "bob" });
    assert.deepEqual(sheet.who, bob);
    assert.deepEqual([sheet.pages, sheet.sleep, sheet.business, sheet.off], [3, 1, 1, 1]);
    assert.deepEqual(sheet.previous, { pages: 1, sleep: 1, nights: 1, oncallMs: 4 * HOUR });
    assert.deepEqual([sheet.oncallMs / HOUR, sheet.acked, sheet.resolved], [10, 1, 1]);
    assert.deepEqual([sheet.ackTime.n, sheet.ackTime.meanMs], [1, 5 * MIN]);
    assert.deepEqual(sheet.nights?.nights, [{ evening: "2026-11-10", pages: 1, hours: 1 }]);
    assert.deepEqual(
      sheet.perDay.map(({ pages, sleep }) => `${pages}/${sleep}`),
      ["0/0", "0/0", "2/1", "0/0", "0/0", "1/0", "0/0"],
    );
    assert.deepEqual(
      sheet.pagesList.map(({ atMs, service, title, part }) => [new Date(atMs).toISOString(), service, title, part]),
      [
        ["2026-11-14T10:00:00.000Z", "api", "", "off"],
        ["2026-11-11T10:00:00.000Z", "web", "", "business"],
        ["2026-11-10T23:30:00.000Z", "api", "Checkout is slow", "sleep"],
      ],
    );
  });

  it("is empty for nobody, for several, and when nobody is asked for", () => {
    for (const person of ["zoe", "n", undefined]) {
      const sheet = count("person", rows, { person });
      assert.deepEqual([sheet.who, sheet.pages, sheet.days, sheet.pagesList], [null, 0, [], []]);
    }
    const twins = [bob, { ...bob, id: "P7", email: "other@example.com" }];
    assert.equal(count("person", { ...rows, people: twins }, { person: "bob anders" }).who, null);
    assert.equal(count("person", { ...rows, people: twins }, { person: "other@example.com" }).who?.id, "P7");
  });

  it("compares with the median of three others or more, those without a page included", () => {
    assert.equal(count("person", rows, { person: "bob" }).othersMedianPages, null, "only Ana and Chen");
    const more = { ...rows, facts: [...rows.facts, fact("2026-11-12T10:00:00Z", { personId: "P9" })] };
    assert.equal(count("person", more, { person: "bob" }).othersMedianPages, 1, "1, 0 and 1");
    const four = {
      ...more,
      duties: [...rows.duties, duty("2026-11-10T00:00:00Z", "2026-11-10T01:00:00Z", { personId: "P8" })],
    };
    assert.equal(count("person", four, { person: "bob" }).othersMedianPages, 0.5, "0, 0, 1 and 1");
    assert.equal(count("person", four, { person: "bob", service: "web" }).othersMedianPages, null, "only two");
  });

  it("lists the newest 20", () => {
    const facts = Array.from({ length: 25 }, (_, index) =>
      fact(new Date(Date.parse(night) + index * 10 * MIN).toISOString()),
    );
    const { pagesList, pages } = count("person", { facts, people: [ana, bob, chen] }, { person: "bob" });
    assert.deepEqual([pages, pagesList.length], [25, 20]);
    assert.equal(pagesList[0]?.atMs, Date.parse(night) + 240 * MIN);
  });

  it("narrows by service too", () => {
    const sheet = count("person", rows, { person: "bob", service: "web" });
    assert.deepEqual([sheet.pages, sheet.nights, sheet.acked], [1, null, 0]);
  });
});
