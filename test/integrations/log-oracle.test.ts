import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import type { LogCount, LogQuestion, LogSource } from "../../src/core/measure.ts";
import { createElasticsearchDemo } from "../../src/demo/metrics/elasticsearch.ts";
import { type DemoLine, givenLines } from "../../src/demo/metrics/log-lines.ts";
import type { LogServer } from "../../src/demo/metrics/log-server.ts";
import { createLokiDemo } from "../../src/demo/metrics/loki.ts";
import { createPapertrailDemo } from "../../src/demo/metrics/papertrail.ts";
import { createSolarWindsDemo } from "../../src/demo/metrics/solarwinds.ts";
import elasticsearch from "../../src/integrations/elasticsearch.ts";
import loki from "../../src/integrations/loki.ts";
import papertrail from "../../src/integrations/papertrail.ts";
import solarwinds from "../../src/integrations/solarwinds.ts";
import { HOUR_MS, logsOf, NOW_MS, question } from "./log-kit.ts";

const DAY_MS = 24 * HOUR_MS;
const WORDS = ["502", "timeout", "status", "GET", "é", "retry-after", "日本"];
const HOSTS = ["web-1", "web-2", "db-1", "", "edge"];

/** The same numbers at every run. */
const dice = (seed: number) => {
  let state = seed >>> 0;
  const roll = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const below = (most: number): number => Math.floor(roll() * most);
  return { below, of: <T>(all: readonly T[]): T => all[below(all.length)] as T };
};

/** 3,000 lines of a day, in bursts, some at the same millisecond; on whole seconds where a source knows no others. */
const lines: readonly DemoLine[] = (() => {
  const { below, of } = dice(20_261_121);
  return Array.from({ length: 3_000 }, (_, index) => {
    const atMs = NOW_MS - DAY_MS + (below(4) === 0 ? 61_000 * below(20) : below(DAY_MS));
    const text = `${of(WORDS)} ${of(WORDS)} n${index.toString(2)}`;
    return { atMs, host: of(HOSTS) || "nameless", program: of(["nginx", "app"]), severity: "Info", text };
  });
})();
const wholeSeconds = lines.map((line) => ({ ...line, atMs: Math.floor(line.atMs / 1_000) * 1_000 }));

interface Kit {
  readonly name: string;
  readonly source: () => LogSource;
  readonly lines: readonly DemoLine[];
  readonly by: readonly (keyof DemoLine)[];
  readonly servers: readonly LogServer[];
}

/** Counted by hand, line by line. */
const assertCounted = (found: LogCount, asked: LogQuestion, word: string, kit: Kit): void => {
  const holds = ({ atMs, text }: DemoLine) => atMs >= asked.fromMs && atMs < asked.toMs && text.includes(word);
  const there = kit.lines.filter(holds);
  const about = `${kit.name} ${word} ${asked.by} [${asked.fromMs}, ${asked.toMs}) of ${asked.points}: ${found.how}`;
  assert.deepEqual([found.count, found.exact], [there.length, true], about);
  const { timesMs, stepMs } = found;
  const stretches = timesMs.map((at) => there.filter(({ atMs }) => atMs >= at && atMs < at + stepMs).length);
  assert.deepEqual(found.values, stretches, about);
  assert.ok(timesMs.length <= Math.max(1, asked.points), about);
  const names = Map.groupBy(there, (line) => (asked.by === undefined ? "" : String(line[asked.by as "host"])));
  const groups = asked.by === undefined ? [] : [...names].map(([name, own]) => [name, own.length] as const);
  assert.deepEqual(new Map(found.groups.map(({ name, count }) => [name, count])), new Map(groups), about);
  for (const { name, values } of found.groups)
    assert.deepEqual(
      values,
      timesMs.map((at) => (names.get(name) ?? []).filter(({ atMs }) => atMs >= at && atMs < at + stepMs).length),
      about,
    );
  const newest = [...there].sort((a, b) => b.atMs - a.atMs).slice(0, 3);
  assert.deepEqual(
    found.lines.map(({ atMs }) => atMs),
    newest.map(({ atMs }) => atMs),
    about,
  );
};

