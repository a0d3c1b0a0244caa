import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import type { Failure } from "../../src/core/failure.ts";
import { createElasticsearchDemo } from "../../src/demo/metrics/elasticsearch.ts";
import { givenLines } from "../../src/demo/metrics/log-lines.ts";
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
    const groups = { sum_other_doc_count: 0, doc_count_error_upper_bound: 1_234, buckets: [] };
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

  it("counts all lines where there are more hosts than it names, and says so", async () => {
    const lines = Array.from({ length: 700 }, (_, index) => ({
      ...{ atMs: NOW_MS - HOUR_MS + index * 1_000, program: "nginx", severity: "Info" },
      ...{ host: `web-${index % 70}`, text: "status=502" },
    }));
    const crowd = await createElasticsearchDemo({ clock: () => NOW_MS, lines: givenLines(lines) });
    try {
      const found = await source({ ELASTICSEARCH_URL: crowd.url }).count(question('"status=502"', { by: "host" }));
      assert.deepEqual([found.count, found.groups.length, sum(found.values)], [700, 50, 700]);
      assert.match(found.how, /; the 50 largest of host, 200 lines in others$/);
    } finally {
      await crowd.close();
    }
  });

  it("looks for each word where they stand without quotes, for the phrase where they stand in them", async () => {
    const of = (text: string) => source().count(question(text));
    const both = held("").filter(({ text }) => /\bstatus\b/.test(text) && /\b502\b/.test(text));
    assert.equal((await of("502=status")).count, both.length, "in any order");
    assert.deepEqual(
      [(await of('"502=status"')).count, (await of('"status=502"')).count],
      [0, held("status=502").length],
    );
  });

  it("says what to do with words that read as its language", async () => {
    const asked = source().count(question("GET /api/checkout"));
    await refused(asked, "usage", /Lexical error.*put it in quotes: "GET \/api\/checkout"\.$/, [AUTH]);
    server.failNext({ status: 400, body: '{"error":"no"}', contentType: "application/json" });
    await refused(source().count(question('"in quotes"')), "usage", /cannot read that query: no$/, [AUTH]);
  });

  it("says no zero where it looked into fields that are not there", async () => {
    const failing = (text: string, code: Failure["code"], words: RegExp, changes = {}) =>
      refused(source(changes).count(question(text)), code, words, [AUTH]);
    await failing("error: timed out", "usage", /no field "error" in logs-\*.*in quotes: "error: timed out"\.$/);
    await failing("status:502 AND NOT app:x", "usage", /no field "status"/);
    const elsewhere = { ELASTICSEARCH_MESSAGE_FIELD: "log" };
    await failing("nosuchword", "config", /no line has a field log,.*ELASTICSEARCH_MESSAGE_FIELD/, elsewhere);
    await failing("nosuchword", "config", /compared as a whole.*MESSAGE_FIELD/, {
      ELASTICSEARCH_MESSAGE_FIELD: "host.name",
    });
    const named = await source(elsewhere).count(question("host.name:nobody"));
    assert.deepEqual([named.count, named.exact], [0, true], "a query that names its fields needs no other");
    assert.equal((await source().count(question('"error: gone"'))).count, 0, "what stands in quotes is no field");
  });

  it("takes members of a flattened field for fields, which nothing lists", async () => {
    const flat = await createElasticsearchDemo({ clock: () => NOW_MS, mapping: { "user.labels": "flattened" } });
    try {
      const of = (text: string) => source({ ELASTICSEARCH_URL: flat.url }).count(question(text));
      assert.deepEqual([(await of("user.labels.env.kind:prod")).count, (await of("user.labels:prod")).count], [0, 0]);
      await refused(of("user.name:ana"), "usage", /no field "user\.name"/, [AUTH]);
    } finally {
      await flat.close();
    }
  });

  it("knows zero from no lines at all", async () => {
    const none = await createElasticsearchDemo({ clock: () => NOW_MS, lines: givenLines([]) });
    try {
      const silent = await source({ ELASTICSEARCH_URL: none.url }).count(question("502"));
      assert.deepEqual([silent.count, silent.silent], [0, "in logs-*"]);
    } finally {
      await none.close();
    }
    assert.equal((await source().count(question("nosuchword"))).silent, undefined);
    const failed = JSON.stringify({ count: 0, _shards: { failed: 1 } });
    for (const faults of [
      [{}, { status: 403, body: "{}" }],
      [{}, {}, { status: 200, body: failed }],
    ]) {
      server.failNext(...faults);
      const unasked = await source().count(question("nosuchword"));
      assert.deepEqual([unasked.count, unasked.exact, unasked.silent], [0, true, undefined], "nobody knows");
    }
  });

  it("counts exactly where an index of the pattern holds nothing yet", async () => {
    const fresh = await createElasticsearchDemo({ clock: () => NOW_MS, fresh: true });
    try {
      assertExact(await source({ ELASTICSEARCH_URL: fresh.url }).count(question('"status=502"')), held("status=502"));
    } finally {
      await fresh.close();
    }
  });

  it("says at least so many where another cluster did not answer", async () => {
    const clusters = { total: 3, skipped: 1 };
    const far = await createElasticsearchDemo({ clock: () => NOW_MS, clusters });
    try {
      const found = await source({ ELASTICSEARCH_URL: far.url }).count(question('"status=502"'));
      assert.equal(found.exact, false);
      assert.match(found.how, /; 1 of 3 clusters did not answer in full$/);
    } finally {
      await far.close();
    }
  });

  it("counts by a field that all indices can count by, before one that only some can", async () => {
    const caps = {
      indices: ["a", "b"],
      fields: {
        host: { text: { aggregatable: false }, keyword: { aggregatable: true } },
        "host.keyword": { keyword: { aggregatable: true } },
      },
    };
    const asked: unknown[] = [];
    const ask = async (what: string, { json }: { readonly json?: unknown }) => {
      asked.push(json);
      const over = { buckets: [] };
      const search = {
        ...{ timed_out: false, _shards: { total: 1, failed: 0 } },
        ...{ hits: { total: { value: 1, relation: "eq" }, hits: [] }, aggregations: { over, groups: { buckets: [] } } },
      };
      return { status: 200, bytes: new Uint8Array(), contentType: "", body: what === "_search" ? search : caps };
    };
    const options = {
      ...{ base: new URL(server.url), index: "a,b", timeField: "@timestamp", messageField: "message" },
      discover: undefined,
    };
    await createElasticsearch(options, ask).count(question("x", { by: "host" }));
    assert.match(JSON.stringify(asked.at(-1)), /"terms":\{"field":"host\.keyword"/);
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
    const by = source({ ELASTICSEARCH_INDEX: "metrics-*" }).count(question("502", { by: "host" }));
    await refused(by, "not_found", /no index metrics-\*, or our key may not read it/, [AUTH]);
  });

  it("says at least so many, and why, when it stopped early or shards failed", async () => {
    const all = held("status=502").length;
    shards = { failed: 2, timedOut: false };
    const some = await source().count(question('"status=502"'));
    const asked = server.calls.length;
    assert.equal((await source().count(question("nosuchword"))).exact, false);
    assert.equal(server.calls.length, asked + 1, "what is no zero needs no reason");
    shards = { failed: 0, timedOut: true };
    const late = await source().count(question('"status=502"'));
    shards = { failed: 0, timedOut: false };
    for (const { count, exact } of [some, late]) assert.ok(!exact && count < all && count > 0);
    assert.match(some.how, /2 of 10 shards failed \(\[parent\] Data too large\)$/);
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
    const shown = (text: string) => {
      const [, state = ""] = (
        source({ ELASTICSEARCH_LINK_URL: "https://k.example.com/app/discover" }).link(question(text)) ?? ""
      ).split("#/?");
      const { _a, _q } = Object.fromEntries(new URLSearchParams(state));
      assert.equal(_q, _a, "OpenSearch's reads the query there");
      return /query:'(.*)'\)\)$/.exec(_a ?? "")?.[1];
    };
    assert.deepEqual(
      ["upstream timed", '"timed out"', "502 host:web-1", "502 OR 504", "status:502 host:web-1", "-x 502"].map(shown),
      [
        "message:(upstream AND timed)",
        'message:("timed out")',
        "message:(502 AND host:web-1)",
        "message:(502 OR 504)",
        "status:502 AND host:web-1",
        "message:(-x 502)",
      ],
      "Discover looks into all fields and for any of the words",
    );
  });
});
