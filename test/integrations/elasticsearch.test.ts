import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import type { Failure } from "../../src/core/failure.ts";
import { createElasticsearchDemo } from "../../src/demo/metrics/elasticsearch.ts";
import type { LogServer } from "../../src/demo/metrics/log-server.ts";
import { createElasticsearch } from "../../src/integrations/elasticsearch/logs.ts";
import elasticsearch from "../../src/integrations/elasticsearch.ts";
import { assertExact, byField, HOUR_MS, held, impatient, logsOf, NOW_MS, question, sum } from "./log-kit.ts";
import { refused } from "./pager-setup.ts";

const AUTH = "drm:correct-horse";

describe("Elasticsearch", () => {
  let server: LogServer;
  let shards = { failed: 0, timedOut: false };
  const source = (changes: Readonly<Record<string, string>> = {}) =>
    logsOf(elasticsearch, { ELASTICSEARCH_URL: server.url, ELASTICSEARCH_AUTH: AUTH, ...changes });
  before(async () => {
    server = await createElasticsearchDemo({ clock: () => NOW_MS, auth: AUTH, shards: () => shards });
  });
  after(() => server.close());

  it("counts words and phrases exactly, over time, with the newest three lines", async () => {
    assertExact(await source().count(question('"status=502"')), held("status=502"));
    assertExact(await source().count(question("upstream timed")), held("upstream timed"));
    const both = held("healthz").filter(({ text }) => text.includes("status=502"));
    assertExact(await source().count(question("502 healthz")), both);
    assert.equal(server.calls.filter(({ path }) => path.endsWith("_search")).length, 3, "one search a count");
  });

  it("counts exactly whatever moment the range begins and ends at", async () => {
    for (const [before, length] of [
      [HOUR_MS + 61_337, 47 * 60_000 + 13],
      [30_900, 30_800],
      [26 * HOUR_MS, 25 * HOUR_MS],
    ] as const) {
      const asked = question('"status=502"', { fromMs: NOW_MS - before, toMs: NOW_MS - before + length });
      assertExact(await source().count(asked), held("status=502", asked));
    }
  });

  it("counts apart by a field, by its keyword, or as ECS calls it", async () => {
    const lines = held("status=502");
    for (const [by, field] of [
      ["host", "host"],
      ["host.name", "host"],
      ["app", "program"],
      ["program", "program"],
    ] as const) {
      const found = await source().count(question('"status=502"', { by }));
      assertExact(found, lines);
      assert.deepEqual(
        found.groups.map(({ name, count }) => [name, count]),
        byField(lines, field),
        by,
      );
      for (const { count, values } of found.groups) assert.equal(sum(values), count);
    }
  });

  it("says how far off counts by a field may be, where shards name their largest only", async () => {
    const exact = await source().count(question('"status=502"', { by: "host" }));
    assert.doesNotMatch(exact.how, /missing/);
    const groups = { sum_other_doc_count: 9, doc_count_error_upper_bound: 1_234, buckets: [] };
    const body = {
      ...{ timed_out: false, _shards: { total: 3, failed: 0 } },
      ...{ hits: { total: { value: 9, relation: "eq" }, hits: [] }, aggregations: { over: { buckets: [] }, groups } },
    };
    const ask = async (what: string) => ({
      ...{ status: 200, bytes: new Uint8Array(), contentType: "application/json" },
      body: what === "_search" ? body : { fields: { host: { keyword: { aggregatable: true } } } },
    });
    const options = {
      ...{ base: new URL(server.url), index: "logs-*", timeField: "@timestamp", messageField: "message" },
      discover: undefined,
    };
    const near = await createElasticsearch(options, ask).count(question("x", { by: "host" }));
    assert.deepEqual([near.count, near.exact], [9, true]);
    assert.match(near.how, /; by host at most 1,234 may be missing of each$/);
  });

  it("understands its query language", async () => {
    const found = await source().count(question('message:"status=502" AND host.name:web-2 AND NOT message:healthz'));
    const lines = held("status=502").filter(({ host, text }) => host === "web-2" && !text.includes("healthz"));
    assert.ok(lines.length > 10);
    assertExact(found, lines);
  });

  it("says zero, exactly, where nothing is, and that there is no index where there is none", async () => {
    const found = await source().count(question("nosuchword"));
    assert.deepEqual([found.count, found.exact, sum(found.values), found.values.length], [0, true, 0, 60]);
    const failing = (index: string) =>
      refused(source({ ELASTICSEARCH_INDEX: index }).count(question("502")), "not_found", /no (?:such )?index/, [AUTH]);
    await failing("metrics-*");
    await failing("gone");
  });

  it("says at least so many, and why, when it stopped early or shards failed", async () => {
    const all = held("status=502").length;
    shards = { failed: 2, timedOut: false };
    const some = await source().count(question('"status=502"'));
    shards = { failed: 0, timedOut: true };
    const late = await source().count(question('"status=502"'));
    shards = { failed: 0, timedOut: false };
    for (const { count, exact } of [some, late]) assert.ok(!exact && count < all && count > 0);
    assert.match(some.how, /2 of 10 shards failed/);
    assert.match(late.how, /stopped after 4 s/);
    assert.equal((await source().count(question('"status=502"'))).exact, true);
  });

  describe("says what is wrong", () => {
    const failing = (text: string, code: Failure["code"], words: RegExp, changes = {}, more = {}) =>
      refused(source(changes).count(question(text, more)), code, words, [AUTH, "correct-horse"]);

    it("with the query", async () => {
      await failing("message:(502", "usage", /cannot read that query: Cannot parse 'message:\(502'/);
      await failing("*502", "usage", /not allowed as first character/);
      await failing("502", "usage", /no field "rack"/, {}, { by: "rack" });
    });

    it("with the key or the address", async () => {
      await failing("502", "credentials", /ELASTICSEARCH_AUTH/, { ELASTICSEARCH_AUTH: "drm:wrong" });
      await failing("502", "unavailable", /cannot be reached/, { ELASTICSEARCH_URL: "http://127.0.0.1:9" });
    });

    it("when it is in trouble, or something else answers", async () => {
      const error = { root_cause: [{ type: "circuit_breaking_exception", reason: "[parent] Data too large" }] };
      server.failNext({ status: 503, body: JSON.stringify({ error, status: 503 }), contentType: "application/json" });
      await failing("502", "unavailable", /cannot be reached|try again/);
      server.failNext({ status: 200, body: "<html>Sign in</html>", contentType: "text/html" });
      await failing("502", "upstream", /login page/);
      server.failNext({ status: 500, body: "<html>oops</html>", contentType: "text/html" });
      await failing("502", "upstream", /trouble of its own/);
    });
  });

  it("gives up with a clear word when nothing is answered", async () => {
    server.failNext({ delayMs: 2_000 });
    const options = {
      ...{ base: new URL(server.url), index: "logs-*", discover: undefined },
      ...{ timeField: "@timestamp", messageField: "message" },
    };
    const slow = createElasticsearch(options, impatient("Elasticsearch"));
    await refused(slow.count(question("502")), "timeout", /did not answer within/, [AUTH]);
  });

  it("opens the same lines in Discover, absolute times; nowhere without its address", () => {
    assert.equal(source().link(question("502")), undefined);
    const link = source({ ELASTICSEARCH_LINK_URL: "https://k.example.com/app/discover" }).link(
      question('host:"it\'s!"'),
    );
    const [page, state = ""] = (link ?? "").split("#/?");
    assert.equal(page, "https://k.example.com/app/discover");
    const { _g, _a } = Object.fromEntries(new URLSearchParams(state));
    assert.equal(_g, "(time:(from:'2026-11-21T08:30:00.000Z',to:'2026-11-21T09:30:00.000Z'))");
    assert.equal(_a, `(query:(language:lucene,query:'host:"it!'s!!"'))`);
  });
});
