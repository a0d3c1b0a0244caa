import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import type { ChartSpec } from "../../src/core/chart.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Log } from "../../src/core/log.ts";
import type { ReportRule } from "../../src/core/policy.ts";
import { DEFAULT_CARE, defaultPolicy } from "../../src/core/policy-default.ts";
import type { Store } from "../../src/core/store.ts";
import { reportJobs } from "../../src/flows/reports.ts";
import type { Trouble } from "../../src/flows/tell-admin.ts";
import { type Place, sqlitePlace } from "../store/place.ts";
import { type ChatWithMemory, chatWithMemory, Killed } from "./chat-with-memory.ts";

const MONDAY = Date.parse("2026-11-16T08:00:00Z");
const DAY = 86_400_000;
const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };
const WEEKLY: ReportRule = { kind: "weekly", day: 1, atMin: 9 * 60 };

const specOf = (title: string): ChartSpec => ({
  ...{
    title,
    subtitle: "",
    definition: "",
    read: "",
    summary: `${title} in words`,
    asOfMs: MONDAY,
    tz: "UTC",
    notes: [],
    panels: [],
  },
});

interface World {
  nowMs: number;
  rules: readonly ReportRule[];
  /** What has to be read before. */
  sources: readonly string[];
  readonly store: Store;
  readonly told: Trouble[];
  readonly memory: ChatWithMemory;
  /** Pages that cannot be drawn. */
  readonly broken: Set<string>;
  readonly jobs: () => ReturnType<typeof reportJobs>;
}

let place: Place;
let store: Store;

before(async () => {
  place = await sqlitePlace();
  store = await place.open(() => MONDAY);
});
after(() => place.clean());

/** Nothing of the store that matters here is written: all worlds share it. */
const openWorld = (): World => {
  const state = { nowMs: MONDAY + 1_000 };
  const clock = (): number => state.nowMs;
  const told: Trouble[] = [];
  const memory = chatWithMemory(clock);
  const broken = new Set<string>();
  let pictures = 0;
  const world: World = {
    ...{ rules: [WEEKLY], sources: [], store, told, memory, broken },
    get nowMs() {
      return state.nowMs;
    },
    set nowMs(value) {
      state.nowMs = value;
    },
    jobs: () =>
      reportJobs({
        ...{ store, chat: memory.chat, log: quiet, clock, pace: { postEveryMs: 0 } },
        ...{ channel: "ops", tz: "Europe/Berlin", weekStart: 1, sources: world.sources },
        policy: () => ({ ...defaultPolicy("ops"), care: { ...DEFAULT_CARE, reports: world.rules } }),
        tellAdmin: async (trouble) => void told.push(trouble),
        liveUrl: ({ graph, query }) => `https://drm.example/g/${graph}?${query}`,
        snapshot: async ({ graph, query }, asked) => {
          if (broken.has(graph)) throw new Failure("internal", `${graph} cannot be drawn`);
          pictures += 1;
          const id = `p${pictures}`;
          return {
            id,
            graph,
            query: query.toString(),
            spec: specOf(graph),
            png: new Uint8Array(8),
            atMs: clock(),
            ...asked,
          };
        },
      }),
  };
  return world;
};

const only = (world: World) => {
  const [job, ...more] = world.jobs();
  assert.ok(job);
  assert.deepEqual(more, []);
  return job;
};

const idsOf = ({ memory }: World): readonly string[] => memory.posted.map(({ id }) => id);
const HEAD = "report:weekly:ops:29902980";

