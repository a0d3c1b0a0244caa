import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { ChartSpec } from "../../src/core/chart.ts";
import { withoutSeries } from "../../src/core/chart-hide.ts";
import { chosenOf, inOrder } from "../../src/web/client/live-channels.ts";
import { querySpan, wallMs, wallText, withRange } from "../../src/web/client/ranges.ts";
import { choiceOf, isOutgrown, LENGTHS, lastOf, moved, scaled, spanFrom } from "../../src/web/client/spans.ts";
import { specOf } from "./web-under-test.ts";

const MIN = 60_000;
const HOUR = 60 * MIN;
const NOW = Date.UTC(2026, 10, 18, 12, 0, 30);
const at = (hour: number, minute = 0) => Date.UTC(2026, 10, 18, hour, minute);

describe("ranges of what is measured", () => {
  it("follow now from a whole minute, so that all who look ask the same", () => {
    assert.deepEqual(lastOf(15 * MIN, NOW), { fromMs: at(11, 45), toMs: NOW, follows: true });
    assert.deepEqual(lastOf(15 * MIN, NOW), { ...lastOf(15 * MIN, NOW + 29_000), toMs: NOW });
    assert.deepEqual(choiceOf(lastOf(HOUR, NOW)), { words: "", from: "2026-11-18T11:00:00Z", to: "now" });
  });

  it("are few different ones at any time, however many look and whenever they came", () => {
    for (const { words, ms } of LENGTHS) {
      const shown = Array.from({ length: 300 }, (_, viewer) => {
        let { fromMs } = lastOf(ms, NOW + viewer * 97_000);
        for (let nowMs = NOW + viewer * 97_000; nowMs < NOW + 12 * HOUR; nowMs += MIN)
          if (isOutgrown(fromMs, ms, nowMs)) ({ fromMs } = lastOf(ms, nowMs));
        return fromMs;
      });
      assert.ok(new Set(shown).size <= 4, `${words}: ${new Set(shown).size} questions`);
    }
  });

  it("are the stretch that was dragged, in either direction, a minute at least", () => {
    const span = { fromMs: at(9), toMs: at(10), follows: false };
    assert.deepEqual(spanFrom(at(9), at(10), NOW), span);
    assert.deepEqual(spanFrom(at(10), at(9), NOW), span);
    assert.deepEqual(choiceOf(span), { words: "", from: "2026-11-18T09:00:00Z", to: "2026-11-18T10:00:00Z" });
    const short = spanFrom(at(9), at(9) + 10, NOW);
    assert.equal(short.toMs - short.fromMs, MIN);
    assert.equal(spanFrom(at(11), NOW + 5, NOW).follows, true);
  });

  it("move by a part of their length, and follow now where they reach it", () => {
    const span = spanFrom(at(8), at(10), NOW);
    assert.deepEqual(moved(span, -0.5, NOW), { fromMs: at(7), toMs: at(9), follows: false });
    assert.deepEqual(moved(span, 0.5, NOW), { fromMs: at(9), toMs: at(11), follows: false });
    assert.deepEqual(moved(moved(moved(span, 0.5, NOW), 0.5, NOW), 0.5, NOW), lastOf(2 * HOUR, NOW));
    assert.equal(moved(lastOf(HOUR, NOW), -0.5, NOW).follows, false);
    assert.equal(moved(lastOf(HOUR, NOW), 0.5, NOW).follows, true);
  });

  it("grow and shrink around their middle, or with their end at now", () => {
    const span = spanFrom(at(8), at(9), NOW);
    assert.deepEqual(scaled(span, 2, NOW), { fromMs: at(7, 30), toMs: at(9, 30), follows: false });
    assert.deepEqual(scaled(scaled(span, 2, NOW), 0.5, NOW), span);
    assert.deepEqual(scaled(lastOf(HOUR, NOW), 0.5, NOW), lastOf(30 * MIN, NOW));
    let widest = span;
    for (let round = 0; round < 40; round++) widest = scaled(widest, 2, NOW);
    assert.ok(widest.toMs - widest.fromMs <= 401 * 24 * HOUR);
    for (let round = 0; round < 40; round++) widest = scaled(widest, 0.5, NOW);
    assert.ok(widest.toMs - widest.fromMs >= MIN);
  });

  it("let go of their beginning when they have grown, not before", () => {
    assert.equal(isOutgrown(NOW - 16 * MIN, 15 * MIN, NOW), false);
    assert.equal(isOutgrown(NOW - 18 * MIN, 15 * MIN, NOW), true);
    assert.equal(isOutgrown(NOW - 24.5 * HOUR, 24 * HOUR, NOW), false);
    assert.equal(isOutgrown(NOW - 25 * HOUR, 24 * HOUR, NOW), true);
  });

  it("are read from the address and written to it, the rest of it kept", () => {
    const query = new URLSearchParams("from=2026-11-18T09:00:00Z&to=2026-11-18T10:00:00Z&tz=Europe/Berlin&vs=1d");
    assert.deepEqual(querySpan(query, NOW, "Europe/Berlin"), { fromMs: at(9), toMs: at(10), follows: false });
    query.set("to", "now");
    assert.deepEqual(querySpan(query, NOW, "Europe/Berlin"), { fromMs: at(9), toMs: NOW, follows: true });
    const days = new URLSearchParams("from=2026-11-16&to=2026-11-17");
    assert.deepEqual(querySpan(days, NOW, "Europe/Berlin"), {
      fromMs: Date.UTC(2026, 10, 15, 23),
      toMs: Date.UTC(2026, 10, 17, 23),
      follows: false,
    });
    for (const odd of ["", "from=x&to=y", "from=2026-11-18T10:00:00Z&to=2026-11-18T09:00:00Z"])
      assert.equal(querySpan(new URLSearchParams(odd), NOW, "UTC").follows, true, odd);
    const next = new URLSearchParams(withRange(query, choiceOf(lastOf(HOUR, NOW)), "Europe/Berlin"));
    assert.deepEqual(Object.fromEntries(next), {
      ...{ from: "2026-11-18T11:00:00Z", to: "now", tz: "Europe/Berlin", vs: "1d" },
    });
  });

  it("are typed as the clocks of the chart's zone show them, whatever the browser's are", () => {
    assert.equal(wallText(at(9, 5), "Europe/Berlin"), "2026-11-18T10:05");
    assert.equal(wallMs("2026-11-18T10:05", "Europe/Berlin"), at(9, 5));
    assert.equal(wallMs("2026-11-18T10:05:30", "Asia/Kolkata"), at(4, 35));
    assert.ok(Number.isNaN(wallMs("2026-11-18", "UTC")));
  });
});

