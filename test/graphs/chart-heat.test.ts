import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TooltipItem } from "chart.js";
import sharp from "sharp";
import type { Panel } from "../../src/core/chart.ts";
import { onColour } from "../../src/graphs/chart-colour.ts";
import { chartConfig } from "../../src/graphs/chart-config.ts";
import { fittedPanel } from "../../src/graphs/chart-heat.ts";
import { pictureSizes } from "../../src/graphs/chart-size.ts";
import { spanWords } from "../../src/graphs/chart-spans.ts";
import { PALETTES, type Theme } from "../../src/graphs/chart-theme.ts";
import { tooltipCallbacks } from "../../src/graphs/chart-tooltip.ts";
import { isEmpty } from "../../src/graphs/chart-values.ts";
import { drawPng } from "../../src/graphs/render/draw.ts";
import { specOf } from "./sample-spec.ts";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const heat = (value: (day: number, hour: number) => number | null): Panel => ({
  ...{ title: "Pages by hour and weekday", kind: "heatmap", empty: "Nobody was paged." },
  ...{ x: { label: "Hour", unit: "" }, y: { label: "Weekday", unit: "pages" } },
  categories: Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, "0")}:00`),
  series: DAYS.map((name, day) => ({ name, values: Array.from({ length: 24 }, (_, hour) => value(day, hour)) })),
});
const spans: Panel = {
  ...{ title: "Outages", kind: "spans", x: { label: "Outages", unit: "" }, y: { label: "Service", unit: "" } },
  ...{ categories: ["api", "web"], series: [], empty: "No outages." },
  range: { fromMs: 0, toMs: 7_200_000 },
  spans: [
    [
      { fromMs: 0, toMs: 60_000 },
      { fromMs: 3_600_000, toMs: 5_400_000 },
    ],
    [{ fromMs: 600_000, toMs: 660_000 }],
  ],
};

const configOf = (panel: Panel, theme: Theme, width = 1200) => {
  const spec = specOf([panel]);
  const [size] = pictureSizes(spec, width);
  assert.ok(size);
  return chartConfig(panel, spec, theme, size);
};

const channel = (value: number): number => {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
};
const rgb = (hex: string): readonly number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
const luminance = (hex: string): number => {
  const [red = 0, green = 0, blue = 0] = rgb(hex).map(channel);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (a: string, b: string): number => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
};

/** Pixels of a colour on a picture. */
const count = async (panel: Panel, hex: string, theme: Theme = "light"): Promise<number> => {
  const { data } = await sharp(await drawPng(specOf([panel]), theme, 1200))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const wanted = rgb(hex);
  let found = 0;
  for (let at = 0; at < data.length; at += 3)
    if (wanted.every((value, place) => data[at + place] === value)) found += 1;
  return found;
};

describe("heatmaps", () => {
  for (const theme of ["light", "dark"] as const) {
    const { heat: colours } = PALETTES[theme];

    it(`have colours that read without seeing colour, and numbers that read on each (${theme})`, () => {
      const steps = colours.map(luminance);
      const sorted = steps.toSorted((a, b) => (theme === "light" ? b - a : a - b));
      assert.deepEqual(steps, sorted, "each is further from the ground than the one before");
      for (const [place, colour] of colours.slice(1).entries()) {
        assert.ok(contrast(colour, colours[place] ?? "") > 1.2, `${colour} looks like the one before`);
        assert.ok(contrast(colour, onColour(colour)) >= 4.5, `a number on ${colour}`);
      }
    });

    it(`give none and most the ends of the scale, and no data no colour at all (${theme})`, () => {
      const panel = heat((day, hour) => (day === 0 && hour === 0 ? 10 : day === 6 ? null : hour === 1 ? 1 : 0));
      const { datasets } = configOf(panel, theme).data;
      const colourAt = (day: number, hour: number): unknown => {
        const all = datasets[day]?.backgroundColor;
        return Array.isArray(all) ? all[hour] : undefined;
      };
      assert.equal(colourAt(0, 0), colours.at(-1));
      assert.equal(colourAt(2, 1), colours[1]);
      assert.equal(colourAt(2, 2), colours[0]);
      assert.equal(colourAt(6, 2), PALETTES[theme].background);
    });
  }

  it("draw what they say: cells of no data are hatched, those of zero are not", async () => {
    const { heat: colours } = PALETTES.light;
    const [zero = "", , , , , most = ""] = colours;
    const half = heat((day, hour) => (day === 0 ? 10 : hour < 12 ? 0 : null));
    const one = (await count(half, most)) / 24;
    assert.ok(one > 4_000, `a cell has ${one} pixels`);
    const cells = (await count(half, zero)) / (6 * 12);
    assert.ok(cells > one * 0.9, `all cells of zero are there, without a number: ${cells}`);
    assert.ok(
      (await count(
        heat(() => 0),
        zero,
      )) >
        1.8 * (await count(half, zero)),
    );
  });

  it("stand upright on a phone, with the same cells", () => {
    const panel = heat((day, hour) => day * 24 + hour);
    assert.equal(fittedPanel(panel, 1200), panel);
    const upright = fittedPanel(panel, 565);
    assert.deepEqual(upright.categories, DAYS);
    assert.equal(upright.series.length, 24);
    assert.equal(upright.series[14]?.name, "14:00");
    assert.equal(upright.series[14]?.values[3], 3 * 24 + 14);
    assert.equal(configOf(panel, "light", 565).data.datasets.length, 24);
  });

  it("say under the pointer which cell it is, its number and unit, and gaps", () => {
    const { title, label } = tooltipCallbacks(
      heat((day) => (day === 1 ? 3 : null)),
      "UTC",
    );
    const item = (datasetIndex: number, dataIndex: number) =>
      ({ datasetIndex, dataIndex }) as TooltipItem<"bar" | "line">;
    const asChart = Object.create(null);
    assert.equal(title?.call(asChart, [item(1, 14)]), "Tue, 14:00");
    assert.equal(label?.call(asChart, item(1, 14)), " 3 pages");
    assert.equal(label?.call(asChart, item(0, 14)), " no data");
  });

  it("know when there is nothing on them", () => {
    assert.equal(isEmpty(heat(() => 0)), true);
    assert.equal(isEmpty(heat((day) => (day === 3 ? 1 : null))), false);
  });
});

describe("spans", () => {
  it("lie from their beginning to their end, each in its row", () => {
    const { data, options } = configOf(spans, "light");
    assert.deepEqual(
      data.datasets.map((one) => one.data),
      [
        [
          [0, 60_000],
          [600_000, 660_000],
        ],
        [[3_600_000, 5_400_000], null],
      ],
    );
    const { x } = JSON.parse(JSON.stringify(options?.scales));
    assert.deepEqual([x.min, x.max], [0, 7_200_000]);
    assert.equal(isEmpty(spans), false);
    assert.equal(isEmpty({ ...spans, spans: [[], []] }), true);
  });

  it("are said with both ends and how long they were", () => {
    const at = Date.parse("2026-11-18T13:03:00Z");
    assert.equal(
      spanWords({ fromMs: at, toMs: at + 17 * 60_000 }, "Europe/Berlin"),
      "Wed 18 Nov 2026, 14:03–14:20 (17 min)",
    );
    assert.match(
      spanWords({ fromMs: at, toMs: at + 86_400_000 }, "UTC"),
      /^Wed 18 Nov 2026, 13:03 – Thu 19 Nov 2026, 13:03/,
    );
    const { title, label } = tooltipCallbacks(spans, "UTC");
    const item = { datasetIndex: 1, dataIndex: 0 } as TooltipItem<"bar" | "line">;
    const asChart = Object.create(null);
    assert.equal(title?.call(asChart, [item]), "api");
    assert.match(String(label?.call(asChart, item)), /01:00–01:30 \(30 min\)$/);
  });
});
