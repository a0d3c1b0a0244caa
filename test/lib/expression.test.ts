import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { expressionOf, LONGEST_EXPRESSION, prometheusGraph, splitExpression } from "../../src/lib/expression.ts";

/** The same numbers each time: a linear congruence. */
const random = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};
const above = (query: string, value: number) => ({ query, thresholds: [{ value, trouble: "above" }] });
const below = (query: string, value: number) => ({ query, thresholds: [{ value, trouble: "below" }] });

describe("an alert's expression", () => {
  it("is split where it is compared with a number", () => {
    const cases: readonly [string, object | undefined][] = [
      ["sum(rate(errors[5m])) > 3", above("sum(rate(errors[5m]))", 3)],
      ["free_bytes/size_bytes <= 0.1", below("free_bytes/size_bytes", 0.1)],
      ["5 < latency", above("latency", 5)],
      ["-1e3 >= balance", below("balance", -1000)],
      ["(latency > 5)", above("latency", 5)],
      ["((latency)) >= (5 * 60)", above("latency", 300)],
      ["disk > 1024*1024*1024", above("disk", 1024 ** 3)],
      ["x > 100 / 8", above("x", 12.5)],
      ["x > 0x1F", above("x", 31)],
      ["x > 1_000", above("x", 1000)],
      ["x > +.5", above("x", 0.5)],
      ["and_total > 3", above("and_total", 3)],
      ["job:errors:rate5m > 3", above("job:errors:rate5m", 3)],
      ['x{a=">",b="{(\\""} < 3', below('x{a=">",b="{(\\""}', 3)],
      ["x{a='> 5 and'} < 3", below("x{a='> 5 and'}", 3)],
      ["x{a=~`a > 1`} < 3", below("x{a=~`a > 1`}", 3)],
      ['x # y > 5 "\n < 3 # done', below("x", 3)],
      ["(a) + (b) > 3", above("(a) + (b)", 3)],
      ["x[1h:5m] offset 5m > 3", above("x[1h:5m] offset 5m", 3)],
    ];
    for (const [expression, expected] of cases) assert.deepEqual(splitExpression(expression), expected, expression);
  });

  it("is split before what else has to hold, with a line for each number that the same is compared with", () => {
    const temp = (...thresholds: readonly [number, string][]) => ({
      query: "temp",
      thresholds: thresholds.map(([value, trouble]) => ({ value, trouble })),
    });
    const cases: readonly [string, object][] = [
      ["a > 1 and b > 2", above("a", 1)],
      ["a > 1 AND on(x) b", above("a", 1)],
      ["(a > 1) and ignoring(x) (b > 2 or c)", above("a", 1)],
      ["1 < a unless on() maintenance == 1", above("a", 1)],
      ["a < 1 and b and c > 3", below("a", 1)],
      ["temp > 80 or temp < 10", temp([80, "above"], [10, "below"])],
      ["(temp > 5) and temp < 10", temp([5, "above"])],
      ["temp > 5 unless temp > 10", temp([5, "above"])],
    ];
    for (const [expression, expected] of cases) assert.deepEqual(splitExpression(expression), expected, expression);
  });

  it("has no line where the comparison has no side, or nothing depends on it", () => {
    for (const [expression, query] of [
      ["x > bool 3", "x"],
      ["x >bool 3", "x"],
      ["3 < bool x", "x"],
      ["up == 0", "up"],
      ["0 == up", "up"],
      ["up{job!~'x'} != 1", "up{job!~'x'}"],
    ] as const)
      assert.deepEqual(splitExpression(expression), { query });
  });

  it("stays whole and has no line where it is more than that", () => {
    for (const expression of [
      "up",
      "a and b > 2",
      "a == 0 and b > 2",
      "a > 1 or vector(0)",
      "a > 1 or b > 2",
      "a > 1 and b or c",
      "a > 9 or a > 1 and a < 5",
      "b unless a > 1",
      "1 < a or b",
      "a > b",
      "a > on(x) b",
      "1 < x < 5",
      "1 > bool 2",
      "(a > 3) * 100",
      "x > Inf",
      "x > NaN",
      "x > 5m",
      "x >",
      "> 3",
      "x{",
      'x{a="} > 3',
      "(x > 3",
      "x] > 3",
      "absent(x) * 2",
      "absent(a) or absent(b)",
    ])
      assert.deepEqual(splitExpression(expression), { query: expression }, expression);
  });

  it("is left out where nothing would be seen, or where it is too long", () => {
    for (const expression of ["", "  ", "# note", "5", "1 + 0".slice(0, 1), "absent()", "absent_over_time(x)"])
      assert.equal(splitExpression(expression), undefined, expression);
    const long = (length: number) => `x${"y".repeat(length - 5)} > 3`;
    assert.ok(splitExpression(long(LONGEST_EXPRESSION)));
    assert.equal(splitExpression(long(LONGEST_EXPRESSION + 1)), undefined);
  });

  it("that something is absent shows it, and where it ends", () => {
    for (const [expression, query] of [
      ["absent(up{job='x'})", "up{job='x'}"],
      ["(absent(x)) == 1", "x"],
      ["absent(x) > 0", "x"],
      ["absent_over_time(x[5m])", "x"],
      ["ABSENT_over_time ( rate(x[5m])[1h:5m] )", "rate(x[5m])"],
    ] as const)
      assert.deepEqual(splitExpression(expression), { query }, expression);
  });

  it("whatever its left side is made of, comes apart at the same place", () => {
    const pick = random(7);
    const some = <T>(from: readonly T[]): T => from[pick(from.length)] ?? assert.fail();
    const term = (depth: number): string => {
      if (depth === 0) return some(["up", "a:b", 'x{l=">= 5"}', "y{l='and (',m!~`]}`}", "rate(z[5m])", "w offset 1h"]);
      const [one, other] = [term(depth - 1), term(depth - 1)];
      return some([
        `sum by (a) (${one})`,
        `(${one}) + ${other}`,
        `(${one} > 2)`,
        `max(${one} or ${other})`,
        `${one} / ${other}`,
      ]);
    };
    const signs = [">", "<", ">=", "<="] as const;
    for (let round = 0; round < 3000; round += 1) {
      const query = `sum(${term(pick(4))})`;
      const [sign, value, space] = [some(signs), pick(2000) - 1000, some(["", " ", "\n\t"])];
      const trouble = sign.startsWith(">") ? "above" : "below";
      const expected = { query, thresholds: [{ value, trouble }] };
      assert.deepEqual(splitExpression(`${query}${space}${sign}${space}${value}`), expected);
      const swapped = sign.replace(/[<>]/, (one) => (one === "<" ? ">" : "<"));
      assert.deepEqual(splitExpression(`${value}${space}${swapped}${space}${query}`), expected);
      assert.deepEqual(splitExpression(`((${query}${sign}(${value})))`), expected);
    }
  });

  it("never throws and never makes up text, whatever is thrown at it", () => {
    const pick = random(11);
    const signs = [
      "a",
      "5",
      " ",
      "(",
      ")",
      "{",
      "}",
      "[",
      "]",
      '"',
      "'",
      "`",
      "\\",
      ">",
      "<",
      "=",
      "!",
      "~",
      "and",
      "#",
      "\n",
      ",",
      "é",
      "\0",
    ];
    for (let round = 0; round < 5000; round += 1) {
      const text = Array.from({ length: pick(30) }, () => signs[pick(signs.length)]).join("");
      const found = splitExpression(text);
      if (found && !text.includes("#")) assert.ok(text.includes(found.query), JSON.stringify(text));
    }
    const deep = splitExpression(`${"(".repeat(900)}x > 1${")".repeat(900)}`);
    assert.deepEqual(deep, above("x", 1));
  });

  it("is read from the link of a rule", () => {
    const link = (expression: string) =>
      `http://prom:9090/graph?${new URLSearchParams({ "g0.expr": expression, "g0.tab": "1" })}`;
    assert.deepEqual(prometheusGraph(link('avg by(host) (temp{f=~"core_[0-9]+"}) > 15')), {
      source: "prometheus",
      ...above('avg by(host) (temp{f=~"core_[0-9]+"})', 15),
    });
    assert.equal(expressionOf("https://vm.example.com/vmui/#/?g0.expr=up&g0.tab=0"), "up");
    for (const none of [undefined, null, "", "no url", "http://prom/graph", "https://grafana/d/x", link(""), link("5")])
      assert.equal(prometheusGraph(none), undefined, String(none));
  });
});
