import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withEmoji } from "../../src/demo/face/client/emoji.ts";
import { type Inline, readAloud, readInline, readMrkdwn, safeHref } from "../../src/demo/face/client/mrkdwn.ts";

/** Pieces as short words: b(bold) i(italic) s(strike) `code` [label](href) @user #room !call. */
const brief = (one: Inline): string => {
  switch (one.t) {
    case "text":
      return one.s;
    case "code":
      return `\`${one.s}\``;
    case "link":
      return `[${one.c.map(brief).join("")}](${one.href})`;
    case "user":
      return `@${one.id}`;
    case "room":
      return `#${one.id}/${one.label}`;
    case "call":
      return `!${one.who}`;
    case "date":
      return `date(${one.atMs} ${one.format} ${one.href} ${one.fallback})`;
    default:
      return `${one.t}(${one.c.map(brief).join("")})`;
  }
};
const line = (text: string): string => readInline(text).map(brief).join("");

const LINES: readonly (readonly [string, string])[] = [
  ["*bold* _it_ ~gone~ `x`", "b(bold) i(it) s(gone) `x`"],
  ["*_both_*", "b(i(both))"],
  ["a_b_c 2*3*4 ~/home", "a_b_c 2*3*4 ~/home"],
  ["* a * and *b *", "* a * and *b *"],
  ["*\u200bnot bold*", "*\u200bnot bold*"],
  ["*<https://x.example/|#7 *\u200bx*>*", "b([#7 *\u200bx*](https://x.example/))"],
  ["`*code* &lt;b&gt; <https://x.example|label>`", "`*code* <b> label`"],
  ["&lt;img src=x onerror=alert(1)&gt; &lt;!channel&gt;", "<img src=x onerror=alert(1)> <!channel>"],
  ["&amp;lt; &amp;amp;", "&lt; &amp;"],
  ["<https://x.example/?a=1&amp;b=2>", "[https://x.example/?a=1&b=2](https://x.example/?a=1&b=2)"],
  ["<javascript:alert(1)|click>", "click"],
  ["<data:text/html,x>", "data:text/html,x"],
  ["<mailto:a@b.example|a@b.example>", "[a@b.example](mailto:a@b.example)"],
  ["<@U1> <#C1|ops> <!here> <!subteam^S1|@sre>", "@U1 #C1/ops !here !@sre"],
  ["<!date^60^{time}|12:01>", "date(60000 {time}  12:01)"],
  ["<!date^60^{time}^javascript:alert(1)|12:01>", "date(60000 {time}  12:01)"],
  ["<!date^x^{time}|12:01>", "12:01"],
  [":tada: :nobody_knows: 12:30:45", "🎉 :nobody_knows: 12:30:45"],
  ["<b>", "b"],
  ["<>", "<>"],
];

describe("mrkdwn", () => {
  for (const [text, expected] of LINES) it(JSON.stringify(text), () => assert.equal(line(text), expected));

  it("takes quotes and code apart from lines", () => {
    const parts = readMrkdwn("one\n&gt; two\n&gt;three\n```\n*four*\n five\n```\nsix");
    assert.deepEqual(
      parts.map((part) => [part.t, part.t === "pre" ? part.s : part.lines.map((one) => one.map(brief).join(""))]),
      [
        ["lines", ["one"]],
        ["quote", ["two", "three"]],
        ["pre", "*four*\n five"],
        ["lines", ["six"]],
      ],
    );
  });

  it("reads long nonsense in short time", { timeout: 2000 }, () => {
    assert.ok(readMrkdwn("*a _b ~c `d <".repeat(3000)).length > 0);
    assert.ok(readMrkdwn("*_~".repeat(10_000)).length > 0);
  });

  it("follows web and mail addresses only", () => {
    assert.equal(safeHref("https://x.example/a b"), "https://x.example/a%20b");
    for (const url of ["javascript:alert(1)", " JaVaScript:alert(1)", "data:text/html,x", "vbscript:x", "/here", ""])
      assert.equal(safeHref(url), undefined, url);
  });

  it("reads aloud without signs", () => {
    const words = readAloud("*Ack* by <@U1> in <#C1|ops>\n```x &lt; 1```", () => "Ana");
    assert.equal(words.replaceAll(/\s+/g, " "), "Ack by @Ana in #ops x < 1");
  });

  it("knows emoji in plain texts", () => assert.equal(withEmoji(":fire: *x* :no_such:"), "🔥 *x* :no_such:"));
});
