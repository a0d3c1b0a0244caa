import { strict as assert } from "node:assert";
import { it } from "node:test";
import type { Panel } from "../../src/core/chart.ts";
import { cellWords } from "../../src/web/client/tables.ts";

it("the table says what the chart shows: small numbers are not zero, gaps are not numbers, units are there", () => {
  const panel = (unit: string): Panel => ({
    ...{ title: "", kind: "lines", x: { label: "", unit: "" }, y: { label: "", unit }, empty: "" },
    ...{ categories: [], timesMs: [1], series: [] },
  });
  const words = (unit: string, value: number | null) => cellWords(panel(unit), value);
  assert.deepEqual(
    [words("", 0.0004), words("", 0), words("", null), words("s", 0.0432), words("bytes", 1_610_612_736)],
    ["0.0004", "0", "no data", "43.2 ms", "1.5 GiB"],
  );
  const { timesMs: _times, ...counted } = panel("pages");
  assert.deepEqual([cellWords(counted, 12_345), cellWords(counted, undefined)], ["12,345", "no data"]);
});
