import assert from "node:assert/strict";
import { test } from "node:test";
import { formatMessage } from "../../src/bot/render.ts";
import type { Incident } from "../../src/core/incident.ts";
import type { CardExtras } from "../../src/core/message.ts";
import { matchesGolden } from "./golden.ts";
import { incidentAfter, OPENED_MS } from "./incidents.ts";
import { CARDS, claim, EXTRAS, METRIC, MUTE, metric, page, resolved } from "./whole-cards.ts";

const card = (name: string) => {
  const found = CARDS[name];
  assert.ok(found, name);
  const [incident, extras, canAct = false] = found;
  return formatMessage({ kind: "card", incident, canAct, extras: { ...EXTRAS, ...extras } });
};

for (const name of Object.keys(CARDS)) test(`card: ${name}`, () => matchesGolden(name, card(name)));

const labels = (incident: Incident, extras: Partial<CardExtras> = {}, canAct = false): string[] => {
  const { attachments } = formatMessage({ kind: "card", incident, canAct, extras: { ...EXTRAS, ...extras } });
  return (attachments ?? [])
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => (block.type === "actions" ? block.elements : []))
    .flatMap((element) => (element.type === "button" ? [element.text.text] : []));
};

test("buttons where the source takes no orders", () => {
  const pager = { pager: "PagerDuty" };
  assert.deepEqual(labels(metric(), pager), ["I'm on it", "Resolve", "Mute…", "Page on-call"]);
  assert.deepEqual(labels(metric()), ["I'm on it", "Resolve", "Mute…"], "nobody can be called");
  assert.deepEqual(labels(metric(claim), pager), ["Resolve", "Mute…", "Page on-call"]);
  assert.deepEqual(labels({ ...metric(), paged: [page] }, pager), ["I'm on it", "Resolve", "Mute…"], "called already");
  assert.deepEqual(labels(metric(), { mute: MUTE }), ["I'm on it", "Resolve", "Unmute"]);
  assert.deepEqual(labels(resolved, pager), []);
  assert.deepEqual(labels(metric(), { claims: false }), ["Mute…"], "only quiet can be had");
});

test("buttons where the source takes orders", () => {
  assert.deepEqual(labels(metric(), { pager: "PagerDuty" }, true), ["Acknowledge", "Resolve", "Mute…"]);
  assert.deepEqual(labels(metric(), { mute: MUTE }, true), ["Acknowledge", "Resolve", "Unmute"]);
});

test("a notice can be taken when it is bad, and only tells when it is not", () => {
  const notice = (severity: "error" | "info") => incidentAfter({ ...METRIC, state: "notice", severity });
  assert.deepEqual(labels(notice("error"), { pager: "PagerDuty" }), ["I'm on it", "Mute…", "Page on-call"]);
  assert.deepEqual(labels(notice("info"), { pager: "PagerDuty" }), []);
});

test("paging is confirmed first; the runbook of the alert wins over the table's", () => {
  assert.match(JSON.stringify(card("claims-firing")), /"confirm":\{"title":\{[^}]*Call whoever is on call\?/);
  const own = incidentAfter({ ...METRIC, runbook: "https://wiki.example/own" });
  const shown = JSON.stringify(
    formatMessage({
      kind: "card",
      incident: own,
      canAct: false,
      extras: { ...EXTRAS, runbook: "https://wiki.example/table" },
    }),
  );
  assert.match(shown, /wiki\.example\/own/);
  assert.doesNotMatch(shown, /wiki\.example\/table/);
});

test("only the mention that was asked for pings, and it does not get lost with the blocks", () => {
  const { blocks, mention, text } = card("claims-firing");
  assert.equal(mention, "<!here> <@U0ANA> <!subteam^S0OPS>");
  assert.match(JSON.stringify(blocks), /<!here> <@U0ANA> <!subteam\^S0OPS>/);
  assert.doesNotMatch(text, /<[!@]/);
  for (const name of Object.keys(CARDS))
    if (name !== "claims-firing") assert.doesNotMatch(JSON.stringify(card(name)), /<@|<!(?!date\^)/, name);
});

/** Visible lines on a wide screen: two fields side by side. */
const linesOf = (name: string): number => {
  const { blocks, attachments = [] } = card(name);
  return [...blocks, ...attachments.flatMap((one) => one.blocks)].reduce((sum, block) => {
    if (block.type === "section")
      return sum + (block.text?.text.split("\n").length ?? 0) + Math.ceil((block.fields?.length ?? 0) / 2);
    if (block.type === "context")
      return (
        sum + block.elements.map((one) => ("text" in one ? one.text.split("\n").length : 1)).reduce((a, b) => a + b)
      );
    return sum + 1;
  }, 0);
};

test("an ordinary card has at most 12 lines", () => {
  for (const name of [
    "claims-firing",
    "claims-taken",
    "claims-paged",
    "muted",
    "flapping",
    "unconfirmed",
    "seen-before",
  ])
    assert.ok(linesOf(name) <= 12, `${name}: ${linesOf(name)}`);
});

test("what has a line of its own is not told again as the last event", () => {
  assert.equal(JSON.stringify(card("claims-paged").attachments).match(/called/g), null);
  const muted = metric({ ours: true, state: "update", what: "muted for 2 h: deploy", by: "Ana", atMin: 1 });
  const shown = (extras: Partial<CardExtras>): string =>
    JSON.stringify(formatMessage({ kind: "card", incident: muted, canAct: false, extras: { ...EXTRAS, ...extras } }));
  assert.equal(shown({ mute: MUTE }).match(/[Mm]uted for 2 h/g), null);
  assert.doesNotMatch(shown({ mute: { ...MUTE, endedAtMs: 1 } }), /Unmute|Muted until/);
  assert.equal(shown({}).match(/Muted for 2 h/g)?.length, 1, "the mute is over: it is history");
});

test("members are listed firing first, at most ten, then counted", () => {
  const [, listed] = card("group-large").attachments?.[0]?.blocks ?? [];
  assert.ok(listed?.type === "section");
  const lines = listed.text?.text.split("\n") ?? [];
  assert.equal(lines.length, 11);
  assert.equal(lines.at(-1), "and 13 more, all firing");
  assert.match(JSON.stringify(card("group").blocks), /Firing \(2 of 3\)/);
});

test("a notice that came again tells its last time and how often", () => {
  const notice = { ...METRIC, state: "notice" } as const;
  const shown = JSON.stringify(
    formatMessage({
      kind: "card",
      incident: incidentAfter(notice, { ...notice, atMs: OPENED_MS + 480_000, eventId: "again" }),
      canAct: false,
      extras: EXTRAS,
    }),
  );
  assert.match(
    shown,
    new RegExp(`<!date\\^${(OPENED_MS + 480_000) / 1000}\\^[^>]*>, 2 times since <!date\\^${OPENED_MS / 1000}`),
  );
});

test("what is over needs no help: earlier times and the burst are gone with it", () => {
  const extras = { ...EXTRAS, alsoNow: ["papertrail"], ...CARDS["seen-before"]?.[1] };
  const told = (incident: Incident) => JSON.stringify(formatMessage({ kind: "card", incident, canAct: false, extras }));
  assert.match(told(metric()), /Also now.*Seen before/);
  assert.doesNotMatch(told(resolved), /Also now|Seen before/);
});
