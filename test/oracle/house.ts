import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createLog } from "../../src/app/log.ts";
import type { Collected } from "../../src/core/integration.ts";
import type { Store } from "../../src/core/store.ts";
import { createPagerDuty } from "../../src/demo/pagerduty/index.ts";
import type { Account } from "../../src/demo/pagerduty/model.ts";
import { connect } from "../../src/integrations/pagerduty/connect.ts";
import { openStore } from "../../src/store/index.ts";

const NOTHING = { incidents: [], facts: [], people: [] };
const SOURCE = "pagerduty";
const OVERLAP_MS = 10 * 60_000;
/** A folder in memory, where there is one: nothing here has to outlive a crash, and a disk takes its time for each commit. */
const MEMORY = "/dev/shm";

/** The real path from a stand-in account to the store, and the same account's REST API. */
export interface House {
  readonly store: Store;
  readonly url: string;
  readonly token: string;
  /**
   * Puts another account in the place of the one before, empties the store and collects since then, in one poll or in
   * two that overlap; of what is handed over `atOnce` batches are stored together.
   */
  collect(
    account: Account,
    sinceMs: number,
    nowMs: number,
    how: { readonly atOnce: number; readonly twice: boolean },
  ): Promise<void>;
  close(): Promise<void>;
}

/** Empties every table but the list of migrations. */
const emptyTables = (file: string): void => {
  const database = new DatabaseSync(file, { timeout: 5_000 });
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
  database.exec("begin immediate");
  for (const { name } of tables) if (!/^sqlite_|migration/.test(String(name))) database.exec(`delete from "${name}"`);
  database.exec("commit");
  database.close();
};

/** Batches, up to `most` of them as one: fewer commits. What spans of duties say of days in a row, one span says. */
async function* together(batches: AsyncIterable<Collected>, most: number): AsyncGenerator<Collected> {
  let sum: Collected = NOTHING;
  let count = 0;
  for await (const { incidents, facts, people, duties, planned } of batches) {
    const before = sum.duties;
    if (count === most || (before && duties && before.toMs !== duties.fromMs)) {
      yield sum;
      sum = NOTHING;
      count = 0;
    }
    const joined = sum.duties && duties ? { ...duties, fromMs: sum.duties.fromMs } : (duties ?? sum.duties);
    sum = {
      incidents: [...sum.incidents, ...incidents],
      facts: [...sum.facts, ...facts],
      people: [...sum.people, ...people],
      duties: joined && { ...joined, duties: [...(sum.duties?.duties ?? []), ...(duties?.duties ?? [])] },
      planned: planned ? [...(sum.planned ?? []), ...planned] : sum.planned,
    };
    count += 1;
  }
  yield sum;
}

/** Opens a stand-in that listens, an integration that asks it, and a store in a folder of its own. */
export const openHouse = async (): Promise<House> => {
  let nowMs = Date.UTC(2026, 0, 1);
  const clock = (): number => nowMs;
  const log = createLog("fatal");
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), "drm-oracle-"));
  const file = join(folder, "drm.db");
  const standIn = await createPagerDuty({ clock, weeks: 0, perMinute: 1e9 });
  const store = await openStore({ file, clock, log });
  const ending = new AbortController();
  const settings = { PAGERDUTY_TOKEN: standIn.token, PAGERDUTY_URL: standIn.url };
  const unset = {
    ...{ PAGERDUTY_WEBHOOK_SECRETS: undefined, PAGERDUTY_WEBHOOK_TOKEN: undefined, PAGERDUTY_REGION: undefined },
    ...{ PAGERDUTY_ROUTING_KEY: undefined, PAGERDUTY_PAGE_SERVICE: undefined, PAGERDUTY_EVENTS_URL: undefined },
  };
  const connection = { clock, log, signal: ending.signal };
  return {
    store,
    url: standIn.url,
    token: standIn.token,
    async collect(account, sinceMs, atMs, { atOnce, twice }) {
      nowMs = atMs;
      Object.assign(standIn.account, account);
      emptyTables(file);
      const lease = await store.leases.take("collect", "oracle", 60_000);
      const collect = connect({ ...unset, ...settings }, connection)?.collect;
      if (!lease || !collect) throw new Error("nothing collects");
      const cutMs = Math.floor((sinceMs + nowMs) / 2);
      const whole = { fromMs: sinceMs, toMs: nowMs };
      const parts = [
        { ...whole, toMs: cutMs },
        { ...whole, fromMs: cutMs - OVERLAP_MS },
      ];
      for (const window of twice ? parts : [whole])
        for await (const batch of together(collect.collect(window), atOnce))
          await store.collected(lease, batch, { source: SOURCE });
      await store.collected(lease, NOTHING, { source: SOURCE, cursor: "done", sinceMs, untilMs: nowMs });
    },
    async close() {
      ending.abort();
      await store.close();
      await standIn.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
