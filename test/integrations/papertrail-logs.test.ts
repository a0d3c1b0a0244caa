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

  it("ends where a search examined all of its range, and says nothing of the beginning", () =>
    withServer({ keepsMs: 48 * HOUR_MS }, async (kept) => {
      await source(kept).count(question("502"));
      assert.equal(kept.calls.length, 1);
    }));

  it("follows a search that begins at the oldest end, and draws what it looked at", async () => {
    await withServer({ lines: givenLines(many(12_345)), forward: true }, async (paged) => {
      const found = await source(paged).count(question("502"));
      assert.deepEqual([found.count, found.exact], [12_345, true]);
      assert.deepEqual(
        paged.calls.map(({ query }) => [query.has("min_time"), query.has("min_id"), query.has("max_time")]),
        [
          [true, false, true],
          [false, true, true],
          [false, true, true],
        ],
      );
    });
    await withServer({ lines: givenLines(many(120_000)), forward: true }, async (paged) => {
      const { exact, values } = await source(paged).count(question("502"));
      assert.deepEqual([exact, values.at(-1), values[0]], [false, null, 2_000]);
    });
  });

  it("counts each line in one of two ranges that meet, also within a second", async () => {
    const [line] = held("502");
    const meetsMs = Math.floor((line?.atMs ?? 0) / 1_000) * 1_000 + 437;
    const [all, before, after] = await Promise.all([
      source(server).count(question("502")),
      source(server).count(question("502", { toMs: meetsMs })),
      source(server).count(question("502", { fromMs: meetsMs })),
    ]);
    assert.equal(before.count + after.count, all.count);
  });

  it("counts a line once that stands on two pages, and every line whose number lost digits", () =>
    withServer({}, async (twice) => {
      const event = (id: string | number, second: number) => ({
        ...{ id, received_at: new Date(NOW_MS - second * 1_000).toISOString(), message: "502" },
        ...{ source_name: "web-1", hostname: "web-1", program: "nginx", severity: "Info" },
      });
      const page = (events: readonly object[], more: object) =>
        ({ status: 200, contentType: "application/json", body: JSON.stringify({ events, ...more }) }) as const;
      twice.failNext(
        page([event("12", 2), event("13", 1)], { min_id: "12", reached_record_limit: true }),
        page([event("11", 3), event("12", 2)], { min_id: "11" }),
      );
      assert.equal((await source(twice).count(question("502"))).count, 3);
      twice.failNext(page([event(1e18, 2), event(1e18, 1)], { min_id: "1" }));
      assert.equal((await source(twice).count(question("502"))).count, 2);
    }));

  it("knows zero from an account that got no line at all", async () => {
    await withServer({ lines: givenLines([]) }, async (empty) => {
      assert.equal((await source(empty).count(question("502"))).silent, "");
      assert.equal(empty.calls.at(-1)?.query.has("q"), false);
    });
    assert.equal((await source(server).count(question("nosuchword"))).silent, undefined);
    await withServer({ lines: givenLines([]) }, async (empty) => {
      const none = (more: object) => ({ status: 200, body: JSON.stringify({ events: [], ...more }) });
      for (const second of [none({ reached_time_limit: true }), { status: 500, body: "" }]) {
        empty.failNext(none({}), second);
        const { count, exact, silent } = await source(empty).count(question("502"));
        assert.deepEqual([count, exact, silent], [0, true, undefined], "nobody knows");
      }
    });
  });

  it("says that names are of what was read, where that is not all; and that there are more of them", () =>
    withServer({ lines: givenLines(many(12_000)) }, async (paged) => {
      paged.failNext({}, { status: 429, body: "{}" });
      assert.match(
        (await source(paged).count(question("502", { by: "host" }))).how,
        /; by host: of these lines alone$/,
      );
      const crowd = many(300).map((line, index) => ({ ...line, host: `web-${index % 60}` }));
      await withServer({ lines: givenLines(crowd) }, async (many) => {
        assert.match((await source(many).count(question("502", { by: "host" }))).how, /; the 50 largest of 60 hosts$/);
      });
    }));

  it("waits a little longer than the five seconds after which a search tells what it found", () =>
    withServer({}, async (slow) => {
      slow.failNext({ delayMs: 5_300 });
      assert.ok((await source(slow).count(question("502"))).count > 0);
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
