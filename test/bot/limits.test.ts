import assert from "node:assert/strict";
import { test } from "node:test";
import { truncate } from "../../src/bot/limits.ts";
import { escapeLine, escapeText, escapeWithin, link, safeUrl } from "../../src/bot/mrkdwn.ts";
import { formatMessage } from "../../src/bot/render.ts";
import type { Message } from "../../src/core/message.ts";
import { incidentAfter } from "./incidents.ts";

const nasty = (n: number): string => "<&>`*👩‍👩‍👧 ".repeat(Math.ceil(n / 14)).slice(0, n);

const huge: readonly Message[] = [
  {
    kind: "card",
    canAct: true,
    incident: incidentAfter(
      {
        title: nasty(9000),
        url: `https://x.example/${"p".repeat(5000)}`,
        runbook: `https://x.example/${"r".repeat(2000)}`,
        labels: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${nasty(300)}${i}`, nasty(4000)])),
      },
      ...Array.from({ length: 25 }, (_, i) => ({
        state: "update" as const,
        atMin: i + 1,
        what: nasty(3000),
        by: nasty(500),
      })),
    ),
  },
  { kind: "note", lines: Array.from({ length: 40 }, () => nasty(5000)) },
  {
    kind: "reply",
    askedBy: nasty(500),
    reply: {
      title: nasty(5000),
      lines: Array.from({ length: 60 }, () => nasty(4000)),
      rows: Array.from({ length: 300 }, () => ({ label: nasty(500), value: nasty(4000) })),
      footer: Array.from({ length: 30 }, () => nasty(2000)),
      links: Array.from({ length: 40 }, (_, i) => ({ label: nasty(200), url: `https://x.example/${i}` })),
    },
  },
  {
    kind: "picture",
    title: nasty(5000),
    alt: nasty(5000),
    at: { fileId: "F0123456789" },
    footer: [nasty(9000)],
    links: [],
  },
  { kind: "reply", reply: { title: "" } },
  { kind: "note", lines: [] },
];

/** Slack's bounds by the key that carries the text (https://docs.slack.dev/reference/block-kit). */
const check = (value: unknown, path: string): void => {
  if (Array.isArray(value)) {
    const most = { blocks: 50, fields: 10, elements: path.includes("actions") ? 25 : 10 }[path.split(".").at(-1) ?? ""];
    if (most !== undefined) assert.ok(value.length <= most, `${path}: ${value.length}`);
    for (const [i, one] of value.entries()) check(one, `${path}.${i}`);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const type = "type" in value ? String(value.type) : "";
  for (const [key, inside] of Object.entries(value)) {
    if (typeof inside === "string") {
      const most = {
        text: type === "plain_text" ? 75 : path.includes("fields") ? 2000 : path === "" ? 4000 : 3000,
        accessibility_label: 75,
        value: 2000,
        url: 3000,
        alt_text: 2000,
      }[key];
      if (most !== undefined) assert.ok(inside.length <= most && inside.length > 0, `${path}.${key}: ${inside.length}`);
      if (type === "mrkdwn") assert.doesNotMatch(inside, /&(?!amp;|lt;|gt;)/, `${path}.${key}: an entity was cut`);
    } else check(inside, type === "actions" ? `${path}.actions.${key}` : path === "" ? key : `${path}.${key}`);
  }
};

for (const [i, message] of huge.entries())
  test(`whatever is put in, message ${i} (${message.kind}) stays within Slack's limits`, () => {
    const payload = formatMessage(message);
    check(payload, "");
    const all = [...payload.blocks, ...(payload.attachments?.[0]?.blocks ?? [])];
    assert.ok(JSON.stringify(all).length < 26_000);
    for (const block of payload.blocks) if (block.type === "section") assert.ok(block.text || block.fields);
  });

test("truncate never halves an emoji and says that it cut", () => {
  assert.equal(truncate("abc", 3), "abc");
  assert.equal(truncate("abcd", 3), "ab…");
  assert.equal(truncate("ab👩‍👩‍👧cd", 6), "ab…");
});

test("escaping: mentions, links, code, quotes and formatting lose their power", () => {
  assert.equal(escapeText("<!channel> & <@U1>"), "&lt;!channel&gt; &amp; &lt;@U1&gt;");
  assert.equal(escapeText("```a```"), "ˋˋˋaˋˋˋ");
  assert.equal(escapeText("a\n> b"), "a\n\u200b&gt; b");
  assert.equal(escapeText("snake_case_name 2*3*4"), "snake_case_name 2*3*4");
  assert.equal(escapeText("\u202eevil\u0000\u0007"), "evil");
  assert.equal(escapeLine("a\n\n b", 10), "a b");
  assert.ok(escapeWithin("&".repeat(100), 50).length <= 50);
  assert.doesNotMatch(escapeWithin("&".repeat(100), 50), /&(?!amp;)/);
});

test("links: only http(s), and nothing in them ends the link early", () => {
  assert.equal(safeUrl("javascript:alert(1)"), undefined);
  assert.equal(safeUrl("not a url"), undefined);
  assert.equal(link("https://x.example/a|b>c?d=1&e=2", "T"), "<https://x.example/a%7Cb%3Ec?d=1&amp;e=2|T>");
  assert.equal(link(`https://x.example/${"a".repeat(4000)}`, "T"), "T");
});
