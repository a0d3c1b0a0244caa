import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { DEFAULT_CARE, defaultPolicy } from "../../src/core/policy-default.ts";
import { STATISTICS } from "../../src/core/stats/index.ts";
import type { Night, NightStats, PersonNights } from "../../src/core/stats/nights-types.ts";
import { parseTimeRange } from "../../src/core/time/range.ts";
import { tiredAfter } from "../../src/flows/rest/tired.ts";
import { lookForTired, type RestPorts } from "../../src/flows/rest.ts";
import { sqlitePlace } from "../store/place.ts";
import { chatWithMemory } from "./chat-with-memory.ts";

const at = (text: string): number => Date.parse(text);
/** A Wednesday, half past eight in Berlin. */
const MORNING = at("2026-11-18T07:30:00Z");

const night = (evening: string, pages = 1): Night => ({ evening, pages, hours: 1 });
const ana = (...nights: readonly Night[]): PersonNights => ({
  ...{ source: "pagerduty", id: "PANA", name: "Ana Kovac", email: "ana@northwind.example" },
  ...{ nights, pages: 0, hard: 0, longestRun: 0 },
});

const LEADS: readonly string[] = ["lead@northwind.example", "U3BOSS00", "U1ANA000"];

const RANGE = parseTimeRange("today", { nowMs: MORNING, tz: "UTC", weekStart: 1 });
const NOBODY = STATISTICS.nights.compute(
  { incidents: [], facts: [], people: [], duties: [], planned: [], asOfMs: MORNING },
  { range: RANGE },
);

const openWorld = async (t: TestContext, people: readonly PersonNights[], leads = LEADS) => {
  const place = await sqlitePlace();
  t.after(() => place.clean());
  const state = { nowMs: MORNING, people };
  const clock = (): number => state.nowMs;
  const store = await place.open(clock);
  const memory = chatWithMemory(clock);
  const know = (email: string, id: string, tz: string): void =>
    void memory.users.set(email, { id, name: email, tz, outsider: false });
  know("ana@northwind.example", "U1ANA000", "Europe/Berlin");
  know("lead@northwind.example", "U2LEAD00", "America/New_York");
  // biome-ignore lint/suspicious/noExplicitAny: only this one is asked for here
  const stats = async (): Promise<any> => ({ ...NOBODY, people: state.people }) satisfies NightStats;
  const { jobs, leases, budgets, known } = store;
  const logged: string[] = [];
  const note = (facts: object, message: string): void => void logged.push(`${JSON.stringify(facts)} ${message}`);
  const ports: RestPorts = {
    store: { jobs, leases, budgets, known, stats, links: () => store.links() },
    chat: memory.chat,
    policy: () => ({
      ...defaultPolicy("ops"),
      care: { ...DEFAULT_CARE, leads },
    }),
    ...{ pace: { postEveryMs: 0 }, tz: "Europe/Berlin", holder: "test", clock },
    log: { debug: note, info: note, warn: note, error: note },
  };
  return { state, store, memory, logged, look: () => lookForTired(ports) };
};

const RUN = [night("2026-11-15"), night("2026-11-16", 2), night("2026-11-17")];