describe("hiding series", () => {
  const values = [1];
  const panel = (names: readonly string[]): ChartSpec["panels"][number] => ({
    ...{ title: "", kind: "bars", x: { label: "", unit: "" }, y: { label: "", unit: "" }, categories: ["a"] },
    ...{ series: names.map((name) => ({ name, values })), empty: "Nothing." },
  });
  const spec: ChartSpec = { ...specOf("x"), summary: "Three.", panels: [panel(["a", "b", "c"]), panel(["d"])] };

  it("takes them out and leaves the colours of the others and the other panels", () => {
    const shown = withoutSeries(spec, ["a", "nobody"]);
    assert.deepEqual(shown.panels[0]?.series, [
      { name: "b", values, hue: 1 },
      { name: "c", values, hue: 2 },
    ]);
    assert.equal(shown.panels[1], spec.panels[1]);
    assert.equal(shown.summary, "Three. Hidden: a.");
    assert.equal(withoutSeries(spec, ["nobody"]), spec);
    assert.equal(withoutSeries(spec, []), spec);
  });

  it("takes along what is compared with it, and nothing else of that colour", () => {
    const one = (name: string, hue: number, dashed = false) => ({ name, hue, values, ...(dashed ? { dashed } : {}) });
    const series = [one("a", 1), one("b", 2), one("a before", 1, true), one("b before", 2, true)];
    const compared = { ...spec, panels: [{ ...panel([]), series }, panel(["a", "z"])] };
    const names = (hidden: readonly string[]) =>
      withoutSeries(compared, hidden).panels.map((each) => each.series.map(({ name }) => name));
    assert.deepEqual(names(["a"]), [["b", "b before"], ["z"]]);
    assert.deepEqual(names(["a before"]), [
      ["a", "b", "b before"],
      ["a", "z"],
    ]);
    assert.equal(withoutSeries(compared, ["a"]).summary, "Three. Hidden: a.");
    const plain = {
      ...spec,
      panels: [
        {
          ...panel(["a", "b"]),
          series: [
            { name: "a", values },
            { name: "b", values, dashed: true },
          ],
        },
      ],
    };
    assert.equal(withoutSeries(plain, ["a"]).panels[0]?.series.length, 1);
  });

  it("says so where nothing is left, and counts what it does not name", () => {
    const shown = withoutSeries(spec, ["a", "b", "c", "d"]);
    assert.deepEqual(shown.panels[1]?.series, []);
    assert.match(shown.panels[1]?.empty ?? "", /hidden/);
    assert.equal(shown.summary, "Three. Hidden: a, b, c and 1 more.");
  });
});

describe("channels to choose", () => {
  it("are the last used ones first, the others by name", () => {
    const channels = ["ops", "beta", "alpha"].map((name) => ({ id: `C-${name}`, name }));
    assert.deepEqual(
      inOrder(channels, ["C-ops", "C-gone"]).map(({ name }) => name),
      ["ops", "alpha", "beta"],
    );
  });

  it("are chosen by a person, unless there is nothing to choose: nothing goes to the first of a list by itself", () => {
    const channels = ["alpha", "beta"].map((name) => ({ id: name, name }));
    const fresh = { had: undefined, searched: false };
    assert.equal(chosenOf(channels, fresh, []), undefined);
    assert.equal(chosenOf(channels, fresh, ["beta"]), undefined);
    assert.equal(chosenOf(channels, fresh, ["alpha"]), "alpha");
    assert.equal(chosenOf(channels, { ...fresh, searched: true }, []), "alpha");
    assert.equal(chosenOf(channels, { ...fresh, had: "beta" }, ["alpha"]), "beta");
    assert.equal(chosenOf(channels, { ...fresh, had: "gone" }, []), undefined);
    assert.equal(chosenOf(channels.slice(1), fresh, []), "beta");
    assert.equal(chosenOf([], { ...fresh, searched: true }, []), undefined);
  });
});
