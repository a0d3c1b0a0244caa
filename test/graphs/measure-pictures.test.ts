import assert from "node:assert/strict";
import { describe, it } from "node:test";
import sharp from "sharp";
import type { Annotation, ChartSpec, Panel } from "../../src/core/chart.ts";
import { PALETTES } from "../../src/graphs/chart-theme.ts";
import { drawPng } from "../../src/graphs/render/draw.ts";
import { SCENES } from "./measure-scenes.ts";
import { linesPanel, specOf } from "./sample-spec.ts";

const FROM = Date.parse("2026-11-21T13:00:00Z");
const MINUTE = 60_000;
const HOUR = { fromMs: FROM, toMs: FROM + 60 * MINUTE };
const { series: COLOURS, marks: MARKS } = PALETTES.light;

const plain = (
  values: readonly (number | null)[],
  annotations: readonly Annotation[],
  more: Partial<Panel> = {},
): ChartSpec =>
  specOf([
    {
      ...{ ...linesPanel, range: HOUR, annotations, ...more },
      timesMs: values.map((_, place) => FROM + place * MINUTE),
      series: [{ name: "one", values }],
    },
  ]);

/** Where pixels of a colour are, by their columns and rows, from left and from above. */
const find = async (spec: ChartSpec, hex: string) => {
  const { data, info } = await sharp(await drawPng(spec, "light", 1200))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const wanted = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  const columns = new Map<number, number>();
  const rows = new Map<number, number>();
  for (let at = 0; at < data.length; at += 3) {
    if (!wanted.every((value, channel) => Math.abs((data[at + channel] ?? 0) - value) < 12)) continue;
    const [x, y] = [(at / 3) % info.width, Math.floor(at / 3 / info.width)];
    columns.set(x, (columns.get(x) ?? 0) + 1);
    rows.set(y, (rows.get(y) ?? 0) + 1);
  }
  return { columns, rows };
};

/** The middle of each run of columns (or rows) with at least `least` pixels. */
const middles = (counts: ReadonlyMap<number, number>, least: number): number[] => {
  const places = [...counts]
    .filter(([, count]) => count >= least)
    .map(([place]) => place)
    .sort((a, b) => a - b);
  const runs: number[][] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last && place - (last.at(-1) ?? 0) <= 2) last.push(place);
    else runs.push([place]);
  }
  return runs.map((run) => ((run[0] ?? 0) + (run.at(-1) ?? 0)) / 2);
};

const moment = (minute: number, label = ""): Annotation => ({
  ...{ axis: "x", from: FROM + minute * MINUTE, to: FROM + minute * MINUTE, label, tone: "bad", lane: true },
});

