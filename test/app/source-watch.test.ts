import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { sourceWatch } from "../../src/app/source-watch.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Incident } from "../../src/core/incident.ts";

const AWAY = new Failure("upstream", "PagerDuty: GET /users: status 500");
const REFUSED = new Failure("credentials", "status 401", { tell: "Set PAGERDUTY_TOKEN." });

/** A store that shows what was told before, as any process would read it. */
const world = () => {
  const time = { nowMs: 0 };
  const told: string[] = [];
  const shown = new Map<string, Incident["state"]>();
  const store = {
    async openOf(): Promise<readonly Incident[]> {
      const last = { atMs: 0, rank: 1, eventId: "" };
      const rest = { severity: "error", title: "", labels: {}, openedAtMs: 0, firings: 1, history: [], last } as const;
      const all = [...shown].map(([key, state]) => ({
        id: `drm:${key}`,
        source: "drm",
        key,
        version: 1,
        state,
        ...rest,
      }));
      return all.filter(({ state }) => state === "firing");
    },
  };
  const process = () =>
    sourceWatch(
      store,
      async ({ key, state, labels }) => {
        told.push(`${key} ${state} ${labels?.reason ?? ""}`.trim());
        shown.set(key, state);
      },
      () => time.nowMs,
    );
  return { time, told, process };
};

describe("trouble with a source", () => {
  it("is listed at once, said after two minutes, once, and again when it is over", async () => {
    const { time, told, process } = world();
    const watch = process();
    for (; time.nowMs <= 120_000; time.nowMs += 10_000) await watch.said("pagerduty", AWAY, time.nowMs);
    assert.deepEqual(told, []);
    assert.equal(watch.now().length, 1);
    assert.match(watch.now()[0]?.words ?? "", /pagerduty cannot be read: .*500.*status page/);
    assert.equal(watch.now()[0]?.mend, false);
    for (; time.nowMs <= 600_000; time.nowMs += 10_000) await watch.said("pagerduty", AWAY, time.nowMs);
    assert.equal(told.length, 1);
    assert.match(told[0] ?? "", /^source:pagerduty firing .*500/);
    await watch.said("pagerduty", undefined, time.nowMs);
    await watch.said("pagerduty", undefined, time.nowMs);
    assert.deepEqual(told.slice(1), ["source:pagerduty resolved"]);
    assert.deepEqual(watch.now(), []);
  });

  it("a poll that hangs counts from its beginning", async () => {
    const { time, told, process } = world();
    time.nowMs = 150_000;
    await process().said("pagerduty", AWAY, 0);
    assert.equal(told.length, 1);
  });

  it("a refused token is said at once, with what to do", async () => {
    const { told, process } = world();
    const watch = process();
    await watch.said("pagerduty", REFUSED, 0);
    await watch.said("pagerduty", REFUSED, 0);
    assert.deepEqual(told, ["source:pagerduty firing pagerduty cannot be read: Set PAGERDUTY_TOKEN."]);
    assert.equal(watch.now()[0]?.mend, true);
  });

  it("short trouble is nobody's business", async () => {
    const { told, process } = world();
    const watch = process();
    await watch.said("pagerduty", AWAY, 0);
    await watch.said("pagerduty", undefined, 0);
    assert.deepEqual(told, []);
  });

  it("another process, or this one after a restart, ends it and does not say it twice", async () => {
    const { time, told, process } = world();
    const first = process();
    await first.said("pagerduty", REFUSED, 0);
    await process().said("pagerduty", REFUSED, 0);
    assert.equal(told.length, 1);
    await process().said("pagerduty", undefined, 0);
    assert.deepEqual(told.slice(1), ["source:pagerduty resolved"]);
    time.nowMs += 120_000;
    await first.said("pagerduty", REFUSED, 0);
    assert.equal(told.length, 3, "new trouble is said by whoever meets it");
  });
});
