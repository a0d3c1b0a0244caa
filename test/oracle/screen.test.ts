import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { ask, collectHistory } from "../../src/app/ask.ts";
import { createLog } from "../../src/app/log.ts";
import { openParts, type Parts } from "../../src/app/parts.ts";
import { reportNow } from "../../src/app/reports.ts";
import { accountSettings, startAccount } from "../../src/cli/demo-account.ts";
import { type Config, readConfig } from "../../src/config.ts";
import type { ChartSpec } from "../../src/core/chart.ts";
import type { GraphData } from "../../src/core/graph/data.ts";
import { STATISTICS } from "../../src/core/stats/index.ts";
import type { StatisticName, StatisticOf } from "../../src/core/stats/statistic.ts";
import type { StatsQuery } from "../../src/core/stats.ts";
import type { VerdictTag } from "../../src/core/verdict.ts";
import type { PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { sayOfHistory } from "../../src/demo/said-of-history.ts";
import { loadPage } from "../../src/flows/snapshot.ts";
import { NAIVE } from "./naive.ts";
import { readRaw } from "./raw.ts";
import { rowsOf } from "./raw-rows.ts";

const NOW_MS = Date.parse("2026-11-18T13:23:00Z");
const SAID = [
  "stats this week",
  "stats last month team:payments",
  "stats load",
  "stats load last 4 weeks service:billing",
  "stats nights last 4 weeks",
  "stats nights person:me last 4 weeks",
  "stats fairness last 4 weeks",
  "stats response last 4 weeks",
  "stats response yesterday",
  "stats noise last 4 weeks",
  "stats services last week",
  "stats availability last 4 weeks",
  "stats person me last 4 weeks",
  "stats compare last week with this week",
  "next",
  "report last week",
];

type Stats = GraphData["stats"];
interface Screen {
  readonly text: string;
  readonly spec: ChartSpec | undefined;
}

describe("what the seeded account's screens show", () => {
  const clock = (): number => NOW_MS;
  const folder = mkdtempSync(join(tmpdir(), "drm-screen-"));
  const ports = { clock, log: createLog("fatal"), signal: new AbortController().signal };
  let account: PagerDuty;
  let config: Config;
  let parts: Parts;
  let naive: Stats;

  before(async () => {
    account = await startAccount(clock);
    config = readConfig(accountSettings(account, folder), { slack: false });
    parts = await openParts(config, ports);
    await collectHistory(parts, config, ports);
    const verdicts = new Map<string, VerdictTag>();
    const { verdicts: kept } = parts.store;
    const set: typeof kept.set = (verdict) => {
      verdicts.set(verdict.incidentId.replace("pagerduty:", ""), verdict.tag);
      return kept.set(verdict);
    };
    await sayOfHistory({ incidents: parts.store.incidents, verdicts: { ...kept, set } }, NOW_MS);
    const sinceMs = NOW_MS - config.historyMs;
    const raw = await readRaw(account.url, account.token, sinceMs, NOW_MS);
    const rows = rowsOf(raw, verdicts, sinceMs, NOW_MS);
    naive = async <K extends StatisticName>(name: K, query: StatsQuery): Promise<StatisticOf[K]> => {
      const { read, notes } = await parts.store.stats(name, query);
      return { ...NAIVE[name](rows, query, STATISTICS[name].window(query)), read, notes };
    };
  });
  after(async () => {
    await parts.close();
    await account.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const screenOf = async (words: string, stats: Stats): Promise<Screen> => {
    let spec: ChartSpec | undefined;
    const viewed: Parts = {
      ...parts,
      contextFor: (asker, said) =>
        Object.create(parts.contextFor(asker, said), {
          stats: { value: stats },
          report: { value: reportNow({ ...parts, store: { ...parts.store, stats } }) },
        }),
      async snapshot({ graph, query }, asked) {
        const data = { ...parts.snapshots.data, stats };
        spec = await loadPage({ ...parts.snapshots, data }, graph, query);
        return { id: "1", graph, query: query.toString(), spec, png: new Uint8Array(), atMs: NOW_MS, ...asked };
      },
    };
    const { text } = await ask(words, viewed, config, ports, "ana.kovac@northwind.example");
    return { text, spec };
  };

  for (const words of SAID)
    it(`equals what is counted by hand: ${words}`, async () => {
      const { store } = parts;
      const shown = await screenOf(words, (name, query) => store.stats(name, query));
      const counted = await screenOf(words, naive);
      assert.match(shown.text, /\d/);
      assert.equal(shown.text, counted.text);
      assert.deepEqual(shown.spec, counted.spec);
    });
});
