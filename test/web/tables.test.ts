import { strict as assert } from "node:assert";
import { it } from "node:test";
import type { Panel } from "../../src/core/chart.ts";
import { cellWords, rowNames } from "../../src/web/client/tables.ts";

const PANEL: Panel = {
  ...{ title: "", kind: "lines", x: { label: "", unit: "" }, y: { label: "", unit: "" }, empty: "" },
  ...{ categories: [], series: [] },
};

it("the table says what the chart shows: small numbers are not zero, gaps are not numbers, units are there", () => {
  const panel = (unit: string): Panel => ({
    ...PANEL,
    y: { label: "", unit },
    timesMs: [1],
  });
  const words = (unit: string, value: number | null) => cellWords(panel(unit), value);
  assert.deepEqual(
    [words("", 0.0004), words("", 0), words("", null), words("s", 0.0432), words("bytes", 1_610_612_736)],
    ["0.0004", "0", "no data", "43.2 ms", "1.5 GiB"],
  );
  const { timesMs: _times, ...counted } = panel("pages");
  assert.deepEqual([cellWords(counted, 12_345), cellWords(counted, undefined)], ["12,345", "no data"]);
});

it("rows are as exact as they are apart: seconds within a minute, days in statistics", () => {
  const names = (stepMs: number) => {
    const timesMs = [0, 1, 2].map((place) => Date.UTC(2026, 10, 18, 11, 3) + place * stepMs);
    return rowNames({ ...PANEL, timesMs }, "Europe/Berlin");
  };
  assert.deepEqual(names(15_000), [
    "Wed 18 Nov 2026, 12:03:00",
    "Wed 18 Nov 2026, 12:03:15",
    "Wed 18 Nov 2026, 12:03:30",
  ]);
  assert.deepEqual(names(60_000).at(-1), "Wed 18 Nov 2026, 12:05");
  assert.deepEqual(rowNames({ ...PANEL, timesMs: [Date.UTC(2026, 10, 18, 11)] }, "UTC"), ["Wed 18 Nov 2026, 11:00"]);
});
