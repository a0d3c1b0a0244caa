import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { TooltipItem } from "chart.js";
import type { Panel } from "../../src/core/chart.ts";
import { onColour } from "../../src/graphs/chart-colour.ts";
import { axisTitle, chartConfig, subtitleOf } from "../../src/graphs/chart-config.ts";
import type { Data } from "../../src/graphs/chart-datasets.ts";
import { LANE } from "../../src/graphs/chart-lanes.ts";
import { pictureSizes } from "../../src/graphs/chart-size.ts";
import { estimateLines, estimateWidth, fitText, shortNames, wrapText } from "../../src/graphs/chart-text.ts";
import { PALETTES, type Theme } from "../../src/graphs/chart-theme.ts";
import { tooltipCallbacks } from "../../src/graphs/chart-tooltip.ts";
import { isEmpty, totalsOf } from "../../src/graphs/chart-values.ts";
import { goldenText } from "./golden-text.ts";
import { columnsPanel, emptySpec, linesPanel, peoplePanel, servicesPanel, specOf, weekSpec } from "./sample-spec.ts";

const measure = { measureText: (text: string) => ({ width: [...text].length * 10 }) as TextMetrics };
/** Red, green or blue of "#rrggbb" as light. */
const channelOf = (hex: string, at: number): number => {
  const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
};
const configOf = (panel: Panel, theme: Theme) => {
  const spec = specOf([panel]);
  const [size] = pictureSizes(spec, 1200);
  assert.ok(size);
  return chartConfig(panel, spec, theme, size);
};

