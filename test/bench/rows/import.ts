import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PLAIN_RULES } from "../../../src/core/rules.ts";
import { createPagerDuty } from "../../../src/demo/pagerduty/index.ts";
import { importHistory } from "../../../src/flows/collect/history.ts";
import { connect } from "../../../src/integrations/pagerduty/connect.ts";
import { openStore } from "../../../src/store/index.ts";
import { settingsFor } from "../../integrations/pagerduty-setup.ts";
import type { Figure } from "../figures.ts";

const API_MS = 50;
const WEEKS = 52;
const DAY_MS = 86_400_000;
const log = { debug() {}, info() {}, warn() {}, error() {} };

interface Imported {
  readonly entries: number;
  readonly seconds: number;
  readonly calls: number;
}

/** A year of the stand-in's account into an empty store; without a rate limit, so that only the waiting counts. */
const importOnce = async (): Promise<Imported> => {
  const dir = mkdtempSync(join(tmpdir(), "drm-bench-import-"));
  const account = await createPagerDuty({ clock: Date.now, weeks: WEEKS, perMinute: 1e9 });
  const store = await openStore({ file: join(dir, "drm.sqlite"), clock: Date.now, log });
  const ending = new AbortController();
  try {
    account.slow(API_MS);
    const connection = { clock: Date.now, log, signal: ending.signal };
    const collect = connect(settingsFor(account.url, account.token), connection)?.collect;
    const lease = await store.leases.take("import", "bench", 10 * 60_000);
    if (!collect || !lease) throw new Error("nothing to import with");
    const ports = { source: "pagerduty", collect, store, rules: PLAIN_RULES, log, clock: Date.now };
    let entries = 0;
    let calls = 0;
    let seen = account.calls.at(-1);
    const startMs = performance.now();
    await importHistory(lease, ports, {
      sinceMs: Date.now() - WEEKS * 7 * DAY_MS,
      stillOurs: async () => true,
      progress: (now) => {
        entries = now.entries;
        // The list of calls is cut at 2,000: what is new is counted as it comes.
        const at = seen === undefined ? -1 : account.calls.lastIndexOf(seen);
        calls += account.calls.length - 1 - at;
        seen = account.calls.at(-1);
      },
    });
    return { entries, seconds: (performance.now() - startMs) / 1000, calls };
  } finally {
    ending.abort();
    await store.close();
    await account.close();
    rmSync(dir, { recursive: true, force: true });
  }
};

/** How quickly history comes in from an API that takes 50 ms for each answer. */
export const importing = async (): Promise<readonly Figure[]> => {
  const rounds = [await importOnce(), await importOnce()];
  const perCall = rounds.map(({ entries, calls }) => entries / calls);
  return [
    {
      what: "history: entries imported a second",
      unit: "/s",
      rounds: rounds.map(({ entries, seconds }) => entries / seconds),
      note: `${rounds[0]?.entries} incidents and log entries of ${WEEKS} weeks; ${API_MS} ms each answer, no rate limit`,
    },
    { what: "  requests a second", unit: "/s", rounds: rounds.map(({ calls, seconds }) => calls / seconds) },
    {
      what: "  within 960 requests a minute",
      unit: "/s",
      rounds: perCall.map((entries) => entries * 16),
      note: "what PagerDuty's rate limit leaves of it, sustained; busier accounts fill their pages and get more",
    },
  ];
};
