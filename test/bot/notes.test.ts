import assert from "node:assert/strict";
import { test } from "node:test";
import { formatMessage } from "../../src/bot/render.ts";

const shown = (lines: readonly string[], mention?: readonly string[]): string[] =>
  formatMessage({ kind: "note", lines, ...(mention ? { mention } : {}) }).blocks.flatMap((block) =>
    block.type === "section" && block.text ? [block.text.text] : [],
  );

const log = (n: number): string => `Nov 16 08:00:0${n % 10} web-1 nginx: upstream timed out, GET /cart/${n}`;

test("log lines stand in a code block, words do not", () => {
  assert.deepEqual(shown(["Ana · note added:", "restarted *web-1*", log(1), log(2)]), [
    "Ana · note added:\nrestarted *\u200bweb-1*\u200b",
    `\`\`\`\n${log(1)}\n${log(2)}\n\`\`\``,
  ]);
});

test("stack frames are log lines", () => {
  for (const frame of [
    "app/pay.rb:31 in charge",
    "/app/stove.rb:77:in `heat'",
    "at read (/usr/lib/io.py:99)",
    "cart.js:88 in total",
  ])
    assert.match(shown([frame])[0] ?? "", /^```\n/, frame);
  for (const words of [
    "Looking at the master",
    "In Berlin: nothing",
    "Runbook: restart it",
    "Then look at the deploys.",
  ])
    assert.doesNotMatch(shown([words])[0] ?? "", /```/, words);
});

test("log lines are cut with N more, and what the source left out is counted too", () => {
  const [block = ""] = shown([...Array.from({ length: 18 }, (_, i) => log(i)), "and 11 more"]);
  assert.equal(block.split("\n").length, 18);
  assert.match(block, /```\nand 14 more$/);
});

test("nothing in a log line ends the block or pings", () => {
  const [block = ""] = shown([`${log(1)} \`\`\` <!channel> & <@U1> \`x\``]);
  assert.equal(block.match(/```/g)?.length, 2);
  assert.match(block, /&lt;!channel&gt; &amp; &lt;@U1&gt; `x`/);
});

test("whom it is for stands first, and only real ids ping", () => {
  assert.deepEqual(shown(["nobody took it for 10 min"], ["U0ANA", "U0ANA", "ana", "<!channel>"]), [
    "<@U0ANA> nobody took it for 10 min",
  ]);
  const { mention } = formatMessage({ kind: "note", lines: ["x"], mention: ["U0ANA"] });
  assert.equal(mention, "<@U0ANA>");
});

test("as much as Slack takes is shown, and the rest is said to be missing", () => {
  const blocks = shown(Array.from({ length: 40 }, (_, i) => `${i} ${"word ".repeat(300)}`));
  assert.equal(blocks.at(-1), "…");
  assert.ok(JSON.stringify(blocks).length < 13_000);
});

test("addresses are links that show themselves, and lead nowhere else", () => {
  assert.deepEqual(shown(["Graph: https://g.example/d/1?a=1&b=2. <https://evil.example|click>"]), [
    "Graph: <https://g.example/d/1?a=1&amp;b=2|https://g.example/d/1?a=1&amp;b=2>. &lt;<https://evil.example/|https://evil.example>|click&gt;",
  ]);
  const [long = ""] = shown([`Silence: https://am.example/${"x".repeat(500)}`]);
  assert.match(long, /^Silence: <https:\/\/am\.example\/x{500}\|https:\/\/am\.example\/x+…>$/);
});
