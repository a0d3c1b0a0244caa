import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Alert } from "../../src/core/alert.ts";
import type { ChartSpec } from "../../src/core/chart.ts";
import type { Chat } from "../../src/core/chat.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Message, MessageRef, Place } from "../../src/core/message.ts";
import type { Policy } from "../../src/core/policy.ts";
import { defaultPolicy } from "../../src/core/policy-default.ts";
import type { Store } from "../../src/core/store.ts";
import { type AlertGraphPorts, createAlertGraphs } from "../../src/flows/alert-graphs.ts";
import { createDeliver } from "../../src/flows/deliver.ts";
import type { Loop } from "../../src/flows/loop.ts";
import { createPlan } from "../../src/flows/plan.ts";
import { createRules } from "../../src/flows/rules.ts";
import { alert, leaseOf, outcome } from "../store/made.ts";
import { type Place as Database, postgresPlace, sqlitePlace } from "../store/place.ts";

/** SQLite, or PostgreSQL where a server is named. */
export const newPlace = (): Promise<Database> => {
  const server = process.env.TEST_DATABASE_URL;
  return server === undefined ? sqlitePlace() : postgresPlace(server);
};

/** Lanes of PostgreSQL go by the server's clock, which does not jump with ours. */
export const ownClock = { skip: process.env.TEST_DATABASE_URL !== undefined && "the server has a clock of its own" };

export const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** A chart of one line. */
export const specOf = (title: string, values: readonly (number | null)[] = [1, 2, 3]): ChartSpec => ({
  ...{ title, subtitle: "", tz: "UTC", asOfMs: null, definition: "d", read: "r", summary: `${title}: 3, at most 3.` },
  panels: [
    {
      ...{ title, kind: "lines", categories: [], timesMs: values.map((_, at) => at), empty: "no data" },
      x: { label: "time", unit: "" },
      y: { label: "", unit: "" },
      series: [{ name: "a", values }],
    },
  ],
  openIn: { label: "Open in Prometheus", url: "https://prometheus.example/graph" },
});

/** A message that is in the chat. */
export interface Posted {
  readonly ref: MessageRef;
  readonly id: string;
  readonly thread: string | undefined;
  message: Message;
  readonly atMs: number;
}

/** A chat in memory; `refuse` may throw before anything happens, `after` when it happened already. */
export const createFakeChat = () => {
  const posts: Posted[] = [];
  const removed: string[] = [];
  let counter = 0;
  let files = 0;
  const hooks: { before: (what: string, message?: Message) => void | Promise<void>; after: (what: string) => void } = {
    before: () => undefined,
    after: () => undefined,
  };
  const must = (ts: string): Posted => {
    const found = posts.find((one) => one.ref.ts === ts);
    if (found) return found;
    throw new Failure("message_gone", "message_not_found");
  };
  const chat: Pick<Chat, "post" | "update" | "remove" | "find" | "upload" | "channelId"> = {
    async post({ channel, thread }: Place, message, id) {
      await hooks.before("post", message);
      if (thread !== undefined) must(thread);
      counter += 1;
      const ref = { channel, ts: `${counter}.0` };
      posts.push({ ref, id, thread, message, atMs: Date.now() });
      hooks.after("post");
      return ref;
    },
    async update({ ts }, message) {
      await hooks.before("update", message);
      must(ts).message = message;
      hooks.after("update");
    },
    async remove({ ts }) {
      await hooks.before("remove");
      posts.splice(posts.indexOf(must(ts)), 1);
      removed.push(ts);
    },
    find: async ({ channel }, id) =>
      posts.filter((one) => one.ref.channel === channel && one.id === id).map(({ ref }) => ref),
    async upload() {
      await hooks.before("upload");
      files += 1;
      hooks.after("upload");
      return `F${String(files).padStart(9, "0")}`;
    },
    channelId: async (name) => name,
  };
  // Flows under test use nothing else of it.
  const whole: Chat = new Proxy(chat as Chat, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (value === undefined) throw new Error(`the test's chat has no ${String(name)}`);
      return value;
    },
  });
  return { chat: whole, posts, removed, hooks, uploads: () => files };
};

export type FakeChat = ReturnType<typeof createFakeChat>;

/** Waits until it is so, at most that long. */
export const until = async <T>(look: () => T | Promise<T>, mostMs = 20_000): Promise<NonNullable<T>> => {
  const endMs = Date.now() + mostMs;
  for (;;) {
    const found = await look();
    if (found) return found as NonNullable<T>;
    if (Date.now() > endMs) throw new Error("it did not come to that");
    await sleep(10);
  }
};

