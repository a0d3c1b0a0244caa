import type { TestContext } from "node:test";
import type { Alert } from "../../src/core/alert.ts";
import type { Incident } from "../../src/core/incident.ts";
import type { Log } from "../../src/core/log.ts";
import type { Measure, MeasuredSeries, MeasureQuestion } from "../../src/core/measure.ts";
import type { Policy, ThresholdRule } from "../../src/core/policy.ts";
import { defaultPolicy } from "../../src/core/policy-default.ts";
import type { Store } from "../../src/core/store.ts";
import { createPlan } from "../../src/flows/plan.ts";
import { readDelivery } from "../../src/flows/relay/read.ts";
import { createRules } from "../../src/flows/rules.ts";
import { parseSelf } from "../../src/flows/tell-admin.ts";
import { createThresholdsTurn, type ThresholdPorts } from "../../src/flows/thresholds.ts";
import { sqlitePlace } from "../store/place.ts";

export const MIN = 60_000;
export const START = Date.parse("2026-11-16T12:00:00Z");

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };

export const rule = (more: Partial<ThresholdRule> = {}): ThresholdRule => ({
  ...{ name: "Checkout is slow", query: "p99", forMs: 5 * MIN, everyMs: MIN, severity: "error", labels: {} },
  ...{ threshold: { value: 500, trouble: "above" }, noData: "alert", unit: "ms" },
  ...more,
});

/** A series whose every point has this value; an array is its points from the oldest on. */
export const series = (
  name: string,
  value: number | null | readonly (number | null)[],
  labels: Readonly<Record<string, string>> = {},
): MeasuredSeries => ({ name, labels, values: Array.isArray(value) ? value : Array(20).fill(value) });

/** A source that answers what it is told to. */
export interface FakeSource extends Measure {
  answer: readonly MeasuredSeries[] | Error | "never";
  readonly asked: MeasureQuestion[];
  stepMs: number;
  lacks?: string | undefined;
  /** How far the clock goes on meanwhile. */
  tookMs: number;
  busiest: number;
}

export const fakeSource = (passes: (ms: number) => void): FakeSource => {
  let busy = 0;
  const source: FakeSource = {
    ...{ name: "Prometheus", answer: [], asked: [], stepMs: 15_000, tookMs: 0, busiest: 0 },
    async ask(question) {
      source.asked.push(question);
      busy += 1;
      source.busiest = Math.max(source.busiest, busy);
      await new Promise((resolve) => setImmediate(resolve));
      busy -= 1;
      passes(source.tookMs);
      const { answer } = source;
      if (answer instanceof Error) throw answer;
      if (answer === "never") return new Promise(() => undefined);
      const [first] = answer;
      const { length } = first?.values ?? [];
      const timesMs = Array.from({ length }, (_, index) => question.toMs - (length - index) * source.stepMs);
      return { timesMs, stepMs: source.stepMs, series: answer, notes: [], lacks: source.lacks };
    },
    link: ({ query }) => `https://prometheus.example.com/graph?g0.expr=${query}`,
  };
  return source;
};

/** A real store, a clock that is set, a source that says what it is told to. */
export interface World {
  nowMs: number;
  rules: readonly ThresholdRule[];
  policy: Policy;
  readonly source: FakeSource;
  /** Connected as "rabbitmq". */
  readonly more: FakeSource;
  readonly store: Store;
  /** Another process on the same data; `held`: it has the lease. */
  process(): Promise<() => Promise<number>>;
  /** What was told and waits to be relayed. */
  told(): Promise<readonly Alert[]>;
  /** Relays all that waits, as the bot does. */
  relay(): Promise<void>;
  open(): Promise<readonly Incident[]>;
}

export const openWorld = async (t: TestContext, ...rules: readonly ThresholdRule[]): Promise<World> => {
  const place = await sqlitePlace();
  let nowMs = START;
  const clock = (): number => nowMs;
  const passes = (ms: number): void => {
    nowMs += ms;
  };
  const store = await place.open(clock);
  t.after(() => place.clean());
  const policyNow = (): Policy => ({ ...world.policy, thresholds: world.rules });
  const lease = async () => {
    const taken = await store.leases.take("relay", "test", 60_000);
    if (!taken) throw new Error("no lease");
    return taken;
  };
  const channels = { admin: "admin" };
  const reading = {
    parsers: new Map([["drm", parseSelf]]),
    policyNow,
    log: quiet,
    clock,
    tally: { count() {}, time() {} },
  };
  const world: World = {
    get nowMs() {
      return nowMs;
    },
    set nowMs(value) {
      nowMs = value;
    },
    rules,
    policy: defaultPolicy("ops"),
    source: fakeSource(passes),
    more: fakeSource(passes),
    store,
    async process() {
      const ports: ThresholdPorts = {
        store: await place.open(clock),
        measures: new Map([
          ["prometheus", world.source],
          ["rabbitmq", world.more],
        ]),
        ...{ policy: policyNow, tz: "Europe/Berlin", holder: "test", log: quiet, clock },
      };
      return createThresholdsTurn(ports, {
        get: async () => ({ name: "thresholds", holder: "test", fence: 1 }),
      });
    },
    told: async () => (await store.inbox.take("hooks", 500)).flatMap((delivery) => parseSelf(delivery)),
    async relay() {
      const plan = createPlan(policyNow, { channels, escalates: new Set(), clock });
      const judging = createRules(policyNow, { channels, keyIsOneIncident: new Set() });
      const outcomes = (await store.inbox.take("hooks", 500)).map((one) => readDelivery(one, reading).outcome);
      await store.relay(await lease(), outcomes, plan, judging);
    },
    open: () => store.openOf("watch", 100),
  };
  return world;
};
