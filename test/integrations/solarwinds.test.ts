import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import { type DemoLine, givenLines } from "../../src/demo/metrics/log-lines.ts";
import type { LogServer } from "../../src/demo/metrics/log-server.ts";
import { createSolarWindsDemo } from "../../src/demo/metrics/solarwinds.ts";
import solarwinds from "../../src/integrations/solarwinds.ts";
import { assertExact, byField, HOUR_MS, held, inStretches, logsOf, NOW_MS, question, sum } from "./log-kit.ts";
import { refused } from "./pager-setup.ts";

const TOKEN = "swo-correct-horse";
const source = ({ url }: LogServer, token = TOKEN, clock?: () => number) =>
  logsOf(solarwinds, { SOLARWINDS_TOKEN: token, SOLARWINDS_URL: url }, clock);

const many = (count: number): readonly DemoLine[] =>
  Array.from({ length: count }, (_, index) => ({
    atMs: NOW_MS - HOUR_MS + Math.floor((index * HOUR_MS) / count),
    host: "web-1",
    program: "nginx",
    severity: "Error",
    text: `line ${index} status=502`,
  }));

const withLines = async (lines: readonly DemoLine[], use: (server: LogServer) => Promise<void>) => {
  const server = await createSolarWindsDemo({ clock: () => NOW_MS, token: TOKEN, lines: givenLines(lines) });
  try {
    await use(server);
  } finally {
    await server.close();
  }
};

describe("SolarWinds Observability", () => {
  let server: LogServer;
  before(async () => {
    server = await createSolarWindsDemo({ clock: () => NOW_MS, token: TOKEN });
  });
  after(() => server.close());

  it("counts a page exactly, over time and by host, with the newest three lines", async () => {
    const found = await source(server).count(question('"status=502"', { by: "host" }));
    assertExact(found, held("status=502"));
    assert.deepEqual(
      found.groups.map(({ name, count }) => [name, count]),
      byField(held("status=502"), "host"),
    );
  });

  it("follows the pages to the end, each line once", () =>
    withLines(many(4_321), async (paged) => {
      const found = await source(paged).count(question("502"));
      assert.deepEqual([found.count, found.exact, found.how], [4_321, true, "5 pages, 4,321 lines read"]);
      assert.deepEqual(found.values, inStretches(many(4_321), found));
    }));

  it("says at least so many after its last page, and draws only where it looked", () =>
    withLines(many(36_000), async (paged) => {
      const found = await source(paged).count(question("502"));
      assert.deepEqual([found.count, found.exact], [30_000, false]);
      assert.match(found.how, /stopped after 30 pages$/);
      assert.deepEqual(
        found.values.map((value) => value !== null),
        found.timesMs.map((_, index) => index > 10),
      );
    }));

  it("takes the order of pages from the pages: both ends of the range may come first", async () => {
    const paged = async (backward: "newest" | "oldest", count: number, asked = question("502")) => {
      const options = { clock: () => NOW_MS, token: TOKEN, lines: givenLines(many(count)), backward };
      const there = await createSolarWindsDemo(options);
      try {
        return await source(there).count(asked);
      } finally {
        await there.close();
      }
    };
    const whole = await paged("oldest", 4_321);
    assert.deepEqual([whole.count, whole.exact, whole.values], [4_321, true, inStretches(many(4_321), whole)]);
    const part = await paged("oldest", 36_000);
    assert.equal(part.exact, false);
    assert.deepEqual(
      part.values.map((value) => value !== null),
      part.timesMs.map((_, index) => index < 49),
    );
    assert.deepEqual(
      part.values.slice(0, 49),
      inStretches(many(36_000), part).slice(0, 49),
      "no stretch is counted in part",
    );
  });

  it("knows of a lone page from which end of the range it is", async () => {
    for (const backward of ["newest", "oldest"] as const) {
      const options = { clock: () => NOW_MS, token: TOKEN, lines: givenLines(many(3_600)), backward };
      const there = await createSolarWindsDemo(options);
      there.failNext({}, { status: 429, body: "{}" });
      const { count, exact, values } = await source(there).count(question("502"));
      await there.close();
      assert.deepEqual([count, exact], [1_000, false]);
      const ends = [values[0], values.at(-1)];
      assert.deepEqual(backward === "newest" ? ends : ends.toReversed(), [null, 60], backward);
    }
  });

  it("asks for whole seconds and counts milliseconds", () =>
    withLines(many(3_600), async (paged) => {
      const [fromMs, toMs] = [NOW_MS - HOUR_MS / 2 - 250, NOW_MS - 60_000 + 333];
      const found = await source(paged).count(question("502", { fromMs, toMs }));
      assert.equal(found.count, many(3_600).filter(({ atMs }) => atMs >= fromMs && atMs < toMs).length);
      assert.match(paged.calls[0]?.query.get("startTime") ?? "", /^[\dT:-]{19}Z$/);
    }));

  it("counts a line once that stands on two pages", () =>
    withLines([], async (paged) => {
      const log = (id: string) => ({ id, time: new Date(NOW_MS - 60_000).toISOString(), message: "502" });
      const page = (ids: readonly string[], nextPage: string) =>
        ({
          status: 200,
          contentType: "application/json",
          body: JSON.stringify({ logs: ids.map(log), pageInfo: { nextPage } }),
        }) as const;
      paged.failNext(page(["a", "b"], "/v1/logs?skipToken=1"), page(["b", "c"], ""));
      assert.equal((await source(paged).count(question("502"))).count, 3);
    }));

  it("knows zero from no lines at all", async () => {
    await withLines([], async (empty) => {
      assert.equal((await source(empty).count(question("502"))).silent, "");
    });
    assert.equal((await source(server).count(question("nosuchword"))).silent, undefined);
  });

  it("sends its token nowhere else, whatever the next page is called", () =>
    withLines(many(2_500), async (paged) => {
      const early = { time: new Date(NOW_MS - 2 * HOUR_MS).toISOString(), message: "502 of another day" };
      const page = {
        logs: [early],
        pageInfo: { nextPage: "https://elsewhere.example/v1/logs?filter=502&pageSize=1000" },
      };
      paged.failNext({ status: 200, body: JSON.stringify(page), contentType: "application/json" });
      const found = await source(paged).count(question("502"));
      assert.equal(paged.calls[1]?.path, "/v1/logs");
      assert.deepEqual([found.count, sum(found.values)], [2_500, 2_500], "what is not of this time is left out");
    }));

  it("keeps the path of its address, also from page to page", () =>
    withLines(many(1_500), async (paged) => {
      const page = { logs: [], pageInfo: { nextPage: "/v1/logs?skipToken=abc" } };
      paged.failNext({ status: 200, body: JSON.stringify(page), contentType: "application/json" });
      const proxied = logsOf(solarwinds, { SOLARWINDS_TOKEN: TOKEN, SOLARWINDS_URL: `${paged.url}/proxy/` });
      await proxied.count(question("502"));
      assert.deepEqual(
        paged.calls.map(({ path }) => path),
        ["/proxy/v1/logs", "/proxy/v1/logs"],
      );
    }));

  it("says what is wrong with the key", async () => {
    await refused(source(server, "wrong-horse").count(question("502")), "credentials", /SOLARWINDS_TOKEN/, [
      "wrong-horse",
    ]);
    assert.equal(source(server).link(question("502")), undefined);
  });
});
