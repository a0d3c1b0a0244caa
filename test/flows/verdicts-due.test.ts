import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import type { Due } from "../../src/core/due.ts";
import type { Incident } from "../../src/core/incident.ts";
import { DEFAULT_CARE, defaultPolicy } from "../../src/core/policy-default.ts";
import { askVerdict } from "../../src/flows/due/ask-verdict.ts";
import type { DuePorts } from "../../src/flows/due.ts";
import { openWorld } from "./alert-graphs-kit.ts";

const ID = "alertmanager:K1";
const MIN = 60_000;

/** A problem that ended a minute ago and has its card; `ask` does what is due. */
const openEnded = async (t: TestContext, more: Partial<Incident> = {}) => {
  const world = await openWorld(t, { measures: [] });
  const { store, clock } = world;
  const nowMs = clock();
  await world.says({ atMs: nowMs - 10 * MIN }, { state: "resolved", eventId: "end", atMs: nowMs - MIN });
  const due: Due = { id: `verdict:${ID}`, kind: "verdict", atMs: nowMs, subject: ID, step: 1 };
  let policy = defaultPolicy("ops");
  const owed = async (): Promise<boolean> => {
    const lane = await store.outbox.takeLane("me", 5_000);
    if (!lane) return false;
    await store.outbox.shown(lane, [`card:${ID}:ops`], "1.1", 9);
    const all = await store.outbox.owed(lane, 10);
    await store.outbox.leave(lane, 0);
    return all.some(({ question }) => question !== undefined);
  };
  const ports: Pick<DuePorts, "store" | "policy" | "clock" | "log"> = {
    store: {
      ...store,
      incident: async (id) => {
        const one = await store.incident(id);
        return one && { ...one, ...more };
      },
    },
    policy: () => policy,
    clock,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  };
  return {
    ...{ world, store, nowMs, due, owed },
    switchOff: () => {
      policy = { ...policy, care: { ...DEFAULT_CARE, verdicts: "off" } };
    },
    // The handler uses nothing else of what is shared.
    ask: () => askVerdict(due, ports as DuePorts, 0),
  };
};

describe("the question that is due", () => {
  it("is owed below the card", async (t) => {
    const { ask, owed } = await openEnded(t);
    assert.equal(await ask(), undefined);
    assert.equal(await owed(), true);
  });

  it("waits until what flaps should have settled", async (t) => {
    const { nowMs, due, ask, owed } = await openEnded(t, {});
    assert.ok(due);
    const flips = [nowMs - 3 * MIN, nowMs - 2 * MIN, nowMs - MIN];
    const flapping = await openEnded(t, { flips, flapping: { changes: 6, sinceMs: nowMs - 5 * MIN } });
    const later = await flapping.ask();
    assert.equal(later?.atMs, nowMs + 14 * MIN + 5_000);
    assert.equal(await flapping.owed(), false);
    await ask();
    assert.equal(await owed(), true);
  });

  it("is dropped when somebody said it, when it is quiet, not over, merged away, of yesterday, or switched off", async (t) => {
    const judged = await openEnded(t);
    await judged.store.verdicts.set({ incidentId: ID, tag: "fix", userId: "U1", by: "Ana", atMs: judged.nowMs });
    const off = await openEnded(t);
    off.switchOff();
    const all = [
      judged,
      off,
      await openEnded(t, { mutedBy: "m1" }),
      await openEnded(t, { state: "firing", resolvedAtMs: undefined }),
      await openEnded(t, { ending: "merged" }),
      await openEnded(t, { resolvedAtMs: judged.nowMs - 25 * 60 * MIN }),
      await openEnded(t, { id: `alertmanager:${"ü".repeat(400)}` }),
    ];
    for (const [at, one] of all.entries()) {
      assert.equal(await one.ask(), undefined, `${at}`);
      assert.equal(await one.owed(), false, `${at}`);
    }
  });
});
