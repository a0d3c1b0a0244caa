import assert from "node:assert/strict";
import { test } from "node:test";
import { formatMessage } from "../../src/bot/render.ts";
import type { Incident } from "../../src/core/incident.ts";
import { matchesGolden } from "./golden.ts";
import { incidentAfter, type Step } from "./incidents.ts";

const card = (incident: Incident, canAct = true) => formatMessage({ kind: "card", incident, canAct });

const acked = [{}, { state: "acked", by: "Ana Ruiz", atMin: 2 }] as const;

const CARDS: Readonly<Record<string, Incident>> = {
  firing: incidentAfter({}),
  acked: incidentAfter(...acked),
  escalated: incidentAfter(
    {},
    { state: "update", what: "escalated to Ben Okafor", atMin: 10, labels: { assigned: "Ben Okafor" } },
  ),
  unacked: incidentAfter(...acked, { atMin: 30, what: "ack timed out" }),
  "resolved-by-person": incidentAfter(...acked, { state: "resolved", by: "Ana Ruiz", ending: "human", atMin: 63 }),
  "resolved-by-itself": incidentAfter({}, { state: "resolved", ending: "auto", atMin: 5 }),
  merged: incidentAfter({}, { state: "resolved", ending: "merged", by: "Ana Ruiz", atMin: 5 }),
  "merged-into": incidentAfter(
    {},
    { state: "resolved", ending: "merged", what: "merged into #309", by: "Ana Ruiz", atMin: 5 },
  ),
  "with-notes": incidentAfter(
    { labels: { number: "7", service: "Checkout", policy: "Payments", teams: "Payments, Web", urgency: "low" } },
    { state: "update", what: "note added", by: "Ben Okafor", atMin: 1 },
    { state: "acked", by: "Ana Ruiz", atMin: 2 },
    { state: "update", what: "Ben Okafor asked to respond", by: "Ana Ruiz", atMin: 3 },
  ),
  reopened: incidentAfter(...acked, { state: "resolved", atMin: 5 }, { what: "reopened", by: "Ben Okafor", atMin: 9 }),
  "long-lived": incidentAfter(...acked, { state: "resolved", ending: "human", atMin: 60 * 30 }),
  notice: incidentAfter({ state: "notice", title: "42 lines match", labels: {}, url: undefined }),
  hostile: incidentAfter({
    title: "<!channel> *boom* `rm -rf` <https://evil.example|ok> & @here\n> quoted",
    url: "javascript:alert(1)",
    runbook: "https://wiki.example/run?a=1&b=2|3",
    labels: { service: "<@U123ABC>", assigned: "_me_ ~you~", "<b>": "x".repeat(500) },
  }),
};

for (const [name, incident] of Object.entries(CARDS)) test(`card: ${name}`, () => matchesGolden(name, card(incident)));

test("card: nobody may act", () => matchesGolden("no-buttons", card(incidentAfter({}), false)));

const ids = (incident: Incident, canAct = true): string[] =>
  [...JSON.stringify(card(incident, canAct)).matchAll(/"action_id":"(\w+)"/g)].map(([, id = ""]) => id);

test("buttons follow the state", () => {
  assert.deepEqual(ids(incidentAfter({})), ["drm_ack", "drm_resolve", "drm_mute"]);
  assert.deepEqual(ids(incidentAfter(...acked)), ["drm_resolve", "drm_mute"]);
  assert.deepEqual(ids(incidentAfter({}, { state: "resolved", atMin: 1 })), []);
  assert.deepEqual(ids(incidentAfter({ state: "notice" })), []);
  assert.deepEqual(ids(incidentAfter({}), false), []);
});

test("an id too long for a button's value makes a card without buttons, not a button for another incident", () => {
  assert.deepEqual(ids(incidentAfter({ key: "k".repeat(2001) })), []);
});

test("the text alone has all essentials", () => {
  const { text } = card(incidentAfter(...acked));
  assert.equal(
    text,
    "🟠 #1234 Checkout API high latency · Checkout · assigned to Ana Ruiz · Acknowledged by Ana Ruiz after 2 min",
  );
});

/** The last words of the card's text after these steps, minutes after it opened. */
const said = (...steps: readonly Step[]): string =>
  card(incidentAfter({}, ...steps))
    .text.split(" · ")
    .at(-1) ?? "";
const ack = (by: string, atMin: number, what?: string) =>
  ({ state: "acked", by, atMin, ...(what ? { what } : {}) }) as const;
