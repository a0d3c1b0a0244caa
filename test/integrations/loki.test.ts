import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import type { Failure } from "../../src/core/failure.ts";
import { givenLines } from "../../src/demo/metrics/log-lines.ts";
import type { LogServer } from "../../src/demo/metrics/log-server.ts";
import { createLokiDemo } from "../../src/demo/metrics/loki.ts";
import { createLoki } from "../../src/integrations/loki/logs.ts";
import loki from "../../src/integrations/loki.ts";
import { assertExact, byField, HOUR_MS, held, impatient, logsOf, NOW_MS, question, sum } from "./log-kit.ts";
import { refused } from "./pager-setup.ts";

const AUTH = "drm:correct-horse";
const SELECTOR = '{env="prod"}';

describe("Loki", () => {
  let server: LogServer;
  const settings = () => ({ LOKI_URL: server.url, LOKI_AUTH: AUTH, LOKI_TENANT: "team-a", LOKI_SELECTOR: SELECTOR });
  const source = (changes: Readonly<Record<string, string>> = {}) => logsOf(loki, { ...settings(), ...changes });
  before(async () => {
    server = await createLokiDemo({ clock: () => NOW_MS, auth: AUTH, tenant: "team-a" });
  });
  after(() => server.close());

  it("counts plain words exactly, over time, with the newest three lines", async () => {
    const found = await source().count(question("status=502"));
    assert.ok(found.count > 20, "the burst is in it");
    assertExact(found, held("status=502"));
    assert.equal(found.stepMs, 60_000);
  });

  it("counts exactly whatever moment the range begins and ends at, also between whole steps", async () => {
    for (const [before, length] of [
      [HOUR_MS + 61_337, 47 * 60_000 + 13],
      [2 * HOUR_MS - 1, HOUR_MS],
      [60_000, 60_000],
      [30_900, 30_800],
      [26 * HOUR_MS, 25 * HOUR_MS],
    ] as const) {
      const asked = question("502", { fromMs: NOW_MS - before, toMs: NOW_MS - before + length });
      assertExact(await source().count(asked), held("502", asked));
    }
  });

  it("counts a line at the first moment of the range, and none at its end", async () => {
    const line = (atMs: number) => ({ atMs, host: "web-1", program: "nginx", severity: "Info", text: "502" });
    const edge = await createLokiDemo({
      clock: () => NOW_MS,
      lines: givenLines(
        [NOW_MS - HOUR_MS - 1, NOW_MS - HOUR_MS, NOW_MS - 60_000, NOW_MS - 1, NOW_MS, NOW_MS].map(line),
      ),
    });
    try {
      const found = await source({ LOKI_URL: edge.url }).count(question("502"));
      assert.equal(found.count, 3);
      assert.deepEqual([found.values[0], found.values.at(-1), sum(found.values)], [1, 2, 3]);
    } finally {
      await edge.close();
    }
  });

  it("counts apart by a label, the loudest first, each over time", async () => {
    const found = await source().count(question('"502"', { by: "host" }));
    const lines = held("502");
    assertExact(found, lines);
    assert.deepEqual(
      found.groups.map(({ name, count }) => [name, count]),
      byField(lines, "host"),
    );
    for (const { count, values } of found.groups) assert.equal(sum(values), count);
    for (const by of ["rack", "constructor"]) {
      const none = await source().count(question("502", { by }));
      assert.deepEqual(
        none.groups.map(({ name, count }) => [name, count]),
        [[`(no ${by})`, lines.length]],
      );
    }
  });

  it("takes LogQL as it is, with comments, and words that look like code", async () => {
    const logql = '{app="checkout"} |= "timed out" != "order" # the slow ones';
    assertExact(await source().count(question(logql)), held("timed out"));
    const odd = await source().count(question('"GET /api/search?q=tea HTTP/1.1"'));
    assert.equal(odd.count, held("GET /api/search?q=tea HTTP/1.1").length);
    assert.ok(odd.count > 0);
    const inside = 'nothing `here` \\ "quoted" \t';
    assert.equal((await source().count(question(inside))).count, 0, "quotes and backslashes are only text");
    const asked = server.calls.slice(-4).map(({ query }) => query.get("query"));
    assert.ok(asked.some((logs) => logs?.includes(JSON.stringify(inside.trim()))));
  });

  it("takes phrases in quotes for what is in a line together, or not in it", async () => {
    const both = held("502").filter(({ text }) => text.includes("checkout"));
    assert.ok(both.length > 0 && both.length < held("502").length);
    for (const said of ['"502" AND "checkout"', '"502" "checkout"'])
      assert.equal((await source().count(question(said))).count, both.length, said);
    const without = await source().count(question('"502" NOT "checkout"'));
    assert.equal(without.count, held("502").length - both.length);
    const { how } = await source().count(question('"GET \\"x\\" C:\\temp"'));
    assert.match(how, /\|= "GET \\"x\\" C:\\\\temp"/);
  });

  it("says zero, exactly, where nothing is", async () => {
    const found = await source().count(question("no such words"));
    assert.deepEqual([found.count, found.exact, sum(found.values), found.lines.length], [0, true, 0, 0]);
    assert.equal(found.values.length, 60);
  });

  it("knows zero from streams that hold no line at all", async () => {
    const silent = await source().count(question('{app="chekout", env=~"p.*}"} |= "502"'));
    assert.deepEqual([silent.count, silent.silent], [0, 'in {app="chekout", env=~"p.*}"}']);
    assert.equal((await source().count(question("no such words"))).silent, undefined);
    server.failNext({}, {}, {}, { status: 500, body: "" });
    const unasked = await source().count(question("no such words"));
    assert.deepEqual([unasked.count, unasked.exact, unasked.silent], [0, true, undefined]);
  });

  it("says how lines without a label get one", async () => {
    const found = await source().count(question("502", { by: "status" }));
    assert.match(found.how, /; no line has the label status: \| json or \| logfmt/);
    assert.doesNotMatch((await source().count(question("502", { by: "host" }))).how, /no line has/);
  });

  it("takes a query that counts already for none of lines", async () => {
    for (const text of [
      'sum by (host) (count_over_time({app="web"} |= "502" [5m]))',
      'rate({app="web"}[1m])',
      'topk(5, sum(rate({app="web"}[1m])))',
    ])
      await refused(source().count(question(text)), "usage", /I count the lines myself/, [AUTH]);
    assert.equal(
      (await source().count(question("call(arg) failed [retry]"))).count,
      0,
      "words with brackets are words",
    );
  });

  it("says what to do where a label has more values than it allows", async () => {
    const lines = Array.from({ length: 600 }, (_, index) => ({
      ...{ atMs: NOW_MS - 60_000 + index, program: "nginx", severity: "Info" },
      ...{ host: `web-${index}`, text: "502" },
    }));
    const crowd = await createLokiDemo({ clock: () => NOW_MS, lines: givenLines(lines) });
    try {
      const asked = source({ LOKI_URL: crowd.url }).count(question("502", { by: "host" }));
      await refused(asked, "usage", /more different values of host than it allows/, [AUTH]);
      assert.equal((await source({ LOKI_URL: crowd.url }).count(question("502"))).count, 600);
    } finally {
      await crowd.close();
    }
  });

  describe("says what is wrong", () => {
    const failing = (text: string, code: Failure["code"], words: RegExp, changes = {}, more = {}) =>
      refused(source(changes).count(question(text, more)), code, words, [AUTH, "correct-horse"]);

    it("with the query", async () => {
      server.failNext({ delayMs: 60 });
      await failing('{env="prod"', "usage", /cannot read that query: parse error at line 1, col \d+: syntax error/);
      await failing("{}", "usage", /at least one regexp or equality matcher/);
      await failing("502", "usage", /not a label/, {}, { by: "host-name" });
      await failing("502", "usage", /exceeds the limit/, {}, { fromMs: NOW_MS - 40 * 24 * HOUR_MS });
    });

    it("when plain words have no streams to be looked for in", async () => {
      const words = logsOf(loki, { LOKI_URL: server.url, LOKI_AUTH: AUTH, LOKI_TENANT: "team-a" });
      await refused(words.count(question("502")), "usage", /LOKI_SELECTOR/, [AUTH]);
      assert.ok((await words.count(question('{env="prod"} |= "502"'))).count > 0);
    });

    it("with the key, the tenant, the address", async () => {
      await failing("502", "credentials", /LOKI_AUTH/, { LOKI_AUTH: "drm:wrong" });
      const noTenant = logsOf(loki, { LOKI_URL: server.url, LOKI_AUTH: AUTH, LOKI_SELECTOR: SELECTOR });
      await refused(noTenant.count(question("502")), "credentials", /LOKI_TENANT/, [AUTH]);
      await failing("502", "not_found", /does not know/, { LOKI_URL: `${server.url}/elsewhere` });
      await failing("502", "unavailable", /cannot be reached/, { LOKI_URL: "http://127.0.0.1:9" });
    });

    it("when it is in trouble, or something else answers", async () => {
      server.failNext({ status: 500, body: "<html>oops</html>", contentType: "text/html" });
      await failing("502", "upstream", /trouble of its own/);
      server.failNext({ status: 429, body: "too many outstanding requests" });
      await failing("502", "rate_limited", /slow down/);
      server.failNext({ status: 200, body: "<html>Sign in</html>", contentType: "text/html" });
      await failing("502", "upstream", /login page/);
    });
  });

  it("gives up with a clear word when nothing is answered", async () => {
    server.failNext({ delayMs: 2_000 }, { delayMs: 2_000 }, { delayMs: 2_000 });
    const options = { base: new URL(server.url), selector: SELECTOR, explore: undefined, datasource: "loki" };
    const slow = createLoki(options, impatient("Loki"));
    await refused(slow.count(question("502")), "timeout", /did not answer within/, [AUTH]);
  });

  it("opens the same lines in Explore, absolute times; nowhere without Grafana's address", () => {
    assert.equal(source().link(question("502")), undefined);
    const link = source({ LOKI_LINK_URL: "https://grafana.example.com/g", LOKI_LINK_DATASOURCE: "P8E8" }).link(
      question("502"),
    );
    const url = new URL(link ?? "");
    assert.equal(`${url.origin}${url.pathname}`, "https://grafana.example.com/g/explore");
    const { drm } = JSON.parse(url.searchParams.get("panes") ?? "");
    assert.deepEqual(drm.range, { from: String(NOW_MS - HOUR_MS), to: String(NOW_MS) });
    assert.deepEqual([drm.datasource, drm.queries[0].expr], ["P8E8", '{env="prod"} |= "502"']);
  });

  it("checks its settings", () => {
    const unset = Object.fromEntries(Object.keys(loki.settings).map((name) => [name, undefined]));
    const problems = (set: Readonly<Record<string, string>>) =>
      loki.check?.({ ...unset, ...set } as Parameters<NonNullable<typeof loki.check>>[0]) ?? [];
    assert.deepEqual(problems({ LOKI_URL: "https://loki.example.com", LOKI_SELECTOR: SELECTOR }), []);
    assert.deepEqual(problems({ LOKI_URL: "https://l.example", LOKI_SELECTOR: '{app=~"a{2}|b}"}' }), []);
    for (const wrong of ["env=prod", "{}", "{ }", '{app="a"} |= "x"', '{app="a'])
      assert.match(problems({ LOKI_URL: "https://l.example", LOKI_SELECTOR: wrong }).join(), /one selector/, wrong);
    assert.match(problems({ LOKI_SELECTOR: SELECTOR }).join(), /LOKI_URL is not/);
    assert.match(problems({ LOKI_URL: "loki.example" }).join(), /not an http/);
  });
});
