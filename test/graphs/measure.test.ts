import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Annotation, ChartSpec, Panel } from "../../src/core/chart.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Mark } from "../../src/core/measure/data.ts";
import type { Measured } from "../../src/core/measure.ts";
import { graphs } from "../../src/graphs/index.ts";
import measure from "../../src/graphs/measure.ts";
import { BERLIN, dataOf, type Made, NOTHING, NOW_MS, rowsOver, specOfMade } from "./measure-kit.ts";

const at = (text: string): number => Date.parse(text);
const panelOf = (spec: ChartSpec, place = 0): Panel => {
  const panel = spec.panels[place];
  assert.ok(panel);
  return panel;
};
type Points = NonNullable<Made["points"]>;
const failsWith = (code: string, tell: RegExp) => (error: unknown) =>
  error instanceof Failure && error.code === code && tell.test(error.tell ?? "");
const HOUR = "from=2026-11-21T14:00&to=2026-11-21T15:00&tz=Europe%2FBerlin";
const FROM = at("2026-11-21T13:00:00Z");
const TO = at("2026-11-21T14:00:00Z");
const MINUTE = 60_000;
const names = (count: number): string[] =>
  Array.from({ length: count }, (_, row) => `host-${String(row).padStart(2, "0")}`);
const lines =
  (rows: readonly (readonly (number | null)[])[], more: Partial<Measured> = {}): Points =>
  () => ({
    ...NOTHING,
    timesMs: (rows[0] ?? []).map((_, place) => FROM + place * MINUTE),
    series: rows.map((values, row) => ({ name: `r${row}`, labels: {}, values })),
    ...more,
  });

