import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { type CloudwatchStandIn, serveCloudwatch } from "../../src/demo/metrics/cloudwatch.ts";
import { cloudwatchValue, METRICS } from "../../src/demo/metrics/cloudwatch-series.ts";
import { HTML_FAULT, type VendorFault } from "../../src/demo/metrics/vendor-server.ts";
import { cloudwatchFailure } from "../../src/integrations/cloudwatch/failures.ts";
import { createMeasure } from "../../src/integrations/cloudwatch/measure.ts";
import { queryText, readQuery } from "../../src/integrations/cloudwatch/query.ts";
import cloudwatch from "../../src/integrations/cloudwatch.ts";
import { connected, failsWith, HOUR_MS, hour, isSound, NOW_MS, SHORT_MS } from "./measure-kit.ts";

const KEYS = { accessKeyId: "AKIAOFTHESHOP", secretAccessKey: "secret-access-key-of-the-shop" };
const CPU = "AWS/EC2/CPUUtilization{InstanceId=i-0a1b2c3d4e5f60718}";
const DAY_MS = 24 * HOUR_MS;

const setUp = async (
  t: TestContext,
  changes: { readonly secretAccessKey?: string; readonly timeoutMs?: number } = {},
  standIn: Partial<CloudwatchStandIn> = {},
) => {
  const vendor = await serveCloudwatch({ ...KEYS, clock: () => NOW_MS, ...standIn });
  t.after(() => vendor.close());
  const place = { region: "eu-west-1", endpoint: vendor.url, ...KEYS, ...changes };
  return { vendor, measure: createMeasure(place, connected(t)) };
};
const metric = (at: number) => METRICS[at] ?? assert.fail("no such metric");

