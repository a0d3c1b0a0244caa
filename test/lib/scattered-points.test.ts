import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { groupRows } from "../../src/lib/scattered-groups.ts";
import { gridPoints, type ScatteredRow } from "../../src/lib/scattered-points.ts";

const row = (points: ScatteredRow["points"], labels: ScatteredRow["labels"] = {}): ScatteredRow => ({
  labels,
  otherwise: "value",
  points,
});
const frame = { fromMs: 1000, toMs: 11_000, points: 100 };

describe("points of sources that choose their own times", () => {
  it("fall on equally distant times; what is missing or no number is null", () => {
    const grid = gridPoints(
      [
        row([
          [9000, 5],
          [3000, 1],
          [5000, null],
          [7000, Number.NaN],
        ]),
      ],
      frame,
    );
    assert.deepEqual(grid.timesMs, [1000, 3000, 5000, 7000, 9000]);
    assert.deepEqual(grid.series[0]?.values, [null, 1, null, null, 5]);
    assert.deepEqual(grid.notes, []);
  });

  it("outside of the range do not count: it begins with its first and ends before its last moment", () => {
    const grid = gridPoints(
      [
        row([
          [0, 9],
          [1000, 1],
          [10_000, 2],
          [11_000, 9],
        ]),
      ],
      { ...frame, stepMs: 1000 },
    );
    assert.deepEqual([grid.timesMs[0], grid.timesMs.at(-1)], [1000, 10_000]);
    assert.deepEqual([grid.series[0]?.values[0], grid.series[0]?.values.at(-1)], [1, 2]);
  });

  it("become means where there are more than are wanted, and nothing before the first is lost", () => {
    const points = Array.from({ length: 10 }, (_, at) => [1000 + at * 1000, at] as const);
    const grid = gridPoints([row(points.slice(5)), row(points)], { ...frame, points: 5 });
    assert.equal(grid.stepMs, 2000);
    assert.deepEqual(grid.series[1]?.values, [0.5, 2.5, 4.5, 6.5, 8.5]);
    assert.match(grid.notes.join(), /mean of 2 s/);
  });

  it("of series that are never there make no series", () => {
    assert.deepEqual(gridPoints([row([]), row([[2000, null]]), row([[11_000, 1]]), row([[999, 1]])], frame).series, []);
    assert.deepEqual(gridPoints([], frame).series, []);
  });

  it("at odd times take the distance in the middle", () => {
    const grid = gridPoints(
      [
        row([
          [1000, 1],
          [2003, 2],
          [3001, 3],
          [4005, 4],
          [5004, 5],
        ]),
      ],
      frame,
    );
    assert.ok(grid.stepMs >= 998 && grid.stepMs <= 1004, String(grid.stepMs));
    assert.deepEqual(grid.series[0]?.values.slice(0, 5), [1, 2, 3, 4, 5]);
  });

  it("that come a little early or late are neither gaps nor means", () => {
    for (const [everyMs, late] of [
      [60_000, 2_000],
      [10_000, 1_000],
      [60_000, 40],
    ] as const) {
      const late7 = (at: number): number => Math.round((((at * 7919) % 201) / 100 - 1) * late);
      const points = Array.from({ length: 350 }, (_, at) => [3_000 + at * everyMs + late7(at), at] as const);
      const toMs = 3_000 + 350 * everyMs;
      const { stepMs, series, notes } = gridPoints([row(points)], { fromMs: 0, toMs, points: 700 });
      assert.deepEqual([stepMs, notes], [everyMs, []]);
      assert.deepEqual(
        series[0]?.values.slice(0, 350),
        points.map(([, value]) => value),
      );
    }
  });

  it("of a coarser and a finer series stand as far apart as the coarser ones, and a rare one changes nothing", () => {
    const every = (step: number) =>
      row(Array.from({ length: 9 / step }, (_, at) => [1000 + at * step * 1000, at] as const));
    assert.equal(gridPoints([every(1), every(3)], frame).stepMs, 3000);
    assert.deepEqual(gridPoints([every(1), every(3)], frame).series[0]?.values, [1, 4, 7, null].slice(0, 4));
    const long = { fromMs: 0, toMs: 100_000, points: 1000 };
    assert.equal(
      gridPoints(
        [
          every(1),
          row([
            [0, 1],
            [50_000, 2],
          ]),
        ],
        long,
      ).stepMs,
      1000,
    );
  });

  it("are called what their source calls them, when it calls all of them something", () => {
    const [a, b] = [row([[2000, 1]], { host: "a" }), row([[2000, 2]], { host: "b" })];
    const names = (rows: readonly ScatteredRow[]) => gridPoints(rows, frame).series.map(({ name }) => name);
    assert.deepEqual(
      names([
        { ...a, name: "A" },
        { ...b, name: "B" },
      ]),
      ["A", "B"],
    );
    assert.deepEqual(
      names([
        { ...a, name: "A" },
        { ...b, name: "A" },
      ]),
      ["A", "A (2)"],
    );
    assert.deepEqual(names([{ ...a, name: "A" }, b]), ["a", "b"]);
  });

  it("of thousands of series are those of the 200 that reach highest and lowest", () => {
    const many = Array.from({ length: 150_000 }, (_, at) => row([[1000, at === 99_999 ? 7 : 1]], { id: `r${at}` }));
    const { series, notes, leftOut } = gridPoints(many, { ...frame, points: 700 });
    assert.deepEqual([series.length, series.find(({ values }) => values[0] === 7)?.name], [200, "r99999"]);
    assert.equal(leftOut, 149_800);
    assert.deepEqual(notes, ["150,000 series: the 100 highest and the 100 lowest were looked at."]);
  });

  it("of what shares a label are put together", () => {
    const rows = [
      row(
        [
          [1000, 1],
          [2000, 2],
        ],
        { zone: "x", host: "a" },
      ),
      row(
        [
          [1000, 3],
          [2000, null],
        ],
        { zone: "x", host: "b" },
      ),
      row([[1000, 7]], { host: "c" }),
    ];
    const made = (how: "avg" | "sum" | "max" | "min") =>
      groupRows(rows, { label: "zone", how }).map(({ otherwise, points }) => [otherwise, points]);
    assert.deepEqual(made("sum"), [
      [
        "x",
        [
          [1000, 4],
          [2000, 2],
        ],
      ],
      ["no zone", [[1000, 7]]],
    ]);
    assert.deepEqual(made("avg")[0], [
      "x",
      [
        [1000, 2],
        [2000, 2],
      ],
    ]);
    assert.deepEqual(made("max")[0], [
      "x",
      [
        [1000, 3],
        [2000, 2],
      ],
    ]);
    assert.deepEqual(made("min")[0], [
      "x",
      [
        [1000, 1],
        [2000, 2],
      ],
    ]);
    assert.equal(groupRows(rows, undefined), rows);
  });
});
