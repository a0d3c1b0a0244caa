import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { measureTopWords, measureWords } from "../../src/core/measure/args.ts";

const context = { nowMs: Date.parse("2026-11-18T13:23:00Z"), tz: "Europe/Berlin", weekStart: 1 } as const;

const told = (said: string, arg = measureWords()) => {
  const { range, ...rest } = arg.parse(said, context);
  return { ...rest, ...(range === undefined ? {} : { range: range.label }) };
};
const top = (said: string) => told(said, measureTopWords());

describe("what to count", () => {
  for (const [said, means] of [
    ['"502" last 1h', { text: "502", range: "last 1h" }],
    ["502", { text: "502" }],
    ["“502” by host last 2h", { text: "502", by: "host", range: "last 2h" }],
    [
      '"connection refused" source:loki today by host',
      { text: '"connection refused"', source: "loki", by: "host", range: "today" },
    ],
    ["connection refused last 30m", { text: "connection refused", range: "last 30m" }],
    ['last 1h "502"', { text: "502", range: "last 1h" }],
    ['by host source:es "502" in the last 2 hours', { text: "502", by: "host", source: "es", range: "last 2 hours" }],
    [
      '{app="web"} |= "502" != "/healthz" last 1h by pod',
      { text: '{app="web"} |= "502" != "/healthz"', by: "pod", range: "last 1h" },
    ],
    ['{app="web"} |= "last 1h"', { text: '{app="web"} |= "last 1h"' }],
    ["status:502 AND host:web-1 14:00-14:10", { text: "status:502 AND host:web-1", range: "14:00 - 14:10" }],
    ['(nginx OR haproxy) -healthz "502" today', { text: '(nginx OR haproxy) -healthz "502"', range: "today" }],
    ["last 1h timeout", { text: "timeout", range: "last 1h" }],
    ["today source:loki upstream timed out", { text: "upstream timed out", source: "loki", range: "today" }],
    ["since 9:00 502 by host", { text: "502", by: "host", range: "since 9:00" }],
    ["by host header missing", { text: "by host header missing" }],
    ["sun exposure", { text: "sun exposure" }],
    ["latency > 1h", { text: "latency > 1h" }],
    ["status=502 since 9:00", { text: "status=502", range: "since 9:00" }],
    ['of "by host" last 1h', { text: '"by host"', range: "last 1h" }],
    ['"today"', { text: "today" }],
    ['"NOT"', { text: '"NOT"' }],
    ["today last 1h", { text: "today", range: "last 1h" }],
    ['"502" by:host source:"loki" range:"last 2h"', { text: "502", by: "host", source: "loki", range: "last 2h" }],
    ["http://shop.example/cart last 1h", { text: "http://shop.example/cart", range: "last 1h" }],
    ["it's broken last 1h?", { text: "it's broken", range: "last 1h" }],
    ['"502" last 1h vs last week by host', { text: "502", range: "last 1h", vs: "1w", by: "host" }],
    ['"502" vs:1d', { text: "502", vs: "1d" }],
    ['"timed out last 2h', { text: "timed out", range: "last 2h" }],
    ['"502" last hour', { text: "502", range: "past hour" }],
    ["", { text: undefined }],
    ['""', { text: undefined }],
    ["last 1h", { text: undefined, range: "last 1h" }],
    ["'timed out' 1h", { text: '"timed out"', range: "1h" }],
    ["how many 502 last 1h", { text: "502", range: "last 1h" }],
    ["lines with 404 by host", { text: "404", by: "host" }],
    ["with care", { text: "with care" }],
    ['"502" yesterday 22:00-23:00', { text: "502", range: "yesterday 22:00 - 23:00" }],
    ['"502" around 14:00', { text: "502", range: "around 14:00" }],
    ['"say \\"hi\\"" 1h', { text: '"say \\"hi\\""', range: "1h" }],
  ] as const)
    it(said || "nothing", () => assert.deepEqual(told(said), means));

  for (const [said, means] of [
    ['5 "502" last 1h by host', { text: "502", top: 5, by: "host", range: "last 1h" }],
    ['5 by host "502" last 1h', { text: "502", top: 5, by: "host", range: "last 1h" }],
    ['5 hosts "502"', { text: "502", top: 5, by: "host" }],
    ['hosts "502" today', { text: "502", by: "host", range: "today" }],
    ['3 loudest programs with "ERROR"', { text: "ERROR", top: 3, by: "program" }],
    ['10 severities {app="web"}', { text: '{app="web"}', top: 10, by: "severity" }],
    ['"502"', { text: "502" }],
    ["502 last 1h", { text: "502", range: "last 1h" }],
    ["5 502 last 1h", { text: "502", top: 5, range: "last 1h" }],
    ["5", { text: undefined, top: 5 }],
  ] as const)
    it(`top ${said}`, () => assert.deepEqual(top(said), means));

  it("refuses what cannot be", () => {
    for (const said of ['"502" range:soon', `"${"x".repeat(2_001)}"`])
      assert.throws(
        () => told(said),
        (error) => error instanceof Failure && error.code === "usage" && error.tell !== undefined,
      );
    assert.throws(
      () => told('"502" tomorrow'),
      (error) => error instanceof Failure && error.code === "usage",
    );
    for (const said of ['50 "502" by host', '100 hosts "502"'])
      assert.throws(
        () => top(said),
        (error) => error instanceof Failure && /At most 20/.test(error.tell ?? ""),
      );
    assert.throws(
      () => top('0 hosts "502"'),
      (error) => error instanceof Failure && /At least 1/.test(error.tell ?? ""),
    );
  });
});

