import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import { type DemoLine, givenLines } from "../../src/demo/metrics/log-lines.ts";
import type { LogServer } from "../../src/demo/metrics/log-server.ts";
import { createPapertrailDemo, type PapertrailDemoOptions } from "../../src/demo/metrics/papertrail.ts";
import papertrail from "../../src/integrations/papertrail.ts";
import { assertExact, byField, HOUR_MS, held, inStretches, logsOf, NOW_MS, question, sum } from "./log-kit.ts";
import { refused } from "./pager-setup.ts";

const TOKEN = "pt-correct-horse";

/** So many lines of one kind, evenly over the last hour, on whole seconds. */
const many = (count: number): readonly DemoLine[] =>
  Array.from({ length: count }, (_, index) => ({
    atMs: NOW_MS - HOUR_MS + Math.floor((index * 3600) / count) * 1000,
    host: `web-${index % 3}`,
    program: "nginx",
    severity: "Error",
    text: `line ${index} status=502`,
  }));

const withServer = async (options: Partial<PapertrailDemoOptions>, use: (server: LogServer) => Promise<void>) => {
  const server = await createPapertrailDemo({ clock: () => NOW_MS, token: TOKEN, ...options });
  try {
    await use(server);
  } finally {
    await server.close();
  }
};
const source = ({ url }: LogServer, clock?: () => number, token = TOKEN) =>
  logsOf(papertrail, { PAPERTRAIL_API_TOKEN: token, PAPERTRAIL_URL: url }, clock);
const seconds = (lines: readonly DemoLine[]): readonly DemoLine[] =>
  lines.map((line) => ({ ...line, atMs: Math.floor(line.atMs / 1000) * 1000 }));

describe("Papertrail's search", () => {
  let server: LogServer;
  before(async () => {
    server = await createPapertrailDemo({ clock: () => NOW_MS, token: TOKEN });
  });
  after(() => server.close());

  it("counts a page exactly, over time, with the newest three lines", async () => {
    const found = await source(server).count(question('"status=502"'));
    assertExact(found, seconds(held("status=502")));
    assert.match(found.how, /^1 page, \d+ lines read$/);
  });

  it("counts apart by host and by program, and by nothing else", async () => {
    for (const by of ["host", "program"] as const) {
      const found = await source(server).count(question("502", { by }));
      const lines = held("502");
      assert.deepEqual(
        found.groups.map(({ name, count }) => [name, count]),
        byField(lines, by),
      );
      for (const { count, values } of found.groups) assert.equal(sum(values), count);
    }
    await refused(source(server).count(question("502", { by: "rack" })), "usage", /host, program or severity/, [TOKEN]);
  });

  it("pages backward until the beginning, each line once", () =>
    withServer({ lines: givenLines(many(12_345)) }, async (paged) => {
      const found = await source(paged).count(question("502", { by: "host" }));
      assert.deepEqual([found.count, found.exact, found.how], [12_345, true, "3 pages, 12,345 lines read"]);
      assert.deepEqual(found.values, inStretches(many(12_345), found));
      assert.deepEqual(
        found.groups.map(({ count }) => count),
        [4115, 4115, 4115],
      );
      assert.equal(paged.calls.length, 3);
      assert.deepEqual([paged.calls[1]?.query.get("max_time"), paged.calls[1]?.query.get("tail")], [null, "false"]);
    }));

  it("goes on where a search ran out of its own five seconds", () =>
    withServer({ lines: givenLines(many(3_000)), examined: 700 }, async (slow) => {
      const found = await source(slow).count(question('"status=502"'));
      assert.deepEqual([found.count, found.exact], [3_000, true]);
      assert.ok(slow.calls.length >= 5);
      assert.equal((await source(slow).count(question("nothing"))).count, 0);
    }));

  it("says at least so many after its last page, and draws only where it looked", () =>
    withServer({ lines: givenLines(many(120_000)) }, async (paged) => {
      const found = await source(paged).count(question("502"));
      assert.ok(found.count > 99_000 && found.count <= 100_000 && !found.exact, `${found.count}`);
      assert.match(found.how, /^20 pages, [\d,]+ lines read; stopped after 20 pages$/);
      assert.equal(found.values[0], null);
      const looked = found.values.flatMap((value, index) => (value === null ? [] : [[index, value] as const]));
      assert.ok(looked.length >= 48 && looked.every(([, value]) => value === 2_000));
      assert.equal(looked.at(-1)?.[0], 59);
    }));

  it("says at least so many after ten seconds", () =>
    withServer({ lines: givenLines(many(60_000)) }, async (paged) => {
      let now = NOW_MS;
      const found = await source(paged, () => (now += 1_300)).count(question("502"));
      assert.equal(found.exact, false);
      assert.match(found.how, /stopped after 10 s$/);
      assert.ok(paged.calls.length >= 2 && paged.calls.length <= 5, `${paged.calls.length}`);
    }));

  it("says at least so many, and why, when a later page fails", () =>
    withServer({ lines: givenLines(many(12_000)) }, async (paged) => {
      paged.failNext({}, { status: 429, body: "{}" });
      const found = await source(paged).count(question("502"));
      assert.deepEqual([found.count, found.exact], [5_000, false]);
      assert.match(found.how, /stopped there: Papertrail asks us to slow down/);
    }));

  it("says so when the range is older than what is kept", () =>
    withServer({ keepsMs: 30 * 60_000 }, async (short) => {
      const found = await source(short).count(question("502"));
      assert.equal(found.exact, false);
      assert.match(found.how, /the first 30 min are not kept any more/);
      assert.deepEqual([found.values[10], typeof found.values[50]], [null, "number"]);
    }));

  it("says zero, exactly, where nothing is", async () => {
    const found = await source(server).count(question("nosuchword"));
    assert.deepEqual([found.count, found.exact, sum(found.values), found.values.includes(null)], [0, true, 0, false]);
  });

  it("says what is wrong with the key, the address, the answer", async () => {
    const failing = (code: Parameters<typeof refused>[1], words: RegExp, use = source(server)) =>
      refused(use.count(question("502")), code, words, [TOKEN, "wrong-horse"]);
    await failing("credentials", /PAPERTRAIL_API_TOKEN/, source(server, undefined, "wrong-horse"));
    server.failNext({ status: 200, body: "<html>maintenance</html>", contentType: "text/html" });
    await failing("upstream", /cannot read/);
    server.failNext({ status: 500, body: "<html>oops</html>" });
    await failing("upstream", /trouble of its own/);
    server.failNext({ status: 429, body: "{}" });
    await failing("rate_limited", /slow down/);
  });

  it("links to its event viewer at the end of the range", () => {
    const link = logsOf(papertrail, { PAPERTRAIL_API_TOKEN: TOKEN }).link(question('"502" program:nginx'));
    assert.equal(link, `https://papertrailapp.com/events?q=%22502%22+program%3Anginx&time=${NOW_MS / 1000}`);
  });
});
