import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatCsv } from "../../src/core/csv-text.ts";

const cell = (text: string | number | null): string => formatCsv([[text]]).replace(/\r\n$/, "");

describe("CSV", () => {
  it("lines end in CRLF, nothing is nothing, a number is a number", () => {
    assert.equal(
      formatCsv([
        ["day", "pages"],
        ["2026-11-09", 0],
        ["2026-11-10", null],
      ]),
      "day,pages\r\n2026-11-09,0\r\n2026-11-10,\r\n",
    );
    assert.deepEqual([cell(-3), cell(0.5), cell(Number.NaN)], ["-3", "0.5", ""]);
  });

  it("quotes what would end a cell or lose its edge", () => {
    assert.equal(cell('say "ha", Ana'), '"say ""ha"", Ana"');
    assert.equal(cell("two\nlines"), '"two\nlines"');
    assert.equal(cell(" edge"), '" edge"');
    assert.equal(cell("Ana Kovač"), "Ana Kovač");
  });

  it("no text is a formula", () => {
    for (const start of ["=", "+", "-", "@"]) assert.equal(cell(`${start}1+1`), `'${start}1+1`);
    assert.equal(cell('=HYPERLINK("http://x","y")'), '"\'=HYPERLINK(""http://x"",""y"")"');
    assert.equal(cell("\t=1"), "'\t=1");
    assert.equal(cell("a=1"), "a=1");
  });
});