/** The same numbers at every run. */
const random = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

describe("what to count, in any order", () => {
  const TEXTS = [
    "502",
    '"connection refused"',
    '"by host last 1h"',
    '{app="web"} |= "502"',
    '"a  b"',
    '"ünïcode ☕"',
    '"today"',
  ];
  const RANGES = ["last 1h", "today", "last 15 minutes", "since 9:00", "yesterday", "14:00-15:00", "now-3h"];
  const BYS = ["host", "program", "k8s.pod", "service_name"];

  it("finds text, range, field and source wherever they stand", () => {
    const next = random(7);
    const one = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T;
    for (let round = 0; round < 800; round += 1) {
      const text = one(TEXTS);
      const range = one([undefined, ...RANGES]);
      const by = one([undefined, ...BYS]);
      const source = one([undefined, "loki", "papertrail"]);
      const options = [range, by && `by ${by}`, source && `source:${source}`].filter((part) => part !== undefined);
      const parts = options.sort(() => next() - 0.5);
      const at = /^["{]/.test(text) ? Math.floor(next() * (parts.length + 1)) : 0;
      const said = [...parts.slice(0, at), text, ...parts.slice(at)].join(" ");
      const means = measureWords().parse(said, context);
      const plain = /^"(\w+)"$/.exec(text)?.[1] ?? text;
      assert.deepEqual([means.text, means.by, means.source], [plain, by, source], said);
      assert.equal(means.range === undefined, range === undefined, said);
      assert.deepEqual(measureTopWords().parse(`7 ${said}`, context), { ...means, top: 7 }, said);
    }
  });

  it("reads any text at all, or says why not, and quickly", () => {
    const next = random(11);
    const bits = [
      '"',
      "{",
      "}",
      "by ",
      "host ",
      "last ",
      "1h ",
      "source:",
      "5 ",
      "|= ",
      "today ",
      "ö",
      "\\",
      "'",
      "hosts ",
      "(",
      " ",
    ];
    const began = process.cpuUsage();
    for (let round = 0; round < 800; round += 1) {
      const said = Array.from({ length: Math.floor(next() * 60) }, () => bits[Math.floor(next() * bits.length)]).join(
        "",
      );
      for (const arg of [measureWords(), measureTopWords()])
        try {
          const { text } = arg.parse(said, context);
          assert.ok(text === undefined || (text.trim() !== "" && said.replace(/[“”]/g, '"').includes(text)), said);
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          assert.equal(error.code, "usage", said);
        }
    }
    const { user } = process.cpuUsage(began);
    assert.ok(user / 1_000 / 1_600 < 5, `${user / 1_000} ms`);
  });
});
