import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { type GraphWords, graphWords, parseGraphWords } from "../../src/core/graph/words.ts";
import { formatRange, type RangeContext } from "../../src/core/time/range.ts";

const NOW = Date.parse("2026-11-18T13:23:00Z");
const MIN = 60_000;
const HOUR = 60 * MIN;
/** Wednesday, 14:23 in Berlin. */
const WED: RangeContext = { nowMs: NOW, tz: "Europe/Berlin", weekStart: 1 };
const read = (text: string): GraphWords => parseGraphWords(text, WED);
const lastMs = (words: GraphWords): number => (words.range?.toMs ?? 0) - (words.range?.fromMs ?? 0);

/** Queries as people have them, in the languages of the sources. */
const QUERIES: readonly string[] = [
  "up",
  'up{job="node"} == 0',
  "http_requests_total",
  "rate(http_requests_total[5m])",
  'sum(rate(http_requests_total{status=~"5.."}[5m])) by (host)',
  'sum by (host) (rate(http_requests_total{status=~"5..", path!~"/health|/ready"}[1m]))',
  'sum without (instance) (rate(errors_total{job="api"}[5m]))',
  "histogram_quantile(0.99, sum(rate(http_request_duration_seconds_bucket[5m])) by (le))",
  "job:http_inprogress_requests:sum",
  "instance:node_cpu:rate5m / on (instance) group_left (node) node_info",
  "source:requests:rate5m",
  "unit:conversions:total offset 1h",
  "rate(http_requests_total[5m]) offset 1h",
  "http_requests_total offset 2d",
  "sum(rate(x[5m])) / sum(rate(x[5m] offset 1w))",
  "http_requests_total @ 1609746000",
  "http_requests_total @ end()",
  "max_over_time(rate(x_total[5m])[1h:1m])",
  'label_replace(up, "dst", "$1", "src", "(.*):.*")',
  "a_total / b_total > 500",
  "node_load1 > bool 2",
  'up unless absent(up{host="today"})',
  "foo and bar or baz",
  "topk(5, sum by (host) (cpu_seconds_total))",
  "1 - avg(rate(node_cpu_seconds_total{mode='idle'}[5m]))",
  'count({__name__=~".+", job="last 2h"})',
  "{`utf8 metric by today`}",
  "log2(some_metric)",
  "predict_linear(node_filesystem_free_bytes[6h], 4 * 3600) < 0",
  "sum(increase(foo_total[1h])) by (code) > 10",
  "stats.counters.web.*.requests.rate",
  "alias(sumSeries(stats.*.errors.count), 'errors last week')",
  "summarize(nonNegativeDerivative(servers.web-{1,2,3}.cpu.user), '1h', 'sum', false)",
  "seriesByTag('name=disk.used', 'host=~web.*')",
  "timeShift(stats.gauges.queue.depth, '-1d')",
  "movingAverage(servers.*.load.1min, '5min')",
  "aliasByNode(stats.timers.api.*.p99, 3)",
  "avg:system.cpu.user{host:web-1,env:prod} by {host}",
  "sum:nginx.requests{*}.as_count()",
  "avg:trace.http.request.duration{service:checkout} by {resource_name}.rollup(avg, 60)",
  "AWS/EC2 CPUUtilization{InstanceId=i-0abc123}",
  "SEARCH('{AWS/SQS,QueueName} MetricName=\"ApproximateNumberOfMessagesVisible\"', 'Maximum', 60)",
  '{app="checkout"} |= "502" != "health"',
  '{app="api"} | json | status=500 and level="error"',
  'sum by (host) (count_over_time({job="nginx"} |~ "5[0-9]{2}" [1m]))',
  'level:error AND message:"connection refused last 2h"',
  "kubernetes.pod:checkout-* AND NOT status:[200 TO 299]",
  "kYb3xJ2Mz:panel-8",
];
const OPTIONS: readonly string[] = [
  "",
  "last 2h",
  "2h vs last week",
  "vs yesterday now-6h",
  "source:prometheus last 30m",
  'title:"What we sell, by day" since monday',
  "by instance sum 1d",
  "unit:ms log above 500ms",
  "threshold:>1.5k threshold:<-3 -2h -1h",
  "vs 2 days ago by host 2026-11-01..2026-11-07",
  "from=now-1d/d to=now-1d/d tz=America/New_York width=1000",
  "host=web-513 env=prod last hour vs previous",
];

