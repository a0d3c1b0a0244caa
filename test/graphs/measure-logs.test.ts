import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { AskedGraph } from "../../src/core/graph/asked.ts";
import type { LogCount } from "../../src/core/measure.ts";
import { specOfMade } from "./measure-kit.ts";

const HOUR = "from=2026-11-21T14:00&to=2026-11-21T15:00&tz=Europe%2FBerlin";
const FROM = Date.parse("2026-11-21T13:00:00Z");
const MINUTE = 60_000;

const counted = (values: readonly (number | null)[], groups: readonly (readonly number[])[] = []): LogCount => ({
  ...{
    count: values.reduce((sum: number, value) => sum + (value ?? 0), 0),
    exact: true,
    how: "1 request",
    stepMs: MINUTE,
  },
  ...{ timesMs: values.map((_, place) => FROM + place * MINUTE), values, lines: [] },
  groups: groups.map((row, place) => ({
    name: `h${place}`,
    values: row,
    count: row.reduce((sum, value) => sum + value, 0),
  })),
});
const spec = (count: LogCount, asked: Partial<AskedGraph> = {}, query = HOUR, then?: LogCount) =>
  specOfMade(
    {
      asked: { kind: "logs", source: "loki", query: "502", ...asked },
      logs: ({ fromMs }) => (then && fromMs < FROM ? then : count),
    },
    query,
  );