describe("somebody whose sleep was cut", () => {
  it("three nights running hears of it in the morning, and so do the leads, once, and no channel", async (t) => {
    const { state, memory, look } = await openWorld(t, [ana(...RUN)]);
    for (let minute = -60; minute < 240; minute += 15) {
      state.nowMs = MORNING + minute * 60_000;
      await look();
      if (minute < 0) assert.deepEqual(memory.posted, [], "not before half past eight");
    }
    assert.deepEqual(
      memory.posted.map(({ channel }) => channel),
      ["D1ANA000", "D2LEAD00", "D3BOSS00"],
    );
    const [own, lead] = memory.posted.map(({ message }) => (message.kind === "reply" ? message.reply : undefined));
    assert.equal(own?.title, "3 disturbed nights running: hand over?");
    assert.match(own?.lines?.[0] ?? "", /^4 pages in them, 1 page last night\.$/);
    assert.equal(own?.buttons?.[0]?.form?.name, "cover");
    assert.equal(lead?.title, "Ana Kovac: 3 disturbed nights running");
    state.people = [ana(...RUN, night("2026-11-18"))];
    state.nowMs = MORNING + 24 * 3_600_000;
    await look();
    assert.equal(memory.posted.length, 3, "the same run");
    state.people = [ana(night("2026-11-23"), night("2026-11-24"), night("2026-11-25"))];
    state.nowMs = MORNING + 8 * 24 * 3_600_000;
    await look();
    assert.equal(memory.posted.length, 6, "another run");
  });

  it("is told once although a process is killed at any call", async (t) => {
    const { store, memory, look } = await openWorld(t, [ana(...RUN)]);
    // Whoever was written to before has a conversation that can be looked into.
    for (const id of ["1ANA000", "2LEAD00", "3BOSS00"]) await store.known.save(`direct:U${id}`, `D${id}`, MORNING);
    for (let call = 0; call < 6; call += 1)
      for (const when of ["before", "after"] as const) {
        memory.dieAt(call, when);
        await look();
        memory.dieAt(-1, "before");
      }
    await look();
    assert.deepEqual(
      memory.posted.map(({ channel }) => channel),
      ["D1ANA000", "D2LEAD00", "D3BOSS00"],
    );
  });

  it("stands in no log, however it ends", async (t) => {
    const { memory, logged, look } = await openWorld(t, [ana(...RUN)]);
    memory.fails("post", new Failure("upstream", "down"));
    await look();
    memory.fails("post", new Failure("rejected", "messages_tab_disabled"));
    await look();
    assert.ok(logged.length >= 2);
    assert.doesNotMatch(logged.join("\n"), /PANA|ANA000|Ana|ana@|"run"|nights/);
  });

  it("whom the chat does not know, or who may not answer, is left to the leads, who hear that nobody told them", async (t) => {
    const { memory, look } = await openWorld(t, [ana(...RUN)], ["U2LEAD00"]);
    memory.users.set("ana@northwind.example", { id: "U1ANA000", name: "Ana", tz: "UTC", outsider: true });
    await look();
    assert.deepEqual(
      memory.posted.map(({ channel }) => channel),
      ["D2LEAD00"],
    );
    assert.match(JSON.stringify(memory.posted[0]?.message), /I cannot write to them here/);
  });

  it("reaches the other leads although one is nobody; that one is in the log", async (t) => {
    const { memory, logged, look } = await openWorld(t, [ana(...RUN)], ["typo@northwind.example", "U2LEAD00"]);
    await look();
    assert.deepEqual(
      memory.posted.map(({ channel }) => channel),
      ["D1ANA000", "D2LEAD00"],
    );
    assert.match(JSON.stringify(memory.posted[1]?.message), /They were told too/);
    assert.ok(logged.some((line) => /typo@northwind\.example.*no lead/.test(line)));
  });

  it("with one hard night is told to take it slowly; a quiet or a single page is left alone", () => {
    const { why, since, lastPages } = tiredAfter(ana(night("2026-11-17", 3)), "2026-11-17") ?? {};
    assert.deepEqual([why, since, lastPages], ["hard", "2026-11-17", 3]);
    assert.equal(tiredAfter(ana(night("2026-11-17", 2)), "2026-11-17"), undefined);
    assert.equal(tiredAfter(ana(night("2026-11-16", 9)), "2026-11-17"), undefined, "they slept since");
    assert.equal(
      tiredAfter(ana(night("2026-11-14"), night("2026-11-16"), night("2026-11-17")), "2026-11-17"),
      undefined,
    );
    assert.equal(tiredAfter(ana(...RUN), "2026-11-17")?.nights, 3);
    const overMonth = ["2026-10-30", "2026-10-31", "2026-11-01"].map((evening) => night(evening));
    assert.equal(tiredAfter(ana(...overMonth), "2026-11-01")?.why, "run");
  });
});
