import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Incident } from "../../src/core/incident.ts";
import { type LiveRow, liveVerbs, safeUrl } from "../../src/core/live-list.ts";
import { ageWords, headline, mutedWords, muteWords, remarks, valueWords } from "../../src/web/client/list-words.ts";
import { NOW_MS } from "./web-under-test.ts";

const MIN = 60_000;
const row: LiveRow = {
  ...{ id: "s:k", version: 1, state: "firing", severity: "error", source: "s", title: "t", firings: 1 },
  openedAtMs: NOW_MS - 12 * MIN,
  verbs: [],
};
const counts = { states: [], severities: [], sources: [], services: [], muted: 5 };

describe("the live list's words", () => {
  it("tell the age as the state has it", () => {
    assert.equal(ageWords(row, NOW_MS), "for 12 min");
    assert.equal(ageWords({ ...row, state: "notice" }, NOW_MS), "12 min ago");
    assert.equal(ageWords({ ...row, state: "resolved", endedAtMs: NOW_MS - 8 * MIN }, NOW_MS), "lasted 4 min");
    assert.equal(ageWords(row, NOW_MS - 60 * MIN), "for 0 s");
  });

  it("tell value and limit, or what is known of them", () => {
    assert.equal(valueWords({ ...row, value: "97 %", threshold: "> 90 %" }), "97 % (threshold > 90 %)");
    assert.equal(valueWords({ ...row, value: "97 %" }), "97 %");
    assert.equal(valueWords({ ...row, threshold: "> 90 %" }), "threshold > 90 %");
    assert.equal(valueWords(row), "");
  });

  it("remark on who took it, pages, flapping, groups and doubt", () => {
    assert.deepEqual(remarks(row), []);
    const paged = { where: "PagerDuty", by: "Ben", atMs: NOW_MS };
    const odd = {
      ...row,
      takenBy: "Ana",
      paged,
      flapping: 1,
      members: { firing: 2, all: 3 },
      unconfirmed: "Prometheus",
    };
    assert.deepEqual(remarks(odd), [
      "taken by Ana",
      "PagerDuty called by Ben",
      "2 of 3 firing",
      "flapping: 1 change",
      "end not confirmed: Prometheus is silent",
    ]);
    assert.deepEqual(remarks({ ...row, state: "resolved", takenBy: "Ana", firings: 3 }), [
      "resolved by Ana",
      "fired 3 times",
    ]);
  });

  it("head the page and the muted part with their counts", () => {
    assert.equal(headline({ total: 1234 }, false, []), "1,234 open problems");
    assert.equal(headline({ total: 1 }, true, []), "1 open problem, filtered");
    assert.equal(headline({ total: 0 }, false, ["notice"]), "No notices");
    assert.equal(mutedWords({ muted: { rows: [], total: 2 }, mutes: [], counts }), "Muted: 2 of 5 problems");
    const mute = { id: "m", kind: "mute", words: "x", by: "Ana", because: "", swallowed: 1, quiet: true } as const;
    const times = { fromMs: NOW_MS, untilMs: NOW_MS + 80 * MIN };
    assert.equal(muteWords({ ...mute, ...times }, NOW_MS), "for 1 h 20 min more · kept quiet: 1 alert");
    assert.equal(
      mutedWords({ muted: { rows: [], total: 5 }, mutes: [{ ...mute, ...times }], counts }),
      "Muted: 5 problems, 1 mute",
    );
  });

  it("offer what can be done with a problem as it stands", () => {
    const problem: Incident = {
      ...{ id: "s:k", source: "s", key: "k", version: 1, state: "firing", severity: "error", title: "t", labels: {} },
      ...{ openedAtMs: NOW_MS, firings: 1, history: [], last: { atMs: NOW_MS, rank: 1, eventId: "e" } },
    };
    const verbs = (more: Partial<Incident>, handledBy: "source" | "here" | "nobody" = "here", pager = true) =>
      liveVerbs({ ...problem, ...more }, handledBy, pager).join(" ");
    assert.equal(verbs({}), "ack resolve mute page");
    assert.equal(verbs({}, "here", false), "ack resolve mute");
    assert.equal(verbs({}, "source"), "ack resolve mute");
    assert.equal(verbs({}, "nobody"), "mute");
    assert.equal(verbs({ state: "acked", mutedBy: "m" }), "resolve unmute page");
    assert.equal(verbs({ paged: [{ atMs: 0, by: "Ana", where: "PagerDuty", ref: "r" }] }), "ack resolve mute");
    assert.equal(verbs({ state: "notice" }), "ack mute page");
    assert.equal(verbs({ state: "notice", severity: "info" }), "mute");
    assert.equal(verbs({ state: "resolved" }), "");
    assert.equal(verbs({ state: "resolved", mutedBy: "m" }), "unmute");
  });

  it("link only where a browser may go", () => {
    for (const url of [
      "javascript:alert(1)",
      " JAVASCRIPT:x",
      "data:text/html,x",
      "//evil",
      "x",
      `https://e.test/${"x".repeat(3000)}`,
    ])
      assert.equal(safeUrl(url), undefined, url);
    assert.equal(safeUrl("https://e.test/a?b=1"), "https://e.test/a?b=1");
  });
});
