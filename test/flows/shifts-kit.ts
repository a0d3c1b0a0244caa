import type { TestContext } from "node:test";
import type { Alert } from "../../src/core/alert.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Log } from "../../src/core/log.ts";
import type { OnCall } from "../../src/core/oncall.ts";
import type { Policy, ShiftRule } from "../../src/core/policy.ts";
import { defaultPolicy } from "../../src/core/policy-default.ts";
import type { PagerPerson, PagerSchedule, Shift } from "../../src/core/responding.ts";
import type { Store } from "../../src/core/store.ts";
import { createKnown } from "../../src/flows/known.ts";
import { createPlan } from "../../src/flows/plan.ts";
import { createRules } from "../../src/flows/rules.ts";
import type { ShiftPorts } from "../../src/flows/shifts.ts";
import { createTellAdmin, parseSelf, type TellAdmin } from "../../src/flows/tell-admin.ts";
import { sqlitePlace } from "../store/place.ts";

export const MIN = 60_000;
export const HOUR = 60 * MIN;
export const DAY = 24 * HOUR;
/** A Monday. */
export const NOON = Date.parse("2026-11-16T12:00:00Z");

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };

export const PEOPLE: readonly PagerPerson[] = [
  { id: "PANA", name: "Ana Kovac", email: "ana@northwind.example", phones: [] },
  { id: "PBEN", name: "Ben Okafor", email: "Ben@northwind.example", phones: [] },
  { id: "PCEM", name: "Cem Aydin", email: "cem@northwind.example", phones: [] },
];

export const PRIMARY: PagerSchedule = { id: "SPRI", name: "Primary", tz: "Europe/Berlin", policies: ["Shop"] };
export const SECONDARY: PagerSchedule = { id: "SSEC", name: "Secondary", tz: "Europe/Berlin", policies: ["Shop"] };

/** A turn of the person whose id ends so: "ANA". */
export const turn = (who: string, untilMs: number | null, more: Partial<OnCall> = {}): OnCall => {
  const person = PEOPLE.find(({ id }) => id === `P${who}`);
  if (!person) throw new Error(`nobody is ${who}`);
  const { id: personId, name } = person;
  return { personId, name, policy: "Shop", level: 1, schedule: "Primary", fromMs: null, toMs: untilMs, ...more };
};

/** A stand-in for the pager's schedules: what is set is answered. */
export interface FakePager {
  turns: readonly OnCall[];
  shifts: Readonly<Record<string, readonly Shift[]>>;
  schedules: readonly PagerSchedule[];
  schedulesStale: string | undefined;
  fails: Failure | undefined;
  readonly asked: { turns: number; shifts: number };
}

/** A stand-in for the chat: refuses what Slack refuses. */
export interface FakeChat {
  readonly groups: Map<string, readonly string[]>;
  readonly topics: Map<string, string>;
  readonly users: Map<string, string>;
  readonly set: { groups: number; topics: number };
  /** Method -> what it throws. */
  readonly fails: Map<string, Failure>;
}

/** One world: a real store, a clock that is set, stand-ins around. */
export interface World {
  nowMs: number;
  readonly pager: FakePager;
  readonly chat: FakeChat;
  rules: readonly ShiftRule[];
  readonly store: Store;
  /** Another process on the same data: its own store, memory and tellAdmin. */
  process(changes?: Partial<ShiftPorts>): Promise<ShiftPorts>;
  /** What was told of ours, in order, as it waits to be relayed. */
  told(): Promise<readonly Alert[]>;
  /** Relays everything that waits, as the bot does. */
  relay(): Promise<void>;
}

const pick = (fails: ReadonlyMap<string, Failure>, method: string): void => {
  const failure = fails.get(method);
  if (failure) throw failure;
};

const chatPort = ({ groups, topics, users, set, fails }: FakeChat): ShiftPorts["chat"] => ({
  async userIdByEmail(email) {
    pick(fails, "userIdByEmail");
    return users.get(email.toLowerCase());
  },
  async groupId(handle) {
    pick(fails, "groupId");
    const id = `S${handle.replace(/^@/, "").toUpperCase()}`;
    if (!groups.has(id)) throw new Failure("not_found", `no group ${handle}`);
    return id;
  },
  async groupMembers(id) {
    pick(fails, "groupMembers");
    const members = groups.get(id);
    if (!members) throw new Failure("rejected", "no_such_subteam");
    return members;
  },
  async setGroupMembers(id, members) {
    pick(fails, "setGroupMembers");
    if (members.length === 0) throw new Failure("rejected", "no_users_provided");
    set.groups += 1;
    groups.set(id, members);
  },
  async channelId(name) {
    pick(fails, "channelId");
    return `C${name.replace(/^#/, "").toUpperCase()}`;
  },
  async topic(channel) {
    return topics.get(channel) ?? "";
  },
  async setTopic(channel, topic) {
    pick(fails, "setTopic");
    if (topic.length > 250) throw new Failure("rejected", "too_long");
    set.topics += 1;
    topics.set(channel, topic);
  },
});