describe("graph of measured points", () => {
  it("is in the list, shows what is kept, and needs its id", async () => {
    assert.ok(graphs.some(({ name }) => name === "measure"));
    assert.equal(measure.kept, true);
    const range = { fromMs: FROM, toMs: TO, endMs: TO, tz: BERLIN, label: "" };
    await assert.rejects(
      measure.load(dataOf({}).data, { range, vs: undefined }),
      failsWith("not_found", /ask for the graph again/),
    );
  });

  it("asks for the range of its link and at most 720 points, the last hour by default", async () => {
    const asked: number[] = [];
    const made: Made = {
      points: (window, points) => {
        asked.push(points);
        return rowsOver(window, MINUTE, ["a"], () => 1);
      },
    };
    const spec = await specOfMade(made);
    const { range, timesMs } = panelOf(spec);
    assert.deepEqual(range, { fromMs: NOW_MS - 3_600_000, toMs: NOW_MS });
    assert.deepEqual([timesMs?.[0], asked], [NOW_MS - 3_600_000, [720]]);
  });

  it("keeps null null, names a long gap, and is as of the newest value", async () => {
    const values = Array.from({ length: 60 }, (_, place) => ((place >= 20 && place < 30) || place > 57 ? null : place));
    const spec = await specOfMade({ points: lines([values]) }, HOUR);
    const panel = panelOf(spec);
    assert.deepEqual(panel.series[0]?.values, values);
    assert.equal(spec.asOfMs, FROM + 57 * MINUTE);
    const gaps = panel.annotations?.filter(({ label }) => label === "no data").map(({ from, to }) => [from, to]);
    assert.deepEqual(gaps, [[FROM + 19 * MINUTE, FROM + 30 * MINUTE]]);
    assert.match(spec.summary, /last 57, min 0, max 57, up 57 over the range\.$/);
    assert.equal(spec.read, "1 series, 48 points");
  });

  it("says where it is from, how it was made and where the same is", async () => {
    const by = { label: "host", how: "max" } as const;
    const spec = await specOfMade(
      {
        asked: { query: "max by (host)\n (load1)", by },
        points: lines([[1, 2]], { notes: ["Two hosts are left out."] }),
      },
      HOUR,
    );
    assert.equal(spec.subtitle, "Prometheus · Sat 21 Nov 14:00 – 15:00 (Europe/Berlin)");
    assert.equal(spec.definition, "max by (host) (load1) · every 1 min, max by host · Two hosts are left out");
    assert.deepEqual(spec.openIn, {
      label: "Open in Prometheus",
      url: `https://prometheus.example/graph?from=${FROM}&to=${TO}`,
    });
    assert.equal(spec.title, "max by (host) (load1)");
    assert.equal((await specOfMade({ points: lines([[1]], { title: "CPU" }) }, HOUR)).title, "CPU");
  });

  it("keeps the twelve loudest and makes one grey row of the rest: their mean, or their sum where it is a sum", async () => {
    const rows = names(15).map((_, row) => [row, row === 1 ? null : row * 2, null]);
    const points = lines(rows);
    const mean = panelOf(await specOfMade({ points }, HOUR)).series;
    assert.deepEqual(
      mean.map(({ name }) => name),
      [...Array.from({ length: 12 }, (_, nth) => `r${14 - nth}`), "3 others (mean)"],
    );
    assert.deepEqual(mean.at(-1)?.values, [1, 2, null]);
    assert.equal(mean.at(-1)?.hue, 8);
    const by = { label: "host", how: "sum" } as const;
    const sum = panelOf(await specOfMade({ asked: { by }, points }, HOUR)).series;
    assert.deepEqual([sum.at(-1)?.name, sum.at(-1)?.values], ["3 others", [3, 4, null]]);
    assert.equal(new Set(sum.map(({ hue }) => hue)).size, 13);
  });

  it("counts those that the source left out, and makes up no rest of them", async () => {
    const spec = await specOfMade(
      {
        points: lines(
          names(15).map((_, row) => [row, row]),
          { leftOut: 2_985 },
        ),
      },
      HOUR,
    );
    assert.match(spec.summary, /: 3,000 series; highest r14: /);
    assert.ok(panelOf(spec).series.every(({ name }) => !name.includes("others")));
  });

  it("keeps each name's colour when another gets ahead", async () => {
    const hues = async (first: number) => {
      const { series } = panelOf(await specOfMade({ points: lines([[first], [5], [3]]) }, HOUR));
      return Object.fromEntries(series.map(({ name, hue }) => [name, hue]));
    };
    assert.deepEqual(await hues(1), await hues(9));
  });

  it("is logarithmic when asked, and says why it cannot be", async () => {
    const log = await specOfMade({ asked: { log: true }, points: lines([[0.1, 100]]) }, HOUR);
    assert.equal(panelOf(log).scale, "log");
    const linear = await specOfMade({ asked: { log: true }, points: lines([[0, 100]]) }, HOUR);
    assert.equal(panelOf(linear).scale, undefined);
    assert.match(linear.definition, /not logarithmic: there are zeros/);
  });

  it("tells no data from zero", async () => {
    await assert.rejects(
      specOfMade({ points: () => NOTHING }, HOUR),
      failsWith(
        "not_found",
        /^No data: unknown metric, or nothing in this range, in Prometheus, Sat 21 Nov 14:00 – 15:00/,
      ),
    );
    await assert.rejects(
      specOfMade({ points: lines([[null, null]]) }, HOUR),
      failsWith("not_found", /^No data: the metric is known, with no value/),
    );
    assert.match(
      (await specOfMade({ points: lines([[0, 0]]) }, HOUR)).summary,
      /last 0 \(59 min before the end\), min 0, max 0, unchanged/,
    );
  });

  it("draws thresholds of the asker and of the source, once each, with their unit", async () => {
    const points = lines([[0.1, 0.5]], {
      unit: "seconds",
      thresholds: [
        { value: 0.4, trouble: "above" },
        { value: 0.2, trouble: "above" },
      ],
    });
    const spec = await specOfMade({ asked: { thresholds: [{ value: 0.4, trouble: "above" }] }, points }, HOUR);
    const marks = panelOf(spec)
      .annotations?.filter(({ axis }) => axis === "y")
      .map(({ axis, from, label, tone }) => [axis, from, label, tone]);
    assert.deepEqual(marks, [
      ["y", 0.4, "> 400 ms", "bad"],
      ["y", 0.2, "> 200 ms", "warn"],
    ]);
    assert.match(spec.summary, /then above the threshold of 400 ms/);
  });

  it("draws the lowest apart where trouble lies below: the disk that is nearly full is not among the others", async () => {
    const points = lines(names(30).map((_, row) => [50 + row, row === 17 ? 3 : 50 + row]));
    const below = { thresholds: [{ value: 10, trouble: "below" }] } as const;
    const spec = await specOfMade({ asked: below, points }, HOUR);
    assert.equal(panelOf(spec).series[0]?.name, "r17");
    assert.match(spec.summary, /lowest r17: last 3 .*; then below the threshold of 10/);
    const both = { thresholds: [...below.thresholds, { value: 90, trouble: "above" } as const] };
    assert.equal(panelOf(await specOfMade({ asked: both, points }, HOUR)).series[0]?.name, "r29");
  });
});