describe("graph of counted log lines", () => {
  it("is columns over the whole range; null stays null, zero is zero", async () => {
    const { panels, summary, asOfMs, title, read } = await spec(counted([3, 0, null, 4]));
    const [panel] = panels;
    assert.deepEqual([panel?.kind, panel?.series[0]?.values, panels.length], ["columns", [3, 0, null, 4], 1]);
    assert.deepEqual(panel?.range, { fromMs: FROM, toMs: FROM + 60 * MINUTE });
    assert.equal(asOfMs, FROM + 4 * MINUTE);
    assert.equal(summary, '7 lines with "502", Sat 21 Nov 14:00 – 15:00 (Europe/Berlin).');
    assert.deepEqual([title, read], ['Lines with "502"', "1 request"]);
  });

  it("stacks the loudest and counts everything else as others, from the whole", async () => {
    const groups = Array.from({ length: 10 }, (_, row) => [20 - row, 1]);
    const { panels, summary } = await spec(counted([200, 15], groups), { by: { label: "host", how: "sum" } });
    const series = panels[0]?.series ?? [];
    assert.deepEqual(
      series.map(({ name }) => name),
      ["h0", "h1", "h2", "h3", "h4", "h5", "h6", "h7", "2 others"],
    );
    assert.deepEqual([series.at(-1)?.values, series.at(-1)?.hue], [[200 - 132, 15 - 8], 8]);
    const bars = panels[1];
    assert.deepEqual(
      [bars?.kind, bars?.categories],
      ["stacked-bars-horizontal", ["h0", "h1", "h2", "h3", "h4", "5 others"]],
    );
    assert.deepEqual(bars?.series[0]?.values, [21, 20, 19, 18, 17, 215 - 95]);
    assert.match(summary, /; most from h0: 21 \(9\.8 %\)\.$/);
  });

  it("has no others where nothing is left, and unnamed ones where lines have no such field", async () => {
    const by = { label: "host", how: "sum" } as const;
    const all = await spec(
      counted(
        [3, 1],
        [
          [2, 1],
          [1, 0],
        ],
      ),
      { by },
    );
    assert.deepEqual(
      all.panels[0]?.series.map(({ name }) => name),
      ["h0", "h1"],
    );
    const some = await spec(
      counted(
        [5, null],
        [
          [2, 0],
          [1, 0],
        ],
      ),
      { by },
    );
    assert.deepEqual(some.panels[0]?.series.at(-1), { name: "others", values: [2, null], hue: 8 });
  });

  it("puts the loudest first when they were asked for, as many as were asked for", async () => {
    const groups = [[5], [4], [3]];
    const { panels } = await spec(counted([12], groups), { shape: "top", top: 2, by: { label: "host", how: "sum" } });
    assert.deepEqual(
      panels.map(({ kind }) => kind),
      ["stacked-bars-horizontal", "columns"],
    );
    assert.deepEqual(panels[0]?.categories, ["h0", "h1", "1 other"]);
    assert.deepEqual(
      panels[1]?.series.map(({ name }) => name),
      ["h0", "h1", "1 other"],
    );
  });

  it("is lines per second, or per minute where that is less than one", async () => {
    const fast = (await spec(counted([120, null, 60]), { shape: "rate" })).panels[0];
    assert.deepEqual([fast?.kind, fast?.y.unit, fast?.series[0]?.values], ["lines", "lines/s", [2, null, 1]]);
    const slow = (await spec(counted([30, 0]), { shape: "rate" })).panels[0];
    assert.deepEqual([slow?.y.unit, slow?.series[0]?.values], ["lines/min", [30, 0]]);
  });

  it("is no fall where the last stretch has only begun", async () => {
    const last = async (seconds: number, lines: number) => {
      const timesMs = [FROM, FROM + 60 * MINUTE - 1_000 * seconds];
      const { panels } = await spec({ ...counted([120, lines]), timesMs }, { shape: "rate" });
      return panels[0]?.series[0]?.values;
    };
    assert.deepEqual(await last(60, 120), [2, 2]);
    assert.deepEqual(await last(45, 90), [2, 2]);
    assert.deepEqual(await last(5, 9), [2, null]);
  });

  it("says at least, and what it was before", async () => {
    const { panels, summary, definition } = await spec({ ...counted([6, 6]), exact: false }, {}, `${HOUR}&vs=1h`, {
      ...counted([4, null]),
      timesMs: [FROM - 60 * MINUTE, FROM - 59 * MINUTE],
    });
    assert.match(summary, /^At least 12 lines with "502", .*; 4 lines 1 h earlier\.$/);
    assert.match(definition, /at least so many/);
    assert.deepEqual(panels[0]?.series[1], { name: "lines (1 h earlier)", values: [4, null], hue: 8, dashed: true });
  });

  it("compares exact numbers alone", async () => {
    const then = (exact: boolean) => ({ ...counted([4]), exact, timesMs: [FROM - 60 * MINUTE] });
    assert.match((await spec(counted([12]), {}, `${HOUR}&vs=1h`, then(true))).summary, /; 8 lines \(200 %\) above 1 h/);
    assert.match(
      (await spec(counted([12]), {}, `${HOUR}&vs=1h`, then(false))).summary,
      /; at least 4 lines 1 h earlier/,
    );
    const silent = { ...counted([0]), silent: "" };
    const { summary, definition } = await spec(counted([12]), {}, `${HOUR}&vs=1h`, silent);
    assert.doesNotMatch(summary, /earlier/);
    assert.match(definition, /not compared with 1 h earlier: No data: there is no line at all/);
  });

  it("has others without a number where not all names are known", async () => {
    const groups = Array.from({ length: 50 }, () => [2]);
    const { panels } = await spec(counted([400], groups), { by: { label: "host", how: "sum" } });
    assert.deepEqual([panels[0]?.series.at(-1)?.name, panels[1]?.categories.at(-1)], ["others", "others"]);
  });

  it("shows no secret of what was looked for, how, and by what", async () => {
    const groups = [{ name: "user hunter2", count: 3, values: [3] }];
    const made = await spec(
      { ...counted([3]), groups, how: "all of hunter2" },
      { query: '"password=hunter2"', by: { label: "host", how: "sum" } },
    );
    assert.doesNotMatch(JSON.stringify({ ...made, openIn: undefined }), /hunter2/);
    assert.match(made.title, /password=\[redacted\]/);
  });

  it("is no data where no line was written at all", async () => {
    await assert.rejects(
      spec({ ...counted([0, 0]), silent: 'in {app="web"}' }),
      (error: unknown) =>
        error instanceof Failure &&
        error.code === "not_found" &&
        /^No data: there is no line at all in \{app="web"\}, in Loki, Sat/.test(error.tell ?? ""),
    );
  });

  it("draws zero lines, and says so when nobody looked", async () => {
    assert.match((await spec(counted([0, 0]))).summary, /^0 lines with "502"/);
    await assert.rejects(
      spec(counted([null, null])),
      (error: unknown) => error instanceof Failure && error.code === "not_found",
    );
  });
});
