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
    assert.equal(server.calls.at(-1)?.query.get("query")?.includes(JSON.stringify(inside.trim())), true);
  });

  it("says zero, exactly, where nothing is", async () => {
    const found = await source().count(question("no such words"));
    assert.deepEqual([found.count, found.exact, sum(found.values), found.lines.length], [0, true, 0, 0]);
    assert.equal(found.values.length, 60);
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
    assert.match(problems({ LOKI_URL: "https://l.example", LOKI_SELECTOR: "env=prod" }).join(), /one selector/);
    assert.match(problems({ LOKI_SELECTOR: SELECTOR }).join(), /LOKI_URL is not/);
    assert.match(problems({ LOKI_URL: "loki.example" }).join(), /not an http/);
  });
});