describe("pictures of measurements", () => {
  for (const [name, make] of Object.entries(SCENES))
    it(`draws ${name}, light and dark`, async () => {
      const spec = await make();
      for (const theme of ["light", "dark"] as const) {
        const png = await drawPng(spec, theme, 1200);
        const { width = 0, height = 0 } = await sharp(png).metadata();
        assert.equal(width, 2400);
        assert.ok(height >= 1260 && height <= 3200, `${height} px high`);
        assert.ok(png.length > 20_000);
      }
      assert.ok(spec.summary.length > 20 && spec.summary.length < 300, spec.summary);
    });

  it("puts marks where their time is", async () => {
    const { columns } = await find(
      plain(
        Array(60).fill(5),
        [0, 20, 30, 60].map((minute) => moment(minute)),
      ),
      MARKS.bad,
    );
    const [left = 0, third = 0, half = 0, right = 0] = middles(columns, 150);
    assert.ok(right - left > 1800, `from ${left} to ${right}`);
    assert.ok(Math.abs(third - (left + (right - left) / 3)) < 3, `${third} is not a third`);
    assert.ok(Math.abs(half - (left + right) / 2) < 3, `${half} is not half`);
  });

  it("puts a problem's bar from its opening to its end, above the data", async () => {
    const lane: Annotation = { ...moment(15, "x"), to: FROM + 45 * MINUTE };
    const { columns, rows } = await find(plain(Array(60).fill(5), [lane]), MARKS.bad);
    const wide = [...columns]
      .filter(([, count]) => count > 30)
      .map(([x]) => x)
      .sort((a, b) => a - b);
    const edges = await find(plain(Array(60).fill(5), [moment(15), moment(45)]), MARKS.bad);
    const [from = 0, to = 0] = middles(edges.columns, 150);
    assert.ok(
      Math.abs((wide[0] ?? 0) - from) < 8 && Math.abs((wide.at(-1) ?? 0) - to) < 8,
      `${wide[0]}–${wide.at(-1)}, not ${from}–${to}`,
    );
    const top = Math.min(...edges.rows.keys());
    assert.ok(Math.max(...rows.keys()) < top, "the bar lies over the data");
  });

  it("keeps the name of a problem readable where more of them overlap than there is room for", async () => {
    const bars = Array.from({ length: 9 }, (_, at) => ({
      ...moment(at, "Checkout is slow"),
      to: FROM + (40 + at) * MINUTE,
    }));
    const { rows } = await find(plain(Array(60).fill(5), bars), MARKS.bad);
    const lanes: number[][] = [];
    for (const y of [...rows.keys()].sort((a, b) => a - b)) {
      const last = lanes.at(-1);
      if (last && rows.has(y - 1)) last.push(rows.get(y) ?? 0);
      else lanes.push([rows.get(y) ?? 0]);
    }
    const [thin = [], ...above] = lanes.toReversed();
    assert.equal(above.length, 5);
    assert.ok(thin.length < 14, `those without room are thin and behind no words, not ${thin.length} pixels high`);
    for (const lane of above) {
      const letters = Math.max(...lane) - Math.min(...lane.slice(10, -10));
      assert.ok(letters > 60, `only ${letters} pixels of a row are letters`);
    }
  });

  it("puts a threshold at its value, and names one far beyond at the edge", async () => {
    const at = (value: number): Annotation => ({ axis: "y", from: value, to: value, label: "", tone: "bad" });
    const { rows } = await find(plain(Array(60).fill(10), [at(0), at(5), at(20)]), MARKS.bad);
    const [high = 0, middle = 0, low = 0] = middles(rows, 600);
    assert.ok(Math.abs((low - middle) / (low - high) - 0.25) < 0.01, `${high}, ${middle}, ${low}`);
    const far = await find(plain(Array(60).fill(10), [{ ...at(1000), label: "> 1,000" }]), MARKS.bad);
    assert.deepEqual(middles(far.rows, 600), []);
    assert.ok(far.rows.size > 30, "the threshold is not named");
  });

  for (const scale of ["linear", "log"] as const)
    it(`draws nothing where there is no data (${scale})`, async () => {
      const values = Array.from({ length: 61 }, (_, place) => (place > 20 && place < 40 ? null : 50 + (place % 2)));
      const { columns } = await find(plain(values, [moment(0), moment(60)], { scale }), COLOURS[0] ?? "");
      const marks = await find(plain(values, [moment(0), moment(60)], { scale }), MARKS.bad);
      const [left = 0, right = 0] = middles(marks.columns, 150);
      const pixel = (minute: number): number => left + ((right - left) * minute) / 60;
      const within = [...columns.keys()].filter((x) => x > pixel(20) + 8 && x < pixel(40) - 8);
      assert.deepEqual(within, []);
      assert.ok(
        [...columns.keys()].some((x) => x > pixel(45)),
        "the data behind the gap is gone",
      );
    });

  it("draws no column where nobody looked, and one where there were lines", async () => {
    const values = Array.from({ length: 60 }, (_, place) => (place >= 20 && place < 40 ? null : 9));
    const marks: readonly Annotation[] = [moment(0), moment(60)];
    const spec = plain(values, marks, { kind: "columns" });
    const [left = 0, right = 0] = middles((await find(spec, MARKS.bad)).columns, 150);
    const high = [...(await find(spec, COLOURS[0] ?? "")).columns].filter(([, count]) => count > 100).map(([x]) => x);
    const minuteOf = (x: number): number => ((x - left) / (right - left)) * 60;
    assert.equal(high.filter((x) => minuteOf(x) > 20 && minuteOf(x) < 40).length, 0);
    for (const minute of [0, 10, 19, 40, 59])
      assert.ok(
        high.some((x) => Math.abs(minuteOf(x) - minute - 0.5) < 0.05),
        `no column at minute ${minute}`,
      );
  });
});