export interface WorldOptions {
  readonly load?: AlertGraphPorts["load"];
  readonly policy?: Policy;
  readonly measures?: readonly string[];
  /** Loops that run, in how many processes. */
  readonly processes?: number;
  readonly pace?: { readonly postEveryMs: number };
  readonly deliver?: boolean;
}

const FAST = { postEveryMs: 1, allPostsEveryMs: 1, allPostsBurst: 1_000, updateEveryMs: 1, updateBurst: 1_000 };

/** Real store, plan, rules and delivery; a made-up chat and source. */
export const openWorld = async (t: TestContext, options: WorldOptions = {}) => {
  const place = await newPlace();
  let aheadMs = 0;
  const clock = (): number => Date.now() + aheadMs;
  const policy = (): Policy => options.policy ?? defaultPolicy("ops");
  const measures = new Set(options.measures ?? ["prometheus"]);
  const fake = createFakeChat();
  const lines: string[] = [];
  const log = {
    ...quiet,
    info: (_facts: unknown, line = "") => void lines.push(line),
    warn: (_facts: unknown, line = "") => void lines.push(line),
  };
  const asked: string[] = [];
  const refused: string[] = [];
  const tally = { count: () => undefined, time: () => undefined };
  const loops: Loop[] = [];
  const store = await place.open(clock);
  const stores: Store[] = [store];
  for (let more = 1; more < (options.processes ?? 1); more += 1) stores.push(await place.open(clock));
  const graphsOf = (one: Store, holder: string): Loop =>
    createAlertGraphs({
      ...{ store: one, chat: fake.chat, policy, measures, holder, log, clock, tally, tz: "UTC" },
      load: (page, query) => {
        asked.push(page);
        return options.load ? options.load(page, query) : Promise.resolve(specOf("Errors"));
      },
      render: async () => new Uint8Array([137]),
      links: ({ spec }) => [
        { label: "Live view", url: "https://drm.example/g" },
        ...(spec.openIn ? [spec.openIn] : []),
      ],
      newId: () => `s${asked.length}-${Math.random().toString(16).slice(2)}`,
    });
  const start = (): void => {
    for (const [index, one] of stores.entries()) {
      const graphs = graphsOf(one, `p${index}`);
      const deliver = createDeliver({
        ...{ store: one, chat: fake.chat, holder: `p${index}`, pace: { ...FAST, ...options.pace }, log, clock, tally },
        pressure: { yield: async () => undefined },
        canAct: () => false,
        blocked: async () => undefined,
        refused: async (_post, why) => void refused.push(why),
      });
      one.onChange((what) => {
        if (what !== "outbox") return;
        graphs.wake();
        deliver.wake();
      });
      loops.push(graphs, ...(options.deliver === false ? [] : [deliver]));
    }
    for (const loop of loops) loop.start();
  };
  t.after(async () => {
    await Promise.all(loops.map((loop) => loop.stop()));
    await place.clean();
  });
  const rules = createRules(policy, { channels: { admin: "admin" }, keyIsOneIncident: new Set() });
  const plan = createPlan(policy, { channels: { admin: "admin" }, escalates: new Set(), measures, clock });
  let deliveries = 0;
  return {
    ...{ store, place, fake, lines, asked, refused, clock, start, graphsOf },
    jump: (ms: number) => {
      aheadMs += ms;
      for (const loop of loops) loop.wake();
    },
    /** A source says so. */
    async says(...alerts: readonly Partial<Alert>[]): Promise<void> {
      deliveries += 1;
      const made = alerts.map((one) =>
        alert({ source: "alertmanager", severity: "error", atMs: clock(), graph: GRAPH, ...one }),
      );
      await store.relay(await leaseOf(store, "relay"), [outcome(`d${deliveries}`, ...made)], plan, rules);
    },
    cards: () => fake.posts.filter(({ message }) => message.kind === "card"),
    pictures: () => fake.posts.filter(({ message }) => message.kind === "picture"),
    dues: () => store.dues.take(9e15, 100, ["graph"]),
    stop: async () => void (await Promise.all(loops.splice(0).map((loop) => loop.stop()))),
  };
};

export const GRAPH = {
  source: "prometheus",
  query: "rate(errors[5m])",
  thresholds: [{ value: 5, trouble: "above" }],
} as const;