const INCIDENT: Mark = {
  ...{ kind: "incident", id: "a", label: "#1 Slow", severity: "critical" },
  ...{ fromMs: FROM + 10 * MINUTE, ackedMs: FROM + 15 * MINUTE, toMs: FROM + 40 * MINUTE },
};

describe("what points do not show", () => {
  const hour = (values: (place: number) => number | null) => Array.from({ length: 60 }, (_, place) => values(place));
  const spike = hour((place) => (place === 30 ? 9_000 : 1));
  const row = (name: string, peaks?: readonly (number | null)[]) => ({
    ...{ name, labels: { name }, values: hour(() => 1) },
    ...(peaks ? { peaks } : {}),
  });
  const shown = (series: readonly ReturnType<typeof row>[], between: "unseen" | "mean" | undefined, more = {}) => {
    const timesMs = series[0]?.values.map((_, place) => FROM + place * MINUTE) ?? [];
    return specOfMade({ points: () => ({ ...NOTHING, timesMs, series, between, ...more }) }, HOUR);
  };

  it("is said, and drawn beside a lone series", async () => {
    const spec = await shown([row("a", spike)], "mean");
    const [, beside] = panelOf(spec).series;
    assert.deepEqual([beside?.name, beside?.dashed, beside?.values[30]], ["highest in each 1 min", true, 9_000]);
    assert.match(spec.summary, /last 1, min 1, max 9,000 \(points up to 1\), .*; each point is the mean of 1 min\.$/);
    const unknown = await shown([row("a")], "unseen");
    assert.equal(panelOf(unknown).series.length, 1);
    assert.match(unknown.summary, /max 1, .*; points are single moments, 1 min apart\.$/);
    assert.match(unknown.definition, / · single moments, every 1 min/);
    assert.match(spec.definition, / · means of 1 min/);
    assert.doesNotMatch((await shown([row("a")], undefined)).summary, /point/);
  });

  it("is nothing to speak of where nobody could see it", async () => {
    const climbing = { ...row("a"), values: hour((place) => place * 1_000) };
    const spec = await shown([{ ...climbing, peaks: hour((place) => place * 1_000 + 1) }], "mean");
    assert.equal(panelOf(spec).series.length, 1);
    assert.match(spec.summary, /max 59k, up/);
  });

  it("counts for which of many is the loudest", async () => {
    const many = Array.from({ length: 30 }, (_, at) => row(`r${at}`, at === 29 ? spike : undefined));
    const spec = await shown(many, "unseen");
    assert.equal(panelOf(spec).series[0]?.name, "r29");
    assert.match(spec.summary, /highest r29: last 1, min 1, max 9,000 \(points up to 1\)/);
    assert.ok(panelOf(spec).series.every(({ dashed }) => !dashed));
  });

  it("is not hidden by an old last value, or by a reason that is known", async () => {
    const ended = { ...row("a"), values: hour((place) => (place < 20 ? 7 : null)) };
    const spec = await shown([ended], undefined);
    assert.match(spec.summary, /last 7 \(41 min before the end\), min 7/);
    const late = { ...row("a"), values: hour((place) => (place < 57 ? 7 : null)) };
    assert.match((await shown([late], undefined)).summary, /last 7, min 7/);
    const coarse = { ...row("a"), values: hour((place) => (place < 40 ? 7 : null)) };
    assert.match((await shown([coarse], undefined, { stepMs: 10 * MINUTE })).summary, /last 7, min 7/);
    await assert.rejects(
      shown([], undefined, { why: "its values are all NaN" }),
      failsWith("not_found", /^No data: its values are all NaN in Prometheus/),
    );
  });
});