const rotaPort = (pager: FakePager): ShiftPorts["rota"] => ({
  async turns() {
    pager.asked.turns += 1;
    if (pager.fails) throw pager.fails;
    return pager.turns;
  },
  async shifts({ id }, { fromMs, toMs }) {
    pager.asked.shifts += 1;
    if (pager.fails) throw pager.fails;
    return (pager.shifts[id] ?? [])
      .filter((one) => one.fromMs < toMs && one.toMs > fromMs)
      .map((one) => ({ ...one, fromMs: Math.max(one.fromMs, fromMs), toMs: Math.min(one.toMs, toMs) }));
  },
});

export const openWorld = async (t: TestContext, ...rules: readonly ShiftRule[]): Promise<World> => {
  const place = await sqlitePlace();
  const state = { nowMs: NOON };
  const clock = (): number => state.nowMs;
  const store = await place.open(clock);
  const idles: (() => Promise<void>)[] = [];
  t.after(async () => {
    for (const idle of idles) await idle();
    await place.clean();
  });
  const pager: FakePager = {
    ...{ turns: [turn("ANA", NOON + DAY)], shifts: {}, schedules: [PRIMARY, SECONDARY] },
    ...{ schedulesStale: undefined, fails: undefined, asked: { turns: 0, shifts: 0 } },
  };
  const chat: FakeChat = {
    groups: new Map([["SONCALL", ["U0"]]]),
    topics: new Map(),
    users: new Map([
      ["ana@northwind.example", "U1"],
      ["ben@northwind.example", "U2"],
    ]),
    set: { groups: 0, topics: 0 },
    fails: new Map(),
  };
  const policy = (): Policy => ({ ...defaultPolicy("ops"), shifts: world.rules });
  const lease = async () => {
    const taken = await store.leases.take("relay", "test", 60_000);
    if (!taken) throw new Error("no lease");
    return taken;
  };
  const waiting = () => store.inbox.take("hooks", 100);
  const world: World = {
    get nowMs() {
      return state.nowMs;
    },
    set nowMs(value) {
      state.nowMs = value;
    },
    pager,
    chat,
    rules,
    store,
    async process(changes = {}) {
      const own = await place.open(clock);
      const known = createKnown({ store: own, clock, log: quiet });
      idles.push(() => known.idle());
      return {
        store: own,
        source: "pagerduty",
        pagerName: "PagerDuty",
        rota: rotaPort(pager),
        known,
        schedules: async () => ({ value: pager.schedules, atMs: clock(), stale: pager.schedulesStale }),
        people: async () => ({ value: PEOPLE, atMs: clock() }),
        chat: chatPort(chat),
        policy,
        tellAdmin: createTellAdmin(own.inbox, clock),
        tz: "UTC",
        holder: `process ${idles.length}`,
        log: quiet,
        clock,
        ...changes,
      };
    },
    told: async () => (await waiting()).flatMap((delivery) => parseSelf(delivery)),
    async relay() {
      const channels = { admin: "admin" };
      const plan = createPlan(policy, { channels, escalates: new Set(), clock });
      const rules_ = createRules(policy, { channels, keyIsOneIncident: new Set() });
      const outcomes = (await waiting()).map((delivery) => ({
        ...{ deliveryId: delivery.id, source: delivery.source, state: "done" as const },
        ...{ alerts: parseSelf(delivery), receivedAtMs: delivery.receivedAtMs },
      }));
      await store.relay(await lease(), outcomes, plan, rules_);
    },
  };
  return world;
};

/** A way to die: before or after it is on disk. */
export const dying = (tellAdmin: TellAdmin, when: "before" | "after"): TellAdmin => {
  return async (trouble) => {
    if (when === "after") await tellAdmin(trouble);
    throw new Error("killed");
  };
};