describe("CloudWatch points", () => {
  it("reads back exactly the points that are there, signed, oldest first", async (t) => {
    const { vendor, measure } = await setUp(t);
    const question = hour(`${CPU} p99`);
    const measured = await measure.ask(question);
    isSound(measured, question);
    assert.deepEqual([measured.stepMs, measured.timesMs.length, measured.notes], [60_000, 60, []]);
    const expected = measured.timesMs.map((ms) => cloudwatchValue(metric(0), "p99", ms, 60));
    assert.deepEqual(measured.series[0]?.values, expected);
    assert.equal(measured.title, "CPUUtilization (p99)");
    assert.deepEqual(vendor.calls[0]?.body, {
      StartTime: (NOW_MS - HOUR_MS) / 1000,
      EndTime: NOW_MS / 1000,
      ScanBy: "TimestampAscending",
      MetricDataQueries: [
        {
          Id: "m1",
          MetricStat: {
            Metric: {
              Namespace: "AWS/EC2",
              MetricName: "CPUUtilization",
              Dimensions: [{ Name: "InstanceId", Value: "i-0a1b2c3d4e5f60718" }],
            },
            Period: 60,
            Stat: "p99",
          },
        },
      ],
    });
  });

  it("shows gaps as gaps, and no series for what nobody knows", async (t) => {
    const { measure } = await setUp(t);
    const measured = await measure.ask(hour("Shop/Gaps Sum"));
    const expected = measured.timesMs.map((ms) => cloudwatchValue(metric(4), "Sum", ms, 60) ?? null);
    assert.deepEqual(measured.series[0]?.values, expected);
    assert.equal(expected.filter((value) => value === null).length, 12);
    assert.deepEqual((await measure.ask(hour("AWS/EC2/NoSuchMetric"))).series, []);
    const future = { fromMs: NOW_MS + HOUR_MS, toMs: NOW_MS + 2 * HOUR_MS };
    assert.deepEqual((await measure.ask(hour(CPU, future))).series, []);
  });

  it("asks for coarser points the older they are, and for no more than are wanted", async (t) => {
    const { vendor, measure } = await setUp(t);
    const cases: readonly [fromMs: number, points: number, query: string, periodS: number][] = [
      [NOW_MS - 14 * DAY_MS, 600, CPU, 3600],
      [NOW_MS - 15 * DAY_MS, 50_000, CPU, 60],
      [NOW_MS - 15 * DAY_MS - 1, 50_000, CPU, 300],
      [NOW_MS - 63 * DAY_MS, 50_000, CPU, 300],
      [NOW_MS - 63 * DAY_MS - 1, 50_000, CPU, 3600],
      [NOW_MS - 400 * DAY_MS, 100, CPU, 4 * 86_400],
      [NOW_MS - HOUR_MS, 600, `${CPU} Sum 300s`, 300],
      [NOW_MS - DAY_MS, 100, `${CPU} Sum 300s`, 900],
      [NOW_MS - DAY_MS, 100, `${CPU} Sum 600s`, 3600],
      [NOW_MS - HOUR_MS, 600, `${CPU} Sum 10s`, 10],
      [NOW_MS - HOUR_MS, 100, `${CPU} Sum 10s`, 60],
      [NOW_MS - 3 * HOUR_MS - 60_000, 50_000, `${CPU} Sum 10s`, 60],
      [NOW_MS - HOUR_MS, 600, `${CPU} Sum 15s`, 60],
    ];
    for (const [fromMs, points, query, periodS] of cases) {
      const question = hour(query, { fromMs, points });
      const measured = await measure.ask(question);
      isSound(measured, question);
      assert.match(JSON.stringify(vendor.calls.at(-1)?.body), new RegExp(`"Period":${periodS},`), `${query} ${points}`);
      assert.ok(measured.series.length === 1, `${query} of ${points}`);
      for (const seconds of JSON.stringify(vendor.calls.at(-1)?.body).matchAll(/"(?:Start|End)Time":(\d+)/g))
        assert.equal(Number(seconds[1]) % periodS, 0, "on whole periods");
    }
    const coarser = await measure.ask(hour(`${CPU} Sum 300s`, { fromMs: NOW_MS - DAY_MS, points: 100 }));
    assert.match(coarser.notes.join(), /15 min.*5 min/);
  });

  it("leaves out what lies before the range though CloudWatch rounds its start down", async (t) => {
    const { measure } = await setUp(t);
    const question = hour(CPU, { fromMs: NOW_MS - HOUR_MS + 1, toMs: NOW_MS - 1 });
    const measured = await measure.ask(question);
    isSound(measured, question);
    assert.equal(measured.timesMs[0], NOW_MS - HOUR_MS + 60_000);
    assert.equal(measured.timesMs.length, 59);
  });

  it("puts pages together, and says when there are too many of them", async (t) => {
    const { vendor, measure } = await setUp(t, {}, { pageSize: 25 });
    const whole = await measure.ask(hour(CPU));
    assert.equal(vendor.calls.length, 3);
    assert.deepEqual(
      whole.series[0]?.values,
      whole.timesMs.map((ms) => cloudwatchValue(metric(0), "Average", ms, 60)),
    );
    assert.deepEqual(whole.notes, []);
    const cut = await (await setUp(t, {}, { pageSize: 10 })).measure.ask(hour(CPU));
    assert.match(cut.notes.join(), /a part of the points only/);
    assert.deepEqual([whole.lacks, cut.lacks], [undefined, cut.notes[0]], "what is not there is not gone");
    assert.equal(cut.series[0]?.values.filter((value) => value !== null).length, 50);
  });

  it("stops when the pages never end", async (t) => {
    const { vendor, measure } = await setUp(t);
    const result = { Id: "m1", Label: "x", Timestamps: [NOW_MS / 1000 - 60], Values: [1], StatusCode: "Complete" };
    const body = JSON.stringify({ MetricDataResults: [result], NextToken: "again" });
    for (let page = 0; page < 5; page += 1) vendor.failNext({ status: 200, type: "application/x-amz-json-1.0", body });
    assert.match((await measure.ask(hour(CPU))).notes.join(), /a part of the points only/);
    assert.equal(vendor.calls.length, 5);
  });

  it("draws no fall where a sum has only begun to grow", async (t) => {
    const { measure } = await setUp(t);
    const question = (stat: string) =>
      hour(`${CPU} ${stat} 300s`, { fromMs: NOW_MS - HOUR_MS, toMs: NOW_MS - 120_000 });
    const over = await measure.ask(question("Sum"));
    assert.deepEqual([over.timesMs.at(-1), over.notes], [NOW_MS - 300_000, []], "it was over long ago");
    const now = NOW_MS - 120_000;
    const standIn = await serveCloudwatch({ ...KEYS, clock: () => now });
    t.after(() => standIn.close());
    const place = { region: "eu-west-1", endpoint: standIn.url, ...KEYS };
    const current = createMeasure(place, { ...connected(t), clock: () => now });
    const last = async (stat: string) => (await current.ask(question(stat))).series[0]?.values.at(-1);
    assert.equal(await last("Sum"), null);
    assert.equal(await last("SampleCount"), null);
    assert.equal(typeof (await last("Average")), "number");
    assert.match((await current.ask(question("Sum"))).notes.join(), /^The 5 min that are not over are left out\.$/);
  });

  it("keeps series of a search apart that are called alike, and goes on with them on the next page", async (t) => {
    const { vendor, measure } = await setUp(t);
    const page = (at: number, values: readonly number[], more: object) => {
      const results = values.map((value) => ({
        ...{ Id: "e1", Label: "CPU", Timestamps: [NOW_MS / 1000 - at], Values: [value], StatusCode: "Complete" },
      }));
      const body = JSON.stringify({ MetricDataResults: results, ...more });
      vendor.failNext({ status: 200, type: "application/x-amz-json-1.0", body });
    };
    page(120, [1, 10], { NextToken: "more" });
    page(60, [2, 20], {});
    const { series } = await measure.ask(hour("=SEARCH('{AWS/EC2,InstanceId}', 'Average', 60)"));
    assert.deepEqual(
      series.map(({ values }) => values.filter((value) => value !== null)),
      [
        [1, 2],
        [10, 20],
      ],
    );
  });

  it("says what CloudWatch says about its answer", async (t) => {
    const { vendor, measure } = await setUp(t);
    const result = { Id: "m1", Label: "x", Timestamps: [NOW_MS / 1000 - 60], Values: [1], StatusCode: "Forbidden" };
    const messages = [{ Code: "MaxMetricsExceeded", Value: "Maximum number of allowed metrics exceeded" }];
    const body = JSON.stringify({ MetricDataResults: [result], Messages: messages });
    vendor.failNext({ status: 200, type: "application/x-amz-json-1.0", body });
    assert.match(
      (await measure.ask(hour(CPU))).notes.join(" "),
      /does not show all.*Maximum number of allowed metrics/,
    );
  });

  it("asks for expressions, and splits a metric by a dimension", async (t) => {
    const { vendor, measure } = await setUp(t);
    const search = hour(`=SEARCH('{AWS/EC2,InstanceId} MetricName="CPUUtilization"', 'Maximum', 300)`);
    const found = await measure.ask(search);
    isSound(found, search);
    assert.deepEqual([found.stepMs, found.series.length], [300_000, 2]);
    const split = hour("AWS/EC2/CPUUtilization Maximum", { by: { label: "InstanceId", how: "avg" } });
    const measured = await measure.ask(split);
    isSound(measured, split);
    assert.deepEqual(
      measured.series.map(({ name, labels }) => [name, labels.InstanceId]),
      METRICS.slice(0, 2).map(({ dimensions: { InstanceId: id } }) => [id, id]),
    );
    const expected = measured.timesMs.map((ms) => cloudwatchValue(metric(1), "Maximum", ms, 60));
    assert.deepEqual(measured.series[1]?.values, expected);
    const asked = JSON.stringify(vendor.calls.at(-1)?.body);
    assert.ok(asked.includes(`SEARCH('{AWS/EC2,InstanceId} MetricName=\\"CPUUtilization\\"', 'Maximum', 60)`), asked);
    const one = await measure.ask(hour(`${CPU} Maximum`, { by: { label: "InstanceId", how: "avg" } }));
    assert.deepEqual(
      one.series.map(({ name }) => name),
      ["i-0a1b2c3d4e5f60718"],
    );
    const odd = { namespace: "My_Shop", name: "Orders", dimensions: { "Broker ID": "1", my_zone: "a.b" } };
    const { measure: own } = await setUp(t, {}, { metrics: [odd] });
    const quoted = hour('"My_Shop"/"Orders"{my_zone=a.b} Sum', { by: { label: "Broker ID", how: "sum" } });
    assert.deepEqual(
      (await own.ask(quoted)).series.map(({ name }) => name),
      ["1"],
    );
    await failsWith(measure.ask({ ...search, by: split.by }), "usage", /splits metrics only/);
    await failsWith(measure.ask({ ...split, by: { label: "x'}y", how: "avg" } }), "usage", /splits metrics only/);
  });

  it("tells what AWS says about an expression that it cannot read", async (t) => {
    const { measure } = await setUp(t);
    await failsWith(measure.ask(hour("=m1*")), "usage", /cannot read that query: Error in expression 'e1'/);
  });

  it("refuses what is no query with an example", async (t) => {
    const { vendor, measure } = await setUp(t);
    for (const query of ["", "X", "A/B{", "A/B{x}", "A/B{x=1} foo", "=", `A/B{${"x=1,".repeat(31)}}`, "a".repeat(3000)])
      await failsWith(measure.ask(hour(query)), "usage", /Write it like AWS\/ApplicationELB/);
    assert.equal(vendor.calls.length, 0);
    assert.equal(measure.link(hour("X")), undefined);
  });

  it("names the settings when its key is refused, and tells neither", async (t) => {
    const { measure } = await setUp(t, { secretAccessKey: "wrong-secret-access-key" });
    const secrets = ["wrong-secret-access-key", KEYS.accessKeyId];
    await failsWith(measure.ask(hour(CPU)), "credentials", /CLOUDWATCH_ACCESS_KEY_ID/, secrets);
  });

  it("bears hanging, errors, HTML and half an answer; what passes by is asked once more", async (t) => {
    const { vendor, measure } = await setUp(t, { timeoutMs: SHORT_MS });
    vendor.failNext({ hang: true });
    await failsWith(measure.ask(hour(CPU)), "timeout", /did not answer within/);
    const troubles: readonly [VendorFault, Parameters<typeof failsWith>[1]][] = [
      [{ status: 500, body: "{}" }, "upstream"],
      [HTML_FAULT, "upstream"],
      [{ status: 200, body: "<html>Log in</html>", type: "text/html" }, "upstream"],
      [{ status: 200, body: '{"MetricDataResults":', type: "application/x-amz-json-1.0" }, "upstream"],
      [{ status: 503, body: '{"__type":"ServiceUnavailable"}' }, "unavailable"],
      [{ status: 400, body: '{"__type":"Throttling","message":"Rate exceeded"}' }, "rate_limited"],
      [{ status: 400, body: '{"__type":"RequestExpired","message":"Request has expired"}' }, "credentials"],
      [{ status: 403, body: '{"__type":"ExpiredTokenException","message":"The token is expired"}' }, "credentials"],
    ];
    const patient = createMeasure({ region: "eu-west-1", endpoint: vendor.url, ...KEYS }, connected(t));
    for (const [fault, code] of troubles) {
      const asked = vendor.calls.length;
      for (let again = 0; again < 2; again += 1) vendor.failNext(fault);
      await failsWith(patient.ask(hour(CPU)), code, /CloudWatch/, [KEYS.secretAccessKey]);
      // What is left over of the two is taken away.
      for (let left = 2 - (vendor.calls.length - asked); left > 0; left -= 1)
        await patient.ask(hour(CPU)).catch(() => {});
    }
    vendor.failNext({ status: 500, body: "{}" });
    assert.equal((await patient.ask(hour(CPU))).series.length, 1, "one trouble passes unseen");
    await vendor.close();
    await failsWith(patient.ask(hour(CPU)), "unavailable", /cannot be reached/);
  });

  it("names the region when there is no such host", () => {
    const error = Object.assign(new Error("getaddrinfo ENOTFOUND monitoring.eu-west-9.amazonaws.com"), {
      code: "ENOTFOUND",
    });
    const { code, tell } = cloudwatchFailure(error, "points", false, []);
    assert.equal(code, "unavailable");
    assert.match(tell ?? "", /compare the region, CLOUDWATCH_REGION/);
  });

  it("finds metrics by all of the words, over pages, as queries", async (t) => {
    const { measure } = await setUp(t, {}, { listSize: 2 });
    assert.deepEqual(await measure.names?.(["cpu", "i-0f"], 5), [
      "AWS/EC2/CPUUtilization{InstanceId=i-0f9e8d7c6b5a40312}",
    ]);
    assert.deepEqual(await measure.names?.(["gaps"], 5), ["Shop/Gaps"]);
    assert.equal((await measure.names?.([], 3))?.length, 3);
  });

  it("links to the console's graph with absolute times, in the notation of the console", async (t) => {
    const { measure } = await setUp(t);
    assert.equal(
      measure.link(hour(`AWS/EC2/CPUUtilization{InstanceId="i-1 (a)*~'"} Sum @us-east-1`)),
      "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#metricsV2:graph=~(view~'timeSeries~stacked~false~metrics~(~(~'AWS*2fEC2~'CPUUtilization~'InstanceId~'i-1*20*28a*29*2a*7e*27~(stat~'Sum)))~region~'us-east-1~start~'2026-11-21T11*3a00*3a00.000Z~end~'2026-11-21T12*3a00*3a00.000Z~period~60)",
    );
    const host = (region: string) => new URL(measure.link(hour(`${CPU} @${region}`)) ?? "").host;
    assert.deepEqual(["eu-west-1", "cn-north-1", "us-gov-west-1"].map(host), [
      "eu-west-1.console.aws.amazon.com",
      "cn-north-1.console.amazonaws.cn",
      "us-gov-west-1.console.amazonaws-us-gov.com",
    ]);
    assert.match(measure.link(hour("=m1 + 1")) ?? "", /metrics~\(~\(~\(expression~'m1\*20\*2b\*201~id~'e1\)\)\)/);
  });

  it("asks another region when the query names one", async (t) => {
    const { measure, vendor } = await setUp(t);
    assert.equal((await measure.ask(hour(`${CPU} @us-east-1`))).series.length, 1);
    assert.equal(vendor.calls.length, 1);
  });

  it("writes queries that read back to the same", () => {
    for (const query of [
      CPU,
      `${CPU} p99.9 300s @eu-west-1`,
      `"My space"/"a/b"{c="d,e {f}",g=h=i} TM(10%:90%)`,
      "CWAgent mem_used",
    ]) {
      const read = readQuery(query);
      assert.deepEqual(readQuery(queryText(read) ?? ""), read, query);
    }
    assert.equal(queryText({ metric: { namespace: 'a"b', name: "c", dimensions: [] }, stat: "Sum" }), undefined);
  });

  it("is connected with a region, and complains about half of a key or what is no region", (t) => {
    const unset = {
      CLOUDWATCH_TOPICS: undefined,
      CLOUDWATCH_REGION: undefined,
      CLOUDWATCH_ACCESS_KEY_ID: undefined,
      CLOUDWATCH_SECRET_ACCESS_KEY: undefined,
      CLOUDWATCH_ENDPOINT: undefined,
    };
    assert.equal(cloudwatch.connect?.(unset, connected(t)), undefined);
    assert.ok(cloudwatch.connect?.({ ...unset, CLOUDWATCH_REGION: "eu-west-1" }, connected(t))?.measure);
    assert.deepEqual(cloudwatch.check?.({ ...unset, CLOUDWATCH_REGION: "us-gov-east-1" }), []);
    assert.match(cloudwatch.check?.({ ...unset, CLOUDWATCH_REGION: "Ireland" })[0] ?? "", /CLOUDWATCH_REGION/);
    assert.match(cloudwatch.check?.({ ...unset, CLOUDWATCH_ACCESS_KEY_ID: "a" })[0] ?? "", /set both/);
    assert.match(cloudwatch.check?.({ ...unset, CLOUDWATCH_ENDPOINT: "x" })[0] ?? "", /CLOUDWATCH_ENDPOINT/);
  });
});
