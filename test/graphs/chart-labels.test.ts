import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Chart, Plugin } from "chart.js";
import type { Annotation, Panel } from "../../src/core/chart.ts";
import { chartConfig } from "../../src/graphs/chart-config.ts";
import { headingPlugin } from "../../src/graphs/chart-heading.ts";
import { laneRows, lanesPlugin } from "../../src/graphs/chart-lanes.ts";
import { marksPlugin } from "../../src/graphs/chart-marks.ts";
import { pictureSizes } from "../../src/graphs/chart-size.ts";
import { PALETTES } from "../../src/graphs/chart-theme.ts";
import { linesPanel, peoplePanel, specOf } from "./sample-spec.ts";

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

interface Word {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** A chart of 1,000 x 500 pixels, one for each value, whose letters are 10 wide; what is drawn on it. */
const paper = () => {
  const [boxes, words]: [Box[], Word[]] = [[], []];
  const nothing = (): void => {};
  const ctx = {
    ...{ save: nothing, restore: nothing, beginPath: nothing, fill: nothing, fillRect: nothing, clip: nothing },
    measureText: (text: string) => ({ width: [...text].length * 10 }),
    roundRect: (x: number, y: number, width: number) => boxes.push({ x, y, width }),
    fillText: (text: string, x: number, y: number) => words.push({ text, x, y }),
  };
  const chart = {
    ...{ ctx, options: {}, width: 1000, height: 500 },
    chartArea: { left: 0, top: 0, right: 1000, bottom: 500 },
    scales: {
      x: { axis: "x", getPixelForValue: (value: number) => value },
      y: { axis: "y", getPixelForValue: (value: number) => 500 - value },
    },
  };
  return { chart: chart as unknown as Chart, boxes, words };
};

const draw = (plugin: Plugin, chart: Chart): void => {
  plugin.afterDatasetsDraw?.(chart, {}, {}, false);
  plugin.afterDraw?.(chart, {}, {});
};

const isApart = (boxes: readonly Box[]): boolean =>
  boxes.every((one, at) =>
    boxes
      .slice(at + 1)
      .every(
        (other) => Math.abs(one.y - other.y) >= 30 || one.x + one.width <= other.x || other.x + other.width <= one.x,
      ),
  );

const labelled = (marks: readonly Annotation[]) => {
  const { chart, boxes, words } = paper();
  draw(marksPlugin(marks, PALETTES.light), chart);
  return { boxes, words: words.map(({ text }) => text) };
};

const line = (value: number): Annotation => ({ axis: "y", from: value, to: value, label: `> ${value}`, tone: "bad" });
const gap = (from: number, to: number): Annotation => ({ axis: "x", from, to, label: "no data", tone: "plain" });

describe("labels of marks", () => {
  it("of thresholds close to each other stand side by side, each at its line", () => {
    const { boxes, words } = labelled([100, 104, 108, 112].map(line));
    assert.deepEqual(words, ["> 100", "> 104", "> 108", "> 112"]);
    assert.ok(isApart(boxes), JSON.stringify(boxes));
    assert.deepEqual(
      boxes.map(({ y }) => 500 - y - 15),
      [100, 104, 108, 112],
    );
  });

  it("of thresholds beyond the axis are all read", () => {
    const { boxes, words } = labelled([600, 900, 7000, -50].map(line));
    assert.deepEqual(words, ["↑ > 600", "↑ > 900", "↑ > 7000", "↓ > -50"]);
    assert.ok(isApart(boxes), JSON.stringify(boxes));
    const many = labelled(Array.from({ length: 30 }, (_, at) => line(600 + at)));
    assert.ok(many.boxes.every(({ x, width }) => x >= 0 && x + width <= 1000));
  });

  it("of gaps stay at the upper edge unless they would lie on each other", () => {
    const apart = labelled([gap(0, 100), gap(300, 400), gap(600, 700), gap(850, 1000)]);
    assert.equal(new Set(apart.boxes.map(({ y }) => y)).size, 1);
    const near = labelled([gap(500, 510), gap(520, 530)]);
    assert.ok(isApart(near.boxes) && near.boxes.length === 2, JSON.stringify(near.boxes));
    const many = labelled(Array.from({ length: 40 }, (_, at) => gap(500 + at, 501 + at)));
    assert.ok(many.boxes.every(({ y }) => y >= 0 && y <= 470));
  });
});

describe("names of problems above the data", () => {
  const panelOf = (lanes: readonly Annotation[]): Panel => ({
    ...linesPanel,
    ...{ range: { fromMs: 0, toMs: 1000 }, timesMs: [0, 1000], series: [], annotations: lanes },
  });
  const lane = (from: number, to: number, label: string): Annotation => ({
    ...{ axis: "x", from, to, label, lane: true, tone: "bad" },
  });
  const drawn = (lanes: readonly Annotation[]) => {
    const { chart, words } = paper();
    const panel = panelOf(lanes);
    draw(lanesPlugin(panel, laneRows(panel, 1000), PALETTES.light), chart);
    return words;
  };

  it("say how many there is no room for", () => {
    const overlapping = (count: number) => Array.from({ length: count }, (_, at) => lane(at, 900, `#${at} Slow`));
    assert.ok(drawn(overlapping(5)).every(({ text }) => !text.startsWith("+")));
    assert.deepEqual(drawn([...overlapping(9), lane(100, 900, "")]).at(-1)?.text, "+4");
  });

  it("stand in the bar where that shows more of them than the room before it", () => {
    const long = "A name that is far too long for any of both places ".repeat(3);
    const [inside] = drawn([lane(300, 750, long)]);
    assert.ok((inside?.x ?? 0) > 300 && (inside?.text.length ?? 0) > 40, JSON.stringify(inside));
    const [before] = drawn([lane(950, 1000, long)]);
    assert.ok((before?.x ?? 1000) < 950 && (before?.text.length ?? 0) > 40, JSON.stringify(before));
  });
});

describe("words around a panel", () => {
  const heading = (subtitle: string, footer = "") => {
    const { chart, words } = paper();
    const short = { words: subtitle, fresh: "as of 21 Nov, 14:23" };
    const full = {
      title: "Title",
      subtitle: `${subtitle} · as of Sat 21 Nov 2026, 14:23`,
      short,
      panelTitle: "",
      footer,
    };
    draw(headingPlugin(full, PALETTES.light, 16 + 2 * 27), chart);
    return words;
  };

  it("always say how fresh the data is, whatever else has no room", () => {
    assert.equal(heading("Prometheus")[1]?.text, "Prometheus · as of Sat 21 Nov 2026, 14:23");
    const zone = heading("Prometheus · Sat 21 Nov 14:00 – 15:00 (America/Argentina/Buenos)")[1]?.text;
    assert.equal(zone, "Prometheus · Sat 21 Nov 14:00 – 15:00 (America/Argentina/Buenos) · as of 21 Nov, 14:23");
    assert.match(heading("Prometheus ".repeat(20))[1]?.text ?? "", /^Prometheus .*… · as of 21 Nov, 14:23$/);
  });

  it("never fall off the lower edge: what has no line left is cut", () => {
    const lines = heading("Prometheus", "word ".repeat(200)).slice(2);
    assert.equal(lines.length, 2);
    assert.ok(lines.every(({ y }) => y < 500 - 22) && lines[1]?.text.endsWith("…"));
  });
});

describe("names beside bars", () => {
  const namesOf = (categories: readonly string[]): readonly unknown[] => {
    const panel: Panel = { ...peoplePanel, categories };
    const [size] = pictureSizes(specOf([panel]), 1200);
    assert.ok(size);
    const { options } = chartConfig(panel, specOf([panel]), "light", size);
    const { chart } = paper();
    const callback = options?.scales?.y?.ticks?.callback as (this: unknown, value: number) => unknown;
    return categories.map((_, at) => callback.call({ chart: { ...chart, width: 1200 } }, at));
  };

  it("are told apart where they differ only at their end or in their middle", () => {
    const end = ["a", "b", "c"].map((last) => `checkout.production.eu-central-1.compute.internal-${last}`);
    const middle = ["a", "b", "c"].map((one) => `checkout.production.eu-central-1.${one}.compute.internal.example.com`);
    for (const hosts of [end, middle]) assert.equal(new Set(namesOf(hosts)).size, 3, namesOf(hosts).join(" "));
    assert.deepEqual(namesOf(["Fatima Zahra Benali-El Mansouri the Elder", "2026-11-16"]), [
      "Fatima Zahra Benali-El Mansouri the…",
      ["Mon", "16 Nov"],
    ]);
  });
});
