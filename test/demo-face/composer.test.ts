import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hintsFor } from "../../src/demo/face/client/hints.ts";
import { agoWords, dayName, formatMoment } from "../../src/demo/face/client/moment.ts";
import { linesOf } from "../../src/demo/face/client/order.ts";
import type { Said } from "../../src/demo/face/client/wire.ts";

const COMMANDS = [
  { command: "/oncall", description: "Asks", usageHint: "stats this week | help" },
  { command: "/other", description: "Other", usageHint: "" },
];
const person = (name: string, realName: string, bot = false) => ({
  ...{ id: name, name, realName, title: "", tz: "UTC", bot },
});
const PEOPLE = [person("ana", "Ana Kovac"), person("dan", "Dan Hughes"), person("drm", "drm", true)];
const offered = (text: string, caret = text.length) => {
  const { items, eager } = hintsFor(text, caret, COMMANDS, PEOPLE);
  return { texts: items.map((one) => one.text), eager };
};

describe("hints", () => {
  it("offers commands, and Enter takes the first", () => {
    assert.deepEqual(offered("/o"), { texts: ["/oncall ", "/other "], eager: true });
    assert.deepEqual(offered("/onc"), { texts: ["/oncall "], eager: true });
  });
  it("lets Enter send what is complete", () => {
    assert.deepEqual(offered("/oncall"), { texts: [], eager: false });
    assert.deepEqual(offered("/oncall stats this week"), { texts: [], eager: false });
  });
  it("offers what the manifest says may follow", () => {
    assert.deepEqual(offered("/oncall "), { texts: ["/oncall stats this week", "/oncall help"], eager: false });
    assert.deepEqual(offered("/oncall h"), { texts: ["/oncall help"], eager: false });
    assert.deepEqual(offered("/oncall statz"), { texts: [], eager: false });
  });
  it("completes names where the cursor is, the app first", () => {
    assert.deepEqual(offered("hi @d"), { texts: ["hi @drm ", "hi @dan "], eager: true });
    const { items } = hintsFor("hi @an now", 6, COMMANDS, PEOPLE);
    assert.deepEqual(
      items.map((one) => [one.text, one.caret]),
      [["hi @ana now", 8]],
    );
    assert.deepEqual(offered("mail a@d"), { texts: [], eager: false });
  });
});

const said = (ts: string, user: string, change: Partial<Said> = {}): Said => ({
  ...{ ts, user, text: "", blocks: [], attachments: [], edited: false, files: [], reactions: [] },
  ...{ onlyYou: false, missing: [], ...change },
});

describe("the order of a conversation", () => {
  const at = Date.UTC(2026, 10, 21, 22, 59) / 1000;
  const brief = (messages: readonly Said[], tz: string) =>
    linesOf(messages, tz).map((one) => (one.kind === "day" ? "day" : one.continued ? "+" : one.message.user));

  it("divides days in the reader's zone", () => {
    const messages = [said(`${at}.000001`, "a"), said(`${at + 900}.000001`, "b")];
    assert.deepEqual(brief(messages, "UTC"), ["day", "a", "b"]);
    assert.deepEqual(brief(messages, "Europe/Berlin"), ["day", "a", "day", "b"]);
  });
  it("puts one heading over what one person says in a row", () => {
    const messages = [
      said(`${at}.1`, "a"),
      said(`${at + 9}.1`, "a"),
      said(`${at + 400}.1`, "a"),
      said(`${at + 401}.1`, "b"),
    ];
    assert.deepEqual(brief(messages, "UTC"), ["day", "a", "+", "a", "b"]);
  });
  it("gives cards and whispers a heading of their own", () => {
    const card = { attachments: [{}] };
    const messages = [
      said(`${at}.1`, "a"),
      said(`${at}.2`, "a", card),
      said(`${at}.3`, "a"),
      said(`${at}.4`, "a", { onlyYou: true }),
    ];
    assert.deepEqual(brief(messages, "UTC"), ["day", "a", "a", "a", "a"]);
  });
});

describe("moments", () => {
  const now = Date.UTC(2026, 10, 21, 12, 0);
  it("are in the reader's zone", () => {
    assert.equal(formatMoment("{date_short_pretty} {time}", now, "Asia/Kolkata", now), "Today 17:30");
    assert.equal(formatMoment("{date_short_pretty} {time}", now, "Australia/Sydney", now), "Today 23:00");
    assert.equal(formatMoment("{date_long}", now, "UTC", now), "Saturday, 21 November 2026");
    assert.equal(formatMoment("since {time}", now, "UTC", now), "since 12:00");
  });
  it("fall back where a token is unknown", () => {
    assert.equal(formatMoment("{nope} {time}", now, "UTC", now), undefined);
    assert.equal(formatMoment("no token", now, "UTC", now), undefined);
  });
  it("say how long ago", () => {
    assert.equal(agoWords(now - 5_000, now), "just now");
    assert.equal(agoWords(now - 61_000, now), "1 minute ago");
    assert.equal(agoWords(now - 7_200_000, now), "2 hours ago");
    assert.equal(agoWords(now + 200_000_000, now), "in 2 days");
  });
  it("name near days", () => {
    assert.equal(dayName(now - 86_400_000, "UTC", now), "Yesterday");
    assert.match(dayName(now - 5 * 86_400_000, "UTC", now), /^Monday,? 16 November$/);
  });
});