describe("a graph of a problem", () => {
  const names = Array.from({ length: 30 }, (_, row) => `web-${row}`);
  const about = (...hosts: readonly string[]): Mark => ({
    ...{ kind: "incident", id: "p", label: "p", fromMs: NOW_MS - 60_000, severity: "error", own: true },
    about: hosts.map((host) => ({ host, service: "checkout", alertname: "InstanceDown" })),
  });
  const upOf = (marks: readonly Mark[]) =>
    specOfMade(
      {
        points: (window) =>
          rowsOver(window, 60_000, names, (row, atMs) => (row === 29 && atMs > NOW_MS - 300_000 ? 0 : 1)),
        marks,
      },
      HOUR,
    );
  const drawn = ({ panels: [panel] }: ChartSpec) => panel?.series.map(({ name }) => name);

  it("has the series that it is about, however quiet, and speaks of it", async () => {
    const spec = await upOf([about("web-29")]);
    assert.deepEqual(drawn(spec)?.slice(0, 2), ["web-29", "web-0"]);
    assert.equal(drawn(spec)?.at(-1), "18 others (mean)");
    assert.match(spec.summary, /: 30 series; this problem's web-29: last 0, min 0, max 1, down 1/);
    const several = await upOf([about("web-9", "web-29")]);
    assert.deepEqual(drawn(several)?.slice(0, 3), ["web-29", "web-9", "web-0"]);
  });

  it("has the loudest first where none fits", async () => {
    const spec = await upOf([about("db-1")]);
    assert.equal(drawn(spec)?.includes("web-29"), false);
    assert.match(spec.summary, /: 30 series; highest web-0:/);
    const nameless = await specOfMade(
      {
        points: (window) => {
          const rows = rowsOver(window, 60_000, ["a", "b"], (row) => row);
          return { ...rows, series: rows.series.map((row) => ({ ...row, labels: {} })) };
        },
        marks: [about("web-29")],
      },
      HOUR,
    );
    assert.match(nameless.summary, /: 2 series; highest b:/, "what has no labels is nobody's");
  });
});

describe("marks on a graph", () => {
  const marksOf = async (marks: readonly Mark[]): Promise<readonly (readonly unknown[])[]> => {
    const spec = await specOfMade({ points: lines([[1, 1]]), marks }, HOUR);
    const minutes = (ms: number): number => (ms - FROM) / MINUTE;
    return (panelOf(spec).annotations ?? [])
      .filter(({ label }: Annotation) => label !== "no data")
      .map(({ from, to, label, tone, lane }) => [minutes(from), minutes(to), label, tone, lane === true]);
  };

  it("show a problem red until its ack and amber until its end, in a lane", async () => {
    assert.deepEqual(await marksOf([INCIDENT]), [
      [10, 15, "#1 Slow", "bad", true],
      [15, 40, "", "warn", true],
    ]);
    assert.deepEqual(await marksOf([{ ...INCIDENT, ackedMs: undefined }]), [[10, 40, "#1 Slow", "bad", true]]);
    assert.deepEqual(await marksOf([{ ...INCIDENT, toMs: undefined }]), [
      [10, 15, "#1 Slow", "bad", true],
      [15, 60, "", "warn", true],
    ]);
  });

  it("show the graph's own problem over the whole height too, with its moments, and deploys as moments", async () => {
    const deploy: Mark = { kind: "deploy", id: "d", label: "v42", severity: "info", fromMs: FROM, toMs: FROM };
    assert.deepEqual(await marksOf([{ ...INCIDENT, own: true }, deploy]), [
      [10, 40, "", "bad", false],
      [10, 15, "#1 Slow", "bad", true],
      [15, 40, "", "warn", true],
      [10, 10, "opened", "bad", true],
      [15, 15, "acked", "warn", true],
      [40, 40, "resolved", "good", true],
      [0, 0, "v42", "plain", true],
    ]);
  });
});

/** The hour on Berlin's walls, with minutes as a fraction. */
const wallHour = (ms: number): number => {
  const [hour = 0, minute = 0] = new Date(ms).toLocaleTimeString("en-GB", { timeZone: BERLIN }).split(":").map(Number);
  return hour + minute / 60;
};

describe("the same graph at an earlier time", () => {
  const versus = async (query: string, nowMs = NOW_MS) => {
    const { data, windows } = dataOf({
      points: (window) => rowsOver(window, 15 * MINUTE, ["a"], (_row, ms) => wallHour(ms)),
    });
    const params = new URLSearchParams(`${query}&tz=Europe%2FBerlin`);
    const context = { nowMs, tz: BERLIN, weekStart: 1 as const };
    const { range, vs } = measure.args;
    const spec = await measure.load(
      data,
      { range: range.fromQuery(params, "range", context), vs: vs.fromQuery(params, "vs", context) },
      "1f",
    );
    const { series, timesMs = [] } = panelOf(spec);
    return { spec, windows, timesMs, now: series[0], past: series[1] };
  };
  const iso = (ms: number | undefined) => new Date(ms ?? 0).toISOString().slice(0, 16);

  it("is dashed, of the same colour, at the same hours on the wall though clocks were put back in between", async () => {
    const { windows, now, past } = await versus("from=2026-10-28T08:00&to=2026-10-28T12:00&vs=1w");
    assert.deepEqual([iso(windows[1]?.fromMs), iso(windows[1]?.toMs)], ["2026-10-21T06:00", "2026-10-21T10:00"]);
    assert.deepEqual([past?.name, past?.dashed, past?.hue], ["a (1 w earlier)", true, now?.hue]);
    assert.deepEqual(past?.values, now?.values);
    assert.equal(past?.values[0], 8);
  });

  it("calls a lone row by the title where the query is all the name it has", async () => {
    const query = 'histogram_quantile(0.95, sum by (le) (rate(x_bucket{job="checkout"}[5m])))';
    const made: Made = {
      asked: { query, title: "api latency" },
      points: (window) => rowsOver(window, 15 * MINUTE, [query], (_row, ms) => wallHour(ms)),
    };
    const spec = await specOfMade(made, `${HOUR}&vs=1w`);
    const names = panelOf(spec).series.map(({ name }) => name);
    assert.deepEqual(names, ["api latency", "api latency (1 w earlier)"]);
    assert.match(spec.summary, /its mean the same as 1 w earlier/);
  });

  it("and though they were put forward", async () => {
    const { windows, now, past } = await versus("from=2026-03-31T08:00&to=2026-03-31T12:00&vs=7d");
    assert.equal(iso(windows[1]?.fromMs), "2026-03-24T07:00");
    assert.deepEqual(past?.values, now?.values);
  });

  it("shows an hour that came twice beside the same hour, and none beside one that was skipped", async () => {
    const twice = await versus("from=2026-10-25&to=2026-10-25&vs=1w");
    assert.equal(twice.timesMs.length, 100);
    assert.deepEqual(twice.past?.values, twice.now?.values);
    const skipped = await versus("from=2026-04-05&to=2026-04-05&vs=1w");
    const gaps = skipped.timesMs.filter((_, place) => skipped.past?.values[place] === null).map(wallHour);
    assert.deepEqual(gaps, [2, 2.25, 2.5, 2.75]);
    assert.equal(skipped.past?.values[12], 3);
  });

  it("is exact for hours and minutes", async () => {
    const { windows, past } = await versus("from=2026-10-25T03:00&to=2026-10-25T04:00&vs=1h");
    assert.deepEqual([iso(windows[1]?.fromMs), iso(windows[1]?.toMs)], ["2026-10-25T01:00", "2026-10-25T02:00"]);
    assert.deepEqual(past?.values, [2, 2.25, 2.5, 2.75]);
  });

  it("shows half as many rows, each with its own, and speaks of it", async () => {
    const points: Points = (window) => rowsOver(window, MINUTE, names(9), (row, ms) => (ms < FROM ? 1 : 2) * (row + 1));
    const spec = await specOfMade({ points }, `${HOUR}&vs=1h`);
    const { series } = panelOf(spec);
    assert.deepEqual(series.map(({ name }) => name).slice(5), [
      "host-03",
      "3 others (mean)",
      ...[8, 7, 6, 5, 4, 3].map((row) => `host-0${row} (1 h earlier)`),
    ]);
    assert.match(spec.summary, /highest host-08: last 18, .*; its mean 9 \(100 %\) above 1 h earlier\.$/);
  });

  it("is left out, with the reason, where the source has nothing or fails", async () => {
    const onlyNow =
      (fail: boolean): Points =>
      (window) => {
        if (window.fromMs >= FROM) return rowsOver(window, MINUTE, ["a"], () => 1);
        if (fail) throw new Failure("timeout", "too slow", { tell: "Prometheus took longer than 5 s." });
        return NOTHING;
      };
    const empty = await specOfMade({ points: onlyNow(false) }, `${HOUR}&vs=1d`);
    assert.equal(panelOf(empty).series.length, 1);
    assert.match(empty.definition, /no data 1 d earlier$/);
    const failed = await specOfMade({ points: onlyNow(true) }, `${HOUR}&vs=1d`);
    assert.match(failed.definition, /not compared with 1 d earlier: Prometheus took longer than 5 s\.$/);
  });

  it("is asked for in words it knows", async () => {
    for (const vs of ["1y", "w", "0h", "-1d", "400d", "1w; drop"])
      await assert.rejects(
        specOfMade({ points: lines([[1]]) }, `${HOUR}&vs=${vs}`),
        failsWith("usage", /like 1h, 1d, 1w or 28d/),
      );
    const query = new URLSearchParams();
    measure.args.vs.toQuery(measure.args.vs.parse(" 28D ", { nowMs: 0, tz: "UTC", weekStart: 1 }), query, "vs");
    assert.equal(query.toString(), "vs=28d");
  });
});
