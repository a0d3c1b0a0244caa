import assert from "node:assert/strict";
import { test } from "node:test";
import { escapeCode, escapeLine, escapeText, escapeWithin, plainLine } from "../../src/bot/mrkdwn.ts";
import { formatMessage } from "../../src/bot/render.ts";
import { when } from "../../src/core/time/when.ts";

const AT = Date.UTC(2026, 10, 21, 10, 41);
const SECONDS = AT / 1000;
const token = (format: string): string => `<!date^${SECONDS}^${format}|2026-11-21 10:41 UTC>`;
const MOMENT = token("{date_short_pretty} {time}");

test("a moment becomes a token that each reader sees in their own zone; all else stays escaped", () => {
  assert.equal(escapeText(`<b> ${when(AT)} & *x*`), `&lt;b&gt; ${MOMENT} &amp; *\u200bx*\u200b`);
  assert.equal(
    escapeText(`${when(AT, "time")}–${when(AT, "day")}`),
    `${token("{time}")}–${token("{date_short_pretty}")}`,
  );
});

test("where Slack reads no tokens a moment is words in UTC", () => {
  assert.equal(
    plainLine(`at ${when(AT)}, ${when(AT, "time")}, ${when(AT, "day")}`, 100),
    "at Sat 21 Nov 10:41 UTC, 10:41 UTC, Sat 21 Nov",
  );
  assert.equal(escapeCode(when(AT, "time")), "10:41 UTC");
});

test("no cut leaves half a moment, wherever it falls", () => {
  const text = `ab ${when(AT)} cd ${when(AT)}`;
  for (let max = 1; max <= 200; max += 1)
    for (const cut of [
      escapeLine(text, max),
      escapeWithin(text, max),
      plainLine(text, max),
      escapeText(text.slice(max)),
    ]) {
      const rest = cut.replaceAll(MOMENT, "");
      assert.doesNotMatch(rest, /[\uE000\uE001<>]|\d{6}/, `${max}: ${cut}`);
      assert.ok(cut.length <= Math.max(max, 1) || cut === escapeText(text.slice(max)), `${max}: ${cut.length}`);
    }
  assert.equal(escapeLine(text, 200), `ab ${MOMENT} cd ${MOMENT}`);
});

test("every text of a reply writes its moments: title, lines, rows, items, footer, and the notification's text", () => {
  const at = when(AT);
  const { text, blocks } = formatMessage({
    kind: "reply",
    reply: {
      title: `T ${at}`,
      lines: [`L ${at}`],
      rows: [{ label: "R", value: at }],
      items: [
        { title: `I ${at}`, url: "https://x.example/", lines: [`IL ${at}`], buttons: [{ label: `B ${at}`, say: "x" }] },
      ],
      choose: { label: `C ${at}`, options: [{ label: `O ${at}`, say: "y" }] },
      footer: [`F ${at}`],
    },
  });
  const shown = JSON.stringify(blocks);
  for (const part of ["T", "L", "*R* ", "IL", "F"]) assert.ok(shown.includes(`${part} ${MOMENT}`), part);
  for (const part of ["I", "B", "C", "O"]) assert.ok(shown.includes(`${part} Sat 21 Nov 10:41 UTC`), part);
  for (const part of ["T", "L", "R:", "I", "IL"]) assert.ok(text.includes(`${part} ${MOMENT}`), part);
});

test("a note writes its moments too", () => {
  const { text, blocks } = formatMessage({ kind: "note", lines: [`since ${when(AT)}`] });
  assert.equal(text, `since ${MOMENT}`);
  assert.ok(JSON.stringify(blocks).includes(MOMENT));
});
