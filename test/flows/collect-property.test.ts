import { strict as assert } from "node:assert";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe, it } from "node:test";
import { FACT_KINDS, type Fact } from "../../src/core/fact.ts";
import type { Collect, Collected } from "../../src/core/integration.ts";
import type { Log } from "../../src/core/log.ts";
import { PLAIN_RULES } from "../../src/core/rules.ts";
import type { Store } from "../../src/core/store.ts";
import { type CollectOptions, collectOnce } from "../../src/flows/collect.ts";
import { createHeld, type Held, isLost } from "../../src/flows/held.ts";
import { openStore } from "../../src/store/index.ts";
import { type Chance, createChance } from "../oracle/random.ts";

const MIN_MS = 60_000;
const HOUR_MS = 60 * MIN_MS;
const SLICE_MS = 6 * HOUR_MS;
const OVERLAP_MS = 10 * MIN_MS;
const START_MS = Date.UTC(2026, 10, 16, 10);
const NOTHING: Collected = { incidents: [], facts: [], people: [] };
const MEMORY = "/dev/shm";
const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** The process ended here. */
class Crash extends Error {}

/** What happened at the source, and from when on its API shows it. */
interface Told {
  readonly fact: Fact;
  readonly shownMs: number;
}

/** One of two processes on the same data. */
interface Replica {
  readonly store: Store;
  holder: string;
  held: Held;
}

/** One random schedule of polls, and what came of it. */
interface Run {
  readonly source: string;
  readonly chance: Chance;
  readonly time: { nowMs: number };
  readonly all: readonly Told[];
  readonly replicas: readonly [Replica, Replica];
  /** Ids in the order they were stored or sent. */
  readonly stored: string[];
  readonly sent: string[];
  /** Stored when the first run ended: history, which no output hears of. */
  history: ReadonlySet<string> | undefined;
  /** Stored by a process that ended before it could send them. */
  readonly lost: Set<string>;
  /** Probability of trouble at each await. */
  trouble: number;
}

const createTold = (chance: Chance, source: string): readonly Told[] =>
  Array.from({ length: chance.int(0, 90) }, (_, index) => {
    const atMs = START_MS + Math.floor(chance.next() * 9 * HOUR_MS);
    const fact: Fact = {
      source,
      id: `R${index}`,
      kind: chance.pick(FACT_KINDS),
      atMs,
      incidentKey: `Q${chance.int(1, 9)}`,
      service: "api",
      teams: [],
    };
    return { fact, shownMs: atMs + (chance.is(0.6) ? chance.int(0, OVERLAP_MS - 1) : 0) };
  });

/** The source's API: a slice of six hours after another, each in a few pages, told at the moment it is asked. */
const createSource = (run: Run, hiccup: () => Promise<void>): Collect => ({
  async *collect({ fromMs, toMs }) {
    const { chance, time } = run;
    for (let startMs = fromMs; startMs < toMs; startMs += SLICE_MS) {
      await hiccup();
      const endMs = Math.min(startMs + SLICE_MS, toMs);
      const facts = run.all
        .filter(({ fact, shownMs }) => fact.atMs >= startMs && fact.atMs < endMs && shownMs <= time.nowMs)
        .map(({ fact }) => fact);
      const size = chance.int(3, 20);
      for (let index = 0; index < facts.length; index += size) {
        time.nowMs += chance.int(0, MIN_MS);
        yield { ...NOTHING, facts: facts.slice(index, index + size) };
        await hiccup();
      }
      yield { ...NOTHING, doneUntilMs: endMs };
    }
  },
});

/** The store as a process sees that may end before, amid and after each write, or be put aside for a while. */
const createFragile = (run: Run, { store }: Replica, hiccup: () => Promise<void>, pending: Set<string>): Store => {
  const { chance } = run;
  const write = async (...given: Parameters<Store["collected"]>) => {
    const answer = await store.collected(...given);
    for (const { id } of answer.facts) {
      run.stored.push(id);
      pending.add(id);
    }
    if (given[2].cursor !== undefined && given[2].source === run.source) run.history ??= new Set(run.stored);
    return answer;
  };
  return {
    ...store,
    async collected(lease, batch, options) {
      await hiccup();
      if (batch.facts.length > 1 && chance.is(run.trouble / 3)) {
        await write(lease, { ...batch, facts: batch.facts.slice(0, chance.int(1, batch.facts.length - 1)) }, options);
        throw new Crash();
      }
      const answer = await write(lease, batch, options);
      await hiccup();
      return answer;
    },
    async cursor(source) {
      await hiccup();
      return store.cursor(source);
    },
    async people(source) {
      await hiccup();
      return store.people(source);
    },
  };
};

const restart = (run: Run, replica: Replica, holder: string): void => {
  const clock = (): number => run.time.nowMs;
  Object.assign(replica, {
    holder,
    held: createHeld(replica.store.leases, clock, `collect:${run.source}`, holder, HOUR_MS),
  });
};