describe("counts of lines, against counting by hand", () => {
  const kits: Kit[] = [];
  before(async () => {
    const shared = { clock: () => NOW_MS + 5_000, lines: givenLines(lines) };
    const seconds = { ...shared, lines: givenLines(wholeSeconds), token: "t" };
    const lokiDemo = await createLokiDemo(shared);
    const search = await createElasticsearchDemo(shared);
    const pt = [
      await createPapertrailDemo(seconds),
      await createPapertrailDemo({ ...seconds, examined: 313 }),
      await createPapertrailDemo({ ...seconds, examined: 401, forward: true }),
    ];
    const newest = await createSolarWindsDemo({ ...shared, token: "t" });
    const oldest = await createSolarWindsDemo({ ...shared, token: "t", backward: "oldest" });
    const paged = (server: LogServer, name: string) => ({
      ...{ name, lines, by: ["host", "program"] as const, servers: [server] },
      source: () => logsOf(solarwinds, { SOLARWINDS_TOKEN: "t", SOLARWINDS_URL: server.url }),
    });
    kits.push(
      {
        ...{ name: "Loki", lines, by: ["host"], servers: [lokiDemo] },
        source: () => logsOf(loki, { LOKI_URL: lokiDemo.url, LOKI_SELECTOR: '{env="prod"}' }),
      },
      {
        ...{ name: "Elasticsearch", lines, by: ["host", "program"], servers: [search] },
        source: () => logsOf(elasticsearch, { ELASTICSEARCH_URL: search.url }),
      },
      ...pt.map((server, place) => ({
        ...{ name: `Papertrail ${place}`, lines: wholeSeconds, by: ["host", "program"] as const, servers: [server] },
        source: () => logsOf(papertrail, { PAPERTRAIL_API_TOKEN: "t", PAPERTRAIL_URL: server.url }),
      })),
      paged(newest, "SolarWinds"),
      paged(oldest, "SolarWinds, oldest first"),
    );
  });
  after(() => Promise.all(kits.flatMap(({ servers }) => servers.map((server) => server.close()))));

  it("agrees for ranges, words, names and numbers of columns by chance", async () => {
    for (const [place, kit] of kits.entries()) {
      const { below, of } = dice(place + 7);
      for (let round = 0; round < 25; round += 1) {
        const fromMs = NOW_MS - DAY_MS + below(DAY_MS - 60_000);
        const toMs = Math.min(NOW_MS, fromMs + 1 + below(of([30_000, HOUR_MS, DAY_MS])));
        const word = of(WORDS);
        const by = of([undefined, ...kit.by]);
        const asked = question(`"${word}"`, { fromMs, toMs, points: of([1, 7, 60, 180]), by });
        const found = await kit.source().count(asked);
        if (found.silent === undefined) assertCounted(found, asked, word, kit);
        else assert.ok(!kit.lines.some(({ atMs }) => atMs >= fromMs && atMs < toMs), `${kit.name}: ${found.silent}`);
      }
    }
  });

  it("adds up: ranges that meet are the whole, wherever they meet", async () => {
    for (const kit of kits) {
      const { below } = dice(99);
      const meetsMs = NOW_MS - DAY_MS + below(DAY_MS);
      const counts = await Promise.all(
        [
          [NOW_MS - DAY_MS, NOW_MS],
          [NOW_MS - DAY_MS, meetsMs],
          [meetsMs, NOW_MS],
        ].map(async ([fromMs = 0, toMs = 0]) => (await kit.source().count(question('"502"', { fromMs, toMs }))).count),
      );
      assert.equal((counts[1] ?? 0) + (counts[2] ?? 0), counts[0], kit.name);
    }
  });
});