describe("words of a graph", () => {
  it("let every query through as it is, alone and before options", () => {
    for (const query of QUERIES)
      for (const options of OPTIONS) {
        const words = read(`  ${query} ${options}`);
        assert.equal(words.what, query, options);
        assert.deepEqual({ ...words, what: "up" }, read(`up ${options}`), `${query} | ${options}`);
        assert.equal(Object.keys(words).length > 1, options !== "", options);
      }
  });

  it("keep what was typed but for curly quotes, through the argument too", () => {
    const arg = graphWords();
    assert.equal(arg.free, true);
    const said = 'sum(rate(x{a=“b  c”,d=~"`?.!"}[5m]))  by (host)';
    assert.equal(arg.parse(`${said} 2h`, WED).what, 'sum(rate(x{a="b  c",d=~"`?.!"}[5m]))  by (host)');
    assert.equal(arg.parse(undefined, WED).what, "");
    assert.throws(() => arg.parse("x".repeat(4_001), WED), /4001 characters/);
  });

  it("read each option, wherever a label stands", () => {
    const words = read(
      "source:Prom checkout latency title:“Slow? checkout” host=web-1 unit:ms vs last week by host max 2h",
    );
    const { range, ...rest } = words;
    assert.deepEqual(rest, {
      what: "checkout latency",
      source: "prom",
      title: "Slow? checkout",
      unit: "ms",
      values: { host: "web-1" },
      vs: "1w",
      by: { label: "host", how: "max" },
    });
    assert.equal(range?.label, "2h");
    assert.deepEqual(read("latency host='web 1'").values, { host: "web 1" });
    assert.deepEqual(read("x above 5k below 10 threshold:>=0.5s").thresholds, [
      { value: 0.5, trouble: "above" },
      { value: 5_000, trouble: "above" },
      { value: 10, trouble: "below" },
    ]);
    assert.equal(read("x above 500ms").unit, "ms");
    assert.equal(read("x unit:s above 500ms").unit, "s");
    assert.equal(read("x scale:log").log, true);
    assert.equal(read("x compared to yesterday").vs, "1d");
    assert.deepEqual(read("ana's title:'x y'"), { what: "ana's", title: "x y" });
    assert.deepEqual(read("avg:cpu{ source:prom, title:x }"), { what: "avg:cpu{ source:prom, title:x }" });
  });

  it("compare with what was so long before", () => {
    for (const [said, vs] of [
      ["vs last week", "1w"],
      ["vs. yesterday", "1d"],
      ["versus 2 days ago", "2d"],
      ["vs previous", "previous"],
      ["vs the hour before", "1h"],
      ["vs 28d", "4w"],
      ["vs last month", "4w"],
      ["vs 90 minutes", "90m"],
      ["vs a day earlier", "1d"],
    ] as const)
      assert.equal(read(`x ${said}`).vs, vs, said);
    assert.equal(read("errors vs warnings").what, "errors vs warnings");
  });

  it("take the longest tail that is a time", () => {
    for (const [said, what, label] of [
      ["errors since monday", "errors", "since monday"],
      ["errors of last 2h", "errors of", "last 2h"],
      ["latency, last 2h", "latency", "last 2h"],
      ["level= today", "level= today", undefined],
      ["sum(x last 2h", "sum(x last 2h", undefined],
      ["errors per day", "errors per day", undefined],
      ["errors for the last 30 minutes", "errors", "last 30 minutes"],
      ["x 5m 1h", "x", "5m 1h"],
      ["x from 2026-11-17 09:00 to 2026-11-17 10:00", "x", "from 2026-11-17 09:00 to 2026-11-17 10:00"],
      ["x offset 1h 2h", "x offset 1h", "2h"],
      ["x > 2026", "x > 2026", undefined],
      ["last 2h", "", "last 2h"],
    ] as const) {
      const words = read(said);
      assert.deepEqual([words.what, words.range?.label], [what, label], said);
    }
  });

  it("understand times of Grafana and Graphite", () => {
    const spanOf = (said: string) => {
      const { range } = read(`x ${said}`);
      return range && formatRange({ ...range, endMs: range.toMs });
    };
    assert.equal(lastMs(read("x now-6h")), 6 * HOUR);
    assert.equal(lastMs(read("x now-6h now")), 6 * HOUR);
    assert.equal(lastMs(read("x now-6h to now-5h")), HOUR);
    assert.equal(lastMs(read("x from=now-6h")), 6 * HOUR);
    assert.equal(lastMs(read("x to=now-1h from=now-3h")), 2 * HOUR);
    assert.equal(lastMs(read("x -90min")), 90 * MIN);
    assert.equal(lastMs(read("x from=-2h until=-1h")), HOUR);
    assert.equal(spanOf("now-1d/d now-1d/d"), "Tue 17 Nov 2026, Europe/Berlin");
    assert.equal(spanOf("now/w"), "Mon 16 Nov 00:00 – Wed 18 Nov 14:23, Europe/Berlin");
    assert.equal(spanOf("now-1M/M to now-1M/M"), "Thu 1 Oct – Sat 31 Oct 2026, Europe/Berlin");
    assert.equal(spanOf("from=1795000000000 to=1795003600"), "Wed 18 Nov 12:06 – 13:06, Europe/Berlin");
    assert.equal(spanOf("from=2026-11-16 to=2026-11-17"), "Mon 16 Nov – Tue 17 Nov 2026, Europe/Berlin");
    assert.equal(spanOf("from=2026-11-16 to=2026-11-17 tz=utc"), "Mon 16 Nov – Tue 17 Nov 2026, UTC");
  });

  it("take an hour of a day", () => {
    for (const [said, means] of [
      ["yesterday 22:00-23:00", "Tue 17 Nov 22:00 – 23:00"],
      ["22:00-23:00 yesterday", "Tue 17 Nov 22:00 – 23:00"],
      ["yesterday from 10 pm to 11 pm", "Tue 17 Nov 22:00 – 23:00"],
      ["between 22:00 and 23:00 on nov 16", "Mon 16 Nov 22:00 – 23:00"],
      ["monday 22:00 - 23:00", "Mon 16 Nov 22:00 – 23:00"],
      ["2026-11-16 23:30–00:30", "Mon 16 Nov 23:30 – Tue 17 Nov 00:30"],
      ["25 oct 01:30-03:30", "Sun 25 Oct 01:30 – 03:30"],
    ] as const) {
      const words = read(`up ${said}`);
      assert.equal(words.what, "up", said);
      assert.equal(words.range && formatRange(words.range), `${means}, Europe/Berlin`, said);
    }
    assert.equal(lastMs(read("up 25 oct 01:30-03:30")), 3 * HOUR, "the hour that came twice is in it");
    assert.equal(read("yesterday 22:00-23:00 up").what, "up");
    assert.equal(read("up 12:00-now").range?.toMs, NOW);
    assert.equal(read("up last week 14:00-15:00").what, "up last week", "a week is no day");
    for (const said of ["up 14:00-14:00", "up yesterday 9am-9am"])
      assert.throws(() => read(said), /ends when it begins/);
    assert.throws(() => read("up today 22:00-23:00"), /in the future/);
  });

  it("take times as they are said at night", () => {
    for (const [said, means] of [
      ["2h ago", "Wed 18 Nov 12:23 – 14:23, Europe/Berlin"],
      ["since an hour ago", "Wed 18 Nov 13:23 – 14:23, Europe/Berlin"],
      ["from 2h ago to 1h ago", "Wed 18 Nov 12:23 – 13:23, Europe/Berlin"],
      ["now-2h..now-1h", "Wed 18 Nov 12:23 – 13:23, Europe/Berlin"],
      ["2026-11-17T22:00Z..2026-11-17T23:00Z", "Tue 17 Nov 23:00 – Wed 18 Nov 00:00, Europe/Berlin"],
      ["last 1.5h", "Wed 18 Nov 12:53 – 14:23, Europe/Berlin"],
      ["half an hour", "Wed 18 Nov 13:53 – 14:23, Europe/Berlin"],
      ["around 10:00", "Wed 18 Nov 09:30 – 10:30, Europe/Berlin"],
      ["at 10pm", "Tue 17 Nov 21:30 – 22:30, Europe/Berlin"],
      ["at 22:00 on nov 16", "Mon 16 Nov 21:30 – 22:30, Europe/Berlin"],
      ["yesterday 22:00", "Tue 17 Nov 21:30 – 22:30, Europe/Berlin"],
      ["last friday 14:00", "Fri 13 Nov 13:30 – 14:30, Europe/Berlin"],
      ["on monday at 2pm", "Mon 16 Nov 13:30 – 14:30, Europe/Berlin"],
      ["10:00-11:00 UTC", "Wed 18 Nov 10:00 – 11:00, UTC"],
      ["yesterday 22:00-23:00 America/New_York", "Tue 17 Nov 22:00 – 23:00, America/New_York"],
    ] as const) {
      const words = read(`rate(x[5m]) ${said}`);
      assert.equal(words.what, "rate(x[5m])", said);
      assert.equal(words.range && formatRange(words.range), means, said);
    }
    for (const query of ["up 10:00", "up last 1h no/where", "up about 500"])
      assert.equal(read(query).range, undefined, query);
    assert.equal(read("up vs 2 days ago").range, undefined);
  });

  it("take a label and its value for one in spite of a space", () => {
    assert.deepEqual(read("up unit: ms title: “Two words” source: prom by: host"), {
      ...{ what: "up", unit: "ms", title: "Two words", source: "prom", by: { label: "host" } },
    });
  });

  it("take an hour that still runs for today's", () => {
    const { range } = read("x 14:00-15:00");
    assert.equal(range && formatRange(range), "Wed 18 Nov 14:00 – now, Europe/Berlin");
    assert.equal(lastMs(read("x 22:00 - 01:00")), 3 * HOUR);
    assert.equal(lastMs(read("x between 1:00 pm and 1:30pm")), 30 * MIN);
  });

  it("say what is wrong with an option", () => {
    for (const [said, tell] of [
      ["x range:soon", /I cannot read range:soon\. Write it like range:"last 2h"/],
      ["x vs:soon", /vs:1w/],
      ["x threshold:high", /threshold:">500"/],
      ["x vs:1w vs:2w", /said twice/],
      ["x tomorrow", /in the future/],
      ["x now+1h now+2h", /in the future/],
      ["x from=soon", /"soon" as a time/],
      ["x tz=Mars/Base 2h", /time zone "Mars\/Base"/],
      [`x title:"${"t".repeat(121)}"`, /title: is too long/],
    ] as const)
      assert.throws(
        () => read(said),
        (error) => error instanceof Failure && error.code === "usage" && tell.test(error.tell ?? ""),
        said,
      );
  });

  it("are read fast, whatever is typed", () => {
    for (const unit of [
      "(",
      '"',
      "'",
      "`",
      "last ",
      "by a ",
      "vs 1w ",
      "a=b ",
      "now-1h ",
      "1h ",
      "x by ",
      "log ",
      "above 1 ",
    ]) {
      const began = process.cpuUsage();
      try {
        read(unit.repeat(4_000).slice(0, 4_000));
      } catch (error) {
        assert.ok(error instanceof Failure, String(error));
      }
      const { user, system } = process.cpuUsage(began);
      assert.ok(user + system < 100_000, `${JSON.stringify(unit)}: ${(user + system) / 1_000} ms`);
    }
  });
});

describe("a time at the end", () => {
  it("leaves what stands before the time as it was typed", () => {
    for (const [said, before, label] of [
      ['"502 Bad  Gateway" last 1h', '"502 Bad  Gateway"', "last 1h"],
      ["502 today", "502", "today"],
      ["level:error AND x", "level:error AND x", undefined],
      ['"last 1h"', '"last 1h"', undefined],
      ['"a \\" last 1h"', '"a \\" last 1h"', undefined],
      ["* last 1h", "*", "last 1h"],
    ] as const) {
      const { what, range } = read(said);
      assert.deepEqual([what, range?.label], [before, label], said);
    }
  });
});