const fire = (atMin: number) => ({ state: "firing", what: "ack timed out", atMin }) as const;
const end = (atMin: number) => ({ state: "resolved", atMin }) as const;

test("an ack is told by its newest, counted from when the problem was firing last", () => {
  assert.equal(said(ack("Ana", 2)), "Acknowledged by Ana after 2 min");
  assert.equal(said(ack("Ana", 2), ack("Ben", 5)), "Acknowledged by Ben after 5 min");
  assert.equal(said(ack("Ana", 2), fire(30), ack("Ben", 34, "taken over")), "Acknowledged by Ben after 4 min");
  assert.equal(said(ack("Ana", 2), fire(30), fire(33), ack("Ben", 34)), "Acknowledged by Ben after 4 min");
  assert.equal(said(end(5), { ...fire(9), what: "reopened" }, ack("Ben", 10)), "Acknowledged by Ben after 1 min");
  assert.equal(said(ack("Ana", 2), end(5), ack("Ben", 10)), "Acknowledged by Ben after 10 min");
});

test("an ack that many updates pushed out of the history is told as far as it is known", () => {
  const updates = Array.from({ length: 20 }, (_, at) => ({ state: "update", atMin: 40 + at }) as const);
  assert.equal(said(ack("Ana", 2), ...updates), "Acknowledged by Ana after 2 min");
  assert.equal(said(ack("Ana", 2), fire(30), ack("Ben", 34), ...updates), "Acknowledged");
});

test("an end by merging says into what, when the source says it", () => {
  const merged = { state: "resolved", ending: "merged", by: "Ana", atMin: 5 } as const;
  assert.equal(said({ ...merged, what: "merged into #309" }), "Merged into #309 by Ana");
  assert.equal(said(merged), "Merged into another incident by Ana");
});

test("what the card says in words is not said again below, and routing is left out", () => {
  const small = (incident: Incident): string => {
    const [attached] = card(incident).attachments ?? [];
    return JSON.stringify(attached?.blocks.filter(({ type }) => type === "context"));
  };
  assert.doesNotMatch(small(incidentAfter(...acked)), /triggered|acknowledged/, "nothing but the opening is left");
  const noted = CARDS["with-notes"];
  assert.ok(noted);
  assert.match(small(noted), /triggered.*note added by Ben Okafor.*Ben Okafor asked to respond by Ana Ruiz/);
  assert.doesNotMatch(small(noted), /acknowledged/);
  assert.doesNotMatch(JSON.stringify(card(noted)), /Payments|Teams|Policy/);
});

test("no outside text can mention, and no link leads anywhere but http", () => {
  const hostile = CARDS.hostile;
  assert.ok(hostile);
  const shown = JSON.stringify(card(hostile), (key, value) => (key === "accessibility_label" ? "plain" : value));
  assert.doesNotMatch(shown, /<!(channel|here|everyone)|<@U|<https:\/\/evil|javascript:/);
});

test("replies, notes and pictures", () => {
  matchesGolden(
    "reply",
    formatMessage({
      kind: "reply",
      askedBy: "Ana Ruiz",
      reply: {
        title: "On-call stats, this week",
        lines: ["12 incidents, 4 more than the week before", "<!channel> & co"],
        rows: [
          { label: "Ana Ruiz", value: "7 pages, 3 at night" },
          { label: "Ben Okafor", value: "2 pages" },
        ],
        footer: ["MTTA: creation to first ack", "as of 10:41 UTC"],
        links: [
          { label: "Live view", url: "https://drm.example.com/g/oncall?x=1&y=2" },
          { label: "bad", url: "ftp://x" },
        ],
      },
    }),
  );
  matchesGolden(
    "note",
    formatMessage({ kind: "note", lines: ["Ana Ruiz wrote:", "> restarted `web-1`\n```\nok\n```"] }),
  );
  matchesGolden(
    "picture",
    formatMessage({
      kind: "picture",
      title: "Pages per person",
      alt: "Ana had 7 pages, 3 of them at night.",
      at: { fileId: "F0123456789" },
      footer: ["pages: push, SMS or phone"],
      links: [{ label: "Live view", url: "https://drm.example.com/g/oncall?x=1" }],
    }),
  );
});

test("what is told again at once is told without a time, later with one", () => {
  const told = (seconds: number): string =>
    JSON.stringify(card(incidentAfter({}, { by: "Ana Ruiz", atMin: seconds / 60 })));
  assert.match(told(1), /Triggered by Ana Ruiz(?! after)/);
  assert.match(told(30), /Triggered by Ana Ruiz after 30 s/);
});