describe("chart configurations", () => {
  for (const [name, panel, theme] of [
    ["people-light", peoplePanel, "light"],
    ["services-dark", servicesPanel, "dark"],
    ["lines-light", linesPanel, "light"],
    ["columns-dark", columnsPanel, "dark"],
  ] as const) {
    it(`are those of golden/chart-${name}.json`, () => {
      assert.equal(
        goldenText(configOf(panel, theme)),
        readFileSync(new URL(`../golden/chart-${name}.json`, import.meta.url), "utf8"),
      );
    });
  }

  it("keep a gap a gap: null is never zero, and a lone value gets a dot", () => {
    const { data } = configOf(linesPanel, "light");
    const payments = JSON.parse(JSON.stringify(data.datasets[1]));
    assert.deepEqual(payments.data[98], { x: linesPanel.timesMs?.[98], y: null });
    assert.equal(payments.spanGaps, false);
    assert.deepEqual(payments.pointRadius.slice(101, 104), [0, 5, 0]);
    const columns = JSON.parse(JSON.stringify(configOf(columnsPanel, "light").data.datasets));
    assert.deepEqual(columns[0].data[3], { x: (columnsPanel.timesMs?.[3] ?? 0) + 150_000, y: null });
    assert.deepEqual(columns.map(({ type, stack }: Data) => [type, stack]).slice(1), [
      ["bar", "columns"],
      ["line", "lines (1 d earlier)"],
    ]);
    assert.deepEqual(totalsOf(servicesPanel), [11, 10, 11, 12, 15, 4, null]);
  });

  it("know when there is nothing to draw", () => {
    for (const panel of emptySpec.panels) assert.equal(isEmpty(panel), true);
    for (const panel of weekSpec.panels) assert.equal(isEmpty(panel), false);
    assert.equal(isEmpty({ ...linesPanel, series: [{ name: "zero", values: [0, 0] }] }), false);
  });

  it("name the unit once and say how fresh the data is", () => {
    assert.equal(axisTitle({ label: "response time", unit: "requests" }), "response time (requests)");
    assert.equal(axisTitle({ label: "response time", unit: "ms" }), "response time");
    assert.equal(axisTitle({ label: "Pages", unit: "pages" }), "Pages");
    assert.equal(subtitleOf(weekSpec), "16–22 Nov 2026, Europe/Berlin · platform · as of Sat 21 Nov 2026, 14:23");
    assert.match(subtitleOf({ ...weekSpec, asOfMs: null }), / · no data yet$/);
  });

  it("grow with the people, and stay one shape otherwise", () => {
    const many = { ...peoplePanel, categories: Array.from({ length: 40 }, (_, at) => `Person ${at}`) };
    const height = (panel: Panel) => pictureSizes(specOf([panel]), 1200)[0]?.height ?? 0;
    assert.ok(height(many) > 2 * height(peoplePanel) - 600);
    assert.equal(height(servicesPanel), 630);
    const named = (count: number): Panel => ({
      ...linesPanel,
      series: Array.from({ length: count }, (_, at) => ({ name: `web-${at}.prod.example`, values: [1] })),
    });
    assert.equal(height(named(3)), 630);
    assert.ok(height(named(13)) >= 630 + 80);
    assert.equal(
      height({ ...columnsPanel, series: [] }) - height({ ...columnsPanel, series: [], annotations: [] }),
      2 * LANE,
    );
    assert.equal(pictureSizes(specOf(Array(9).fill(many)), 1200)[0]?.pixelRatio, 1);
  });

  it("have the range as their axis, the zero on it, and near thresholds", () => {
    const scales = (panel: Panel) => JSON.parse(JSON.stringify(configOf(panel, "light").options?.scales));
    const { x, y } = scales(columnsPanel);
    assert.deepEqual([x.min, x.max], [columnsPanel.range?.fromMs, columnsPanel.range?.toMs]);
    assert.equal(x.grid.offset, false, "lines of the grid stand at the numbers, also behind columns");
    assert.deepEqual([y.stacked, y.beginAtZero, y.suggestedMax], [true, true, 62.4]);
    const line = (values: readonly (number | null)[], more: Partial<Panel> = {}): Panel => ({
      ...{ ...linesPanel, annotations: [], series: [{ name: "one", values }] },
      ...more,
    });
    assert.equal(scales(line([98, 99, null])).y.beginAtZero, false);
    assert.equal(scales(line([8, 99])).y.beginAtZero, true);
    assert.equal(scales(line([98, 99.9], { y: { label: "", unit: "percent" } })).y.max, 100);
    assert.equal(scales(line([1, 100], { scale: "log" })).y.type, "logarithmic");
    const far = { axis: "y", from: 999, to: 999, label: "far", tone: "bad" } as const;
    assert.equal(scales(line([8, 99], { annotations: [far] })).y.suggestedMax, undefined);
  });

  it("write each value in its unit under the pointer, and name gaps", () => {
    const panel: Panel = { ...columnsPanel, y: { label: "", unit: "ms" } };
    const { title, label } = tooltipCallbacks(panel, "Europe/Berlin");
    const item = (datasetIndex: number, dataIndex: number) =>
      ({ datasetIndex, dataIndex }) as TooltipItem<"bar" | "line">;
    const asChart = Object.create(null);
    assert.equal(title?.call(asChart, [item(0, 1)]), "Sat 21 Nov 2026, 00:05–00:10");
    assert.equal(label?.call(asChart, item(1, 0)), " checkout-7f9c6d5b48-x2x8q.prod.eu-central-1: 1 ms");
    assert.equal(label?.call(asChart, item(0, 3)), " web-1: no data");
    assert.deepEqual(shortNames([panel.series[1]?.name ?? "", "web-1"]), [
      "checkout-7f9c6d5…rod.eu-central-1",
      "web-1",
    ]);
    const alike = ["web-1", "web-10"].map((host) => `{instance="${host}.prod.example.com:9100", job="node"}`);
    const apart = shortNames(alike);
    assert.equal(new Set(apart).size, 2);
    assert.ok(
      apart.every((name) => name.includes("web-1") && name.length <= 34),
      apart.join(" "),
    );
  });

  it("have names of one length that are all told apart, wherever they differ", () => {
    const pods = ["checkout", "payments"].flatMap((app) =>
      [1, 2].map((pod) => `${app}-service-production-eu-central-1-pod-${pod}-container-metrics-sidecar-exporter`),
    );
    const short = shortNames([...pods, "web-1"]);
    assert.equal(new Set(short).size, 5, short.join(" "));
    assert.equal(short[3], "payments-se…l-1-pod-2-container-m…");
    assert.ok(short.every((name) => [...name].length <= 34));
    assert.equal(short[4], "web-1");
  });

  it("cut long words without splitting an emoji, and wrap", () => {
    assert.equal(fitText(measure, "Fatima Zahra", 120), "Fatima Zahra");
    assert.equal(fitText(measure, "Fatima Zahra", 80), "Fatima…");
    assert.equal(fitText({ measureText: (t) => ({ width: t.length }) as TextMetrics }, "ab👩‍🚒cd", 6), "ab…");
    assert.deepEqual(wrapText(measure, "one two three four", 90, 2), ["one two", "three fo…"]);
    assert.deepEqual(wrapText(measure, `sum ${"rate".repeat(8)} by job`, 200, 4), [
      ...["sum", "rate".repeat(5), `${"rate".repeat(3)} by job`],
    ]);
    assert.deepEqual(wrapText(measure, "決済サービス".repeat(5), 200, 2), [
      "決済サービス決済サービス決済サービス決済",
      `サービス決済サービス`,
    ]);
    assert.equal(estimateLines("", 20, 1000, 4), 0);
    assert.deepEqual([estimateWidth("決済", 20), estimateWidth("p9", 20, 0.5)], [40, 20]);
    assert.equal(estimateLines("決済サービス".repeat(10), 20, 1000, 4), 2);
  });

  it("measure of a text of 20,000 letters what can be seen", () => {
    let measured = 0;
    const counting = {
      measureText: (text: string) => {
        measured += text.length;
        return measure.measureText(text);
      },
    };
    const query = 'rate(requests{code=~"5.."}[5m])+'.repeat(640);
    assert.equal(wrapText(counting, query, 400, 3).at(-1)?.at(-1), "…");
    assert.equal(fitText(counting, query, 400).at(-1), "…");
    assert.deepEqual(wrapText(counting, `one${" ".repeat(20_000)}two`, 400, 3), ["one two"]);
    assert.ok(measured < 20_000, `${measured} letters`);
  });

  it("have colours of data that nobody takes for each other", () => {
    const labOf = (hex: string): readonly number[] => {
      const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => channelOf(hex, at));
      const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
      const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
      const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
      return [
        0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
      ];
    };
    for (const { series, tones } of Object.values(PALETTES))
      for (const [at, one] of [...series, tones.night].entries())
        for (const other of series.slice(0, at)) {
          const [a, b] = [labOf(one), labOf(other)];
          const distance = Math.hypot(...a.map((value, axis) => value - (b[axis] ?? 0)));
          assert.ok(distance > 0.095, `${one} and ${other}: ${distance.toFixed(3)} in OKLab`);
        }
  });

  it("have enough contrast: text 4.5, colours of data 2.2 and the night 3 on the ground", () => {
    const luminance = (hex: string) =>
      0.2126 * channelOf(hex, 1) + 0.7152 * channelOf(hex, 3) + 0.0722 * channelOf(hex, 5);
    const contrast = (one: string, other: string) => {
      const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
      return (high + 0.05) / (low + 0.05);
    };
    for (const { background, text, muted, tones, series, marks, onMark } of Object.values(PALETTES)) {
      for (const colour of [text, muted]) assert.ok(contrast(colour, background) >= 4.5, colour);
      for (const colour of Object.values(tones)) assert.ok(contrast(colour, background) >= 3, colour);
      for (const colour of series) assert.ok(contrast(colour, background) >= 2.2, colour);
      for (const colour of Object.values(marks)) assert.ok(contrast(colour, onMark) >= 4.5, colour);
      for (const colour of Object.values(tones)) assert.ok(contrast(colour, onColour(colour)) >= 4.5, colour);
    }
  });
});