describe("the weekly report", () => {
  it("is one message with its picture, and three pictures in its thread", async () => {
    const world = openWorld();
    await only(world).run(MONDAY);
    const [head, ...pictures] = world.memory.posted;
    assert.ok(head?.message.kind === "reply");
    assert.equal(head.channel, "COPSCHANNEL");
    assert.match(head.message.reply.title, /^On-call report · Mon 9 Nov – Sun 15 Nov 2026$/);
    assert.deepEqual(
      head.message.reply.links?.map(({ label }) => label),
      ["Load", "Response", "Noise", "Services"],
    );
    assert.match(
      head.message.reply.links?.[0]?.url ?? "",
      /oncall-load\?from=2026-11-08T23%3A00%3A00Z&to=2026-11-15T23%3A00%3A00Z/,
    );
    assert.equal(head.message.picture?.alt, "oncall-load in words");
    assert.deepEqual(idsOf(world), [
      HEAD,
      `${HEAD}:oncall-response`,
      `${HEAD}:oncall-noise`,
      `${HEAD}:oncall-services`,
    ]);
    for (const { thread, message } of pictures) {
      assert.equal(thread, head.ts);
      assert.equal(message.kind, "picture");
    }
    assert.deepEqual(world.told, []);
  });

  it("is whole and single whenever a process is killed, before or after any call, and another goes on", async () => {
    const once = openWorld();
    await only(once).run(MONDAY);
    const wanted = idsOf(once);
    const calls = once.memory.calls();
    assert.ok(calls >= 9, `${calls} calls`);
    for (const when of ["before", "after"] as const)
      for (let at = 0; at < calls; at += 1) {
        const world = openWorld();
        world.memory.dieAt(at, when);
        // What draws and uploads goes on without its picture: a kill there is a failure like any other.
        await only(world)
          .run(MONDAY)
          .catch((error: unknown) => assert.ok(error instanceof Killed));
        world.memory.dieAt(-1, "before");
        world.nowMs += 60_000;
        await only(world).run(MONDAY);
        assert.deepEqual([...idsOf(world)].sort(), [...wanted].sort(), `killed ${when} call ${at}`);
      }
  });

  it("goes without the pictures that cannot be drawn or uploaded, and without any", async () => {
    const world = openWorld();
    world.broken.add("oncall-load").add("oncall-noise");
    await only(world).run(MONDAY);
    assert.deepEqual(idsOf(world), [HEAD, `${HEAD}:oncall-response`, `${HEAD}:oncall-services`]);
    const [head] = world.memory.posted;
    assert.ok(head?.message.kind === "reply" && head.message.picture === undefined);
    const bare = openWorld();
    for (const page of ["load", "response", "noise", "services"]) bare.broken.add(`oncall-${page}`);
    await only(bare).run(MONDAY);
    assert.deepEqual(idsOf(bare), [HEAD]);
  });

  it("goes with words alone when the chat refuses its picture", async () => {
    const world = openWorld();
    world.memory.fails("post", new Failure("rejected", "invalid slack file"));
    await only(world).run(MONDAY);
    const [head] = world.memory.posted;
    assert.ok(head?.message.kind === "reply" && head.message.picture === undefined);
    assert.equal(idsOf(world).length, 4);
  });

  it("whose answer got lost is not posted again", async () => {
    const world = openWorld();
    world.memory.fails("post", new Failure("timeout", "no answer", { doubt: true }), "after");
    await assert.rejects(only(world).run(MONDAY), /no answer/);
    await only(world).run(MONDAY);
    assert.equal(idsOf(world).filter((id) => id === HEAD).length, 1);
    assert.deepEqual(world.told, [], "what passes by itself is told nobody");
  });

  it("waits for what is still being read, and after two hours says what it lacks", async () => {
    const world = openWorld();
    world.sources = ["pagerduty"];
    await assert.rejects(only(world).run(MONDAY), /not read to the end/);
    assert.deepEqual([world.memory.posted, world.told], [[], []]);
    world.nowMs = MONDAY + 2 * 3_600_000;
    await only(world).run(MONDAY);
    const [head] = world.memory.posted;
    assert.ok(head?.message.kind === "reply");
    assert.doesNotMatch(head.message.reply.lines?.join() ?? "", /Nothing broke/);
  });

  it("that a channel refuses is told the admins, once a moment", async () => {
    const world = openWorld();
    for (let tries = 0; tries < 2; tries += 1) {
      world.memory.fails("find", new Failure("channel", "not_in_channel", { tell: "Invite me." }));
      await assert.rejects(only(world).run(MONDAY));
    }
    assert.deepEqual(
      world.told.map(({ key, state, once, what }) => [key, state, once, what]),
      [0, 1].map(() => ["report:weekly", "notice", String(MONDAY), "Invite me."]),
    );
  });

  it("is due by the rules in force, each channel and kind once, in its own zone", async () => {
    const world = openWorld();
    world.rules = [
      WEEKLY,
      { kind: "weekly", day: 5, atMin: 600, channel: "#ops" },
      { kind: "weekly", day: 1, atMin: 540, channel: "leads", tz: "America/New_York" },
      { kind: "daily", atMin: 540 },
    ];
    const jobs = world.jobs();
    assert.deepEqual(
      jobs.map(({ name }) => name),
      ["report:weekly", "report:weekly:leads", "report:daily"],
    );
    assert.equal(jobs[1]?.nextMs(MONDAY), Date.parse("2026-11-16T14:00:00Z"));
    assert.equal(jobs[2]?.nextMs(MONDAY), MONDAY + DAY);
  });

  it("whose channel was misspelt is the same report once it is mended", async () => {
    const world = openWorld();
    world.rules = [{ ...WEEKLY, channel: "opps" }];
    const before = only(world).name;
    world.rules = [WEEKLY];
    assert.equal(only(world).name, before);
  });

  it("moved to a later hour of the same week tells nothing twice", async () => {
    const job = only(openWorld());
    assert.equal(job.same(MONDAY, MONDAY + 3_600_000), true);
    assert.equal(job.same(MONDAY, MONDAY + 7 * DAY), false);
  });
});

describe("the daily digest", () => {
  it("tells of the day before, without pictures", async () => {
    const world = openWorld();
    world.rules = [{ kind: "daily", atMin: 540, tz: "America/New_York" }];
    await only(world).run(Date.parse("2026-11-17T14:00:00Z"));
    const [head, ...more] = world.memory.posted;
    assert.deepEqual(more, []);
    assert.ok(head?.message.kind === "reply");
    assert.equal(head.message.reply.title, "On-call day · Mon 16 Nov 2026");
    assert.equal(head.message.picture, undefined);
  });
});