/** One poll of one process, if it gets the lease; `nested` while the other is put aside in the middle of its own. */
const poll = async (run: Run, replica: Replica, nested = false): Promise<void> => {
  const { chance, time, source } = run;
  const pending = new Set<string>();
  const hiccup = async (): Promise<void> => {
    if (chance.is(run.trouble)) throw new Crash();
    if (nested || !chance.is(run.trouble)) return;
    const other = run.replicas.find((one) => one !== replica) ?? replica;
    if (chance.is(0.7)) await replica.store.leases.reclaim((holder) => holder === replica.holder);
    await poll(run, other, true);
  };
  const options: CollectOptions = {
    ...{ source, everyMs: HOUR_MS, firstMs: 26 * HOUR_MS, overlapMs: OVERLAP_MS, holder: replica.holder },
    ...{ log: quiet, clock: () => time.nowMs, plan: () => [], rules: PLAIN_RULES },
    tally: { count: () => undefined, time: () => undefined },
    collect: createSource(run, hiccup),
    store: createFragile(run, replica, hiccup, pending),
    outputs: {
      facts(fresh) {
        run.sent.push(...fresh.map(({ id }) => id));
        pending.clear();
      },
    },
  };
  const lease = await replica.held.get();
  if (!lease) return;
  try {
    await collectOnce(lease, options, async () => (await replica.held.get()) !== undefined);
  } catch (error) {
    if (isLost(error)) replica.held.lost();
    else if (!(error instanceof Crash)) throw error;
    else restart(run, replica, chance.is(0.5) ? replica.holder : `${source}:${chance.next()}`);
    for (const id of pending) run.lost.add(id);
  }
};

/** Polls at random moments with random trouble, then a quiet one long after. */
const live = async (run: Run): Promise<void> => {
  const { chance, time, replicas } = run;
  const gone = (): Promise<number> => replicas[0].store.leases.reclaim((holder) => holder.startsWith(run.source));
  for (let count = chance.int(1, 6); count > 0; count -= 1) {
    time.nowMs += chance.int(MIN_MS, 3 * HOUR_MS);
    const first = chance.pick(replicas);
    if (chance.is(0.3)) await Promise.all(replicas.map((replica) => poll(run, replica)));
    else await poll(run, first);
    if (chance.is(0.5)) await gone();
  }
  run.trouble = 0;
  time.nowMs = Math.max(time.nowMs, START_MS + 10 * HOUR_MS);
  for (const replica of replicas) {
    await gone();
    replica.held.lost();
    await poll(run, replica);
    time.nowMs += MIN_MS;
  }
};

const sorted = (ids: Iterable<string>): readonly string[] => [...ids].toSorted();

const SEEDS = process.env.SEED
  ? process.env.SEED.split(",").map(Number)
  : Array.from({ length: Number(process.env.RUNS ?? 200) }, (_, index) => index + 1);

describe("polls at random moments, with crashes, late entries and two processes", () => {
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), "drm-polls-"));
  const file = join(folder, "drm.db");
  let stores: readonly Store[] = [];
  let database: DatabaseSync;
  before(async () => {
    const open = (): Promise<Store> => openStore({ file, clock: () => START_MS, log: quiet });
    stores = [await open(), await open()];
    database = new DatabaseSync(file, { readOnly: true });
  });
  after(async () => {
    database.close();
    for (const store of stores) await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (seed: number, trouble: number): Run => {
    const chance = createChance(seed);
    const source = `source${seed}${trouble === 0 ? "quiet" : ""}`;
    const time = { nowMs: START_MS + chance.int(0, 3 * HOUR_MS) };
    const [a, b] = stores.map((store): Replica => {
      const holder = `${source}:${chance.next()}`;
      return { store, holder, held: createHeld(store.leases, () => time.nowMs, `collect:${source}`, holder, HOUR_MS) };
    });
    assert.ok(a && b);
    const all = createTold(chance, source);
    return {
      ...{ source, chance, time, all, trouble, replicas: [a, b], stored: [], sent: [] },
      lost: new Set(),
      history: undefined,
    };
  };
  const check = (run: Run, seed: number): void => {
    const rows = database.prepare("select id, kind, at_ms from fact where source = ? order by id").all(run.source);
    const known = run.all.toSorted((a, b) => (a.fact.id < b.fact.id ? -1 : 1));
    assert.deepEqual(
      rows.map((row) => ({ ...row })),
      known.map(({ fact: { id, kind, atMs } }) => ({ id, kind, at_ms: atMs })),
      `SEED=${seed}: each fact of the source is stored once, and nothing else`,
    );
    assert.deepEqual(sorted(run.stored), sorted(new Set(run.stored)), `SEED=${seed}: no fact is new twice`);
    const due = known.map(({ fact }) => fact.id).filter((id) => !run.history?.has(id) && !run.lost.has(id));
    assert.deepEqual(sorted(run.sent), sorted(due), `SEED=${seed}: outputs hear of each new fact once`);
  };

  it("every fact is stored once, and outputs hear of none twice", async () => {
    let lost = 0;
    for (const seed of SEEDS) {
      const run = start(seed, createChance(seed + 100_000).pick([0.02, 0.06, 0.15]));
      await live(run);
      check(run, seed);
      lost += run.lost.size;
    }
    assert.ok(process.env.SEED || lost > 0, "no process ever ended between a write and what it sends");
  });

  it("without crashes outputs hear of every fact after the first run", async () => {
    for (const seed of SEEDS.slice(0, 40)) {
      const run = start(seed, 0);
      await live(run);
      assert.equal(run.lost.size, 0);
      check(run, seed);
    }
  });
});
