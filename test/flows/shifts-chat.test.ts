import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { ShiftRule } from "../../src/core/policy.ts";
import { inZone } from "../../src/core/time/when.ts";
import { placeInTopic, segmentOf } from "../../src/flows/shifts/topic-words.ts";
import { createShiftsTurn } from "../../src/flows/shifts.ts";
import { DAY, HOUR, MIN, NOON, openWorld, turn } from "./shifts-kit.ts";

const looking = async (t: TestContext, ...rules: readonly ShiftRule[]) => {
  const world = await openWorld(t, ...rules);
  const ports = await world.process();
  let look = createShiftsTurn(ports);
  const minutes = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += 1) {
      world.nowMs += MIN;
      await look();
    }
  };
  await look();
  const restart = async (): Promise<void> => {
    look = createShiftsTurn(await world.process());
    await look();
  };
  const ownTrouble = async (key: string) => {
    await world.relay();
    return world.store.incident(`drm:${key}`);
  };
  return { world, minutes, restart, ownTrouble };
};

const GROUP: ShiftRule = { schedule: "Primary", group: "@oncall" };

describe("the user group", () => {
  const group = (world: { readonly chat: { readonly groups: ReadonlyMap<string, readonly string[]> } }) =>
    world.chat.groups.get("SONCALL");

  it("holds who is on call from the first look on, and follows", async (t) => {
    const { world, minutes, restart } = await looking(t, GROUP);
    assert.deepEqual(group(world), ["U1"]);
    world.pager.turns = [turn("BEN", NOON + DAY)];
    await minutes(2);
    assert.deepEqual(group(world), ["U2"]);
    await minutes(25);
    await restart();
    assert.equal(world.chat.set.groups, 2, "what is so already is not set again");
  });

  it("is mended within ten minutes when somebody changes it by hand", async (t) => {
    const { world, minutes } = await looking(t, GROUP);
    world.chat.groups.set("SONCALL", ["U1", "U9"]);
    await minutes(9);
    assert.deepEqual(group(world), ["U1", "U9"]);
    await minutes(1);
    assert.deepEqual(group(world), ["U1"]);
  });

  it("a flicker does not touch it, nor does an answer that is missing", async (t) => {
    const { world, minutes, ownTrouble } = await looking(t, GROUP);
    world.pager.turns = [turn("BEN", NOON + DAY)];
    await minutes(1);
    world.pager.turns = [];
    await minutes(5);
    assert.equal(
      await ownTrouble("shift:group:oncall"),
      undefined,
      "that nobody is on call is no trouble of the group",
    );
    world.pager.fails = new Failure("upstream", "down");
    await minutes(15);
    assert.deepEqual(group(world), ["U1"]);
    assert.equal(world.chat.set.groups, 1);
  });

  it("of several rules holds everybody of all their schedules", async (t) => {
    const { world, minutes } = await looking(t, GROUP, { schedule: "Secondary", group: "oncall" });
    world.pager.turns = [turn("ANA", null), turn("BEN", null, { schedule: "Secondary" })];
    await minutes(2);
    assert.deepEqual(group(world), ["U1", "U2"]);
    await minutes(12);
    assert.equal(world.chat.set.groups, 2);
  });

  it("finds people by the address that they linked", async (t) => {
    const { world, minutes } = await looking(t, GROUP);
    await world.store.linkEmail("U7", "Cem@Northwind.example");
    world.pager.turns = [turn("CEM", NOON + DAY)];
    await minutes(2);
    assert.deepEqual(group(world), ["U7"]);
  });

  it("stays as it is when nobody on call is known in the chat, which is told once and taken back", async (t) => {
    const { world, minutes, ownTrouble, restart } = await looking(t, GROUP);
    world.pager.turns = [turn("CEM", NOON + DAY)];
    await minutes(2);
    const key = "shift:group:oncall";
    const open = await ownTrouble(key);
    assert.deepEqual(group(world), ["U1"]);
    assert.equal(open?.state, "firing");
    assert.match(open?.title ?? "", /@oncall is not in step/);
    assert.match(open?.lines?.join() ?? "", /On call: Cem Aydin\. The group stays as it is/);
    await minutes(25);
    await restart();
    assert.equal((await ownTrouble(key))?.firings, 1);
    world.chat.users.set("cem@northwind.example", "U3");
    await minutes(10);
    assert.deepEqual(group(world), ["U3"]);
    assert.equal((await ownTrouble(key))?.state, "resolved");
  });

  it("takes those whom it can, and tells whom it lacks", async (t) => {
    const { world, minutes, ownTrouble } = await looking(t, GROUP);
    world.pager.turns = [turn("CEM", NOON + DAY), turn("BEN", NOON + DAY)];
    await minutes(2);
    assert.deepEqual(group(world), ["U2"]);
    assert.match((await ownTrouble("shift:group:oncall"))?.title ?? "", /@oncall lacks Cem Aydin/);
  });

  it("that Slack refuses is told once with what to do; the announcement goes out all the same", async (t) => {
    const { world, minutes, ownTrouble } = await looking(t, { ...GROUP, channel: "ops", topic: "{oncall}" });
    world.chat.fails.set("setGroupMembers", new Failure("rejected", "usergroups.users.update: permission_denied"));
    world.pager.turns = [turn("BEN", NOON + DAY)];
    await minutes(30);
    const told = await world.told();
    assert.deepEqual(told.map(({ state }) => state).sort(), ["firing", "notice"]);
    assert.equal(world.chat.topics.get("COPS"), "On call: Ben Okafor");
    const open = await ownTrouble("shift:group:oncall");
    assert.match(open?.lines?.join() ?? "", /usergroups:write.*User groups/);
    assert.match(open?.labels.reason ?? "", /permission_denied/);
    world.chat.fails.clear();
    await minutes(11);
    assert.deepEqual(group(world), ["U2"]);
    assert.equal((await ownTrouble("shift:group:oncall"))?.state, "resolved");
  });

  it("what Slack refuses for now is tried again a minute later and told nobody", async (t) => {
    const { world, minutes } = await looking(t, GROUP);
    world.chat.fails.set("setGroupMembers", new Failure("rate_limited", "slow down"));
    world.pager.turns = [turn("BEN", NOON + DAY)];
    await minutes(3);
    world.chat.fails.clear();
    await minutes(1);
    assert.deepEqual(group(world), ["U2"]);
    assert.deepEqual(await world.told(), []);
  });
});

describe("the topic", () => {
  const RULE: ShiftRule = { schedule: "Primary", channel: "#ops", topic: "{oncall} until {until}" };

  it("names who is on call until when, in the schedule's zone, over a change of summer time", async (t) => {
    const world = await openWorld(t, RULE);
    world.nowMs = Date.parse("2026-10-23T10:00:00Z");
    world.pager.turns = [turn("ANA", Date.parse("2026-10-24T07:00:00Z"))];
    const look = createShiftsTurn(await world.process());
    await look();
    assert.equal(world.chat.topics.get("COPS"), "On call: Ana Kovac until Sat 24 Oct 09:00 Europe/Berlin");
    world.nowMs = Date.parse("2026-10-24T07:00:00Z");
    world.pager.turns = [turn("BEN", Date.parse("2026-10-26T08:00:00Z"))];
    await look();
    assert.equal(world.chat.topics.get("COPS"), "On call: Ben Okafor until Mon 26 Oct 09:00 Europe/Berlin");
    const told = await world.told();
    assert.deepEqual(
      told.map(({ lines }) => inZone(lines?.[0] ?? "", "Europe/Berlin")),
      ["On call until Mon 26 Oct 09:00"],
    );
  });

  it("is set when it has to be and not again, and follows a shift that gets longer", async (t) => {
    const { world, minutes, restart } = await looking(t, RULE);
    await minutes(25);
    await restart();
    assert.equal(world.chat.set.topics, 1);
    world.pager.turns = [turn("ANA", NOON + DAY + HOUR)];
    await minutes(1);
    assert.equal(world.chat.topics.get("COPS"), "On call: Ana Kovac until Tue 17 Nov 14:00 Europe/Berlin");
    world.pager.turns = [turn("ANA", null)];
    await minutes(1);
    assert.equal(world.chat.topics.get("COPS"), "On call: Ana Kovac until further notice");
  });

  it("keeps people's own words, wherever they put ours, and comes back when they take ours out", async (t) => {
    const { world, minutes } = await looking(t, { ...RULE, topic: "{oncall}" });
    world.chat.topics.set("COPS", "Read https://wiki | On call: Ana Kovac | be kind");
    world.pager.turns = [turn("BEN", NOON + DAY)];
    await minutes(2);
    assert.equal(world.chat.topics.get("COPS"), "Read https://wiki | On call: Ben Okafor | be kind");
    world.chat.topics.set("COPS", "Only mine");
    await minutes(10);
    assert.equal(world.chat.topics.get("COPS"), "Only mine | On call: Ben Okafor");
  });

  it("what Slack shows otherwise than it was set is not set again and again", async (t) => {
    const world = await openWorld(t, { ...RULE, topic: "📟 {oncall}" });
    const ports = await world.process();
    const shortcodes = {
      ...ports.chat,
      topic: async () => (world.chat.topics.get("COPS") ?? "").replace("📟", ":pager:"),
    };
    const look = createShiftsTurn({ ...ports, chat: shortcodes });
    for (let at = 0; at < 40; at += 1) {
      world.nowMs += MIN;
      await look();
    }
    assert.equal(world.chat.set.topics, 1);
  });

  it("of two rules for one channel names both", async (t) => {
    const topic = "{schedule} {oncall}";
    const { world } = await looking(t, { ...RULE, topic }, { schedule: "Secondary", channel: "ops", topic });
    assert.equal(world.chat.topics.get("COPS"), "On call: Primary Ana Kovac · Secondary nobody");
  });

  it("that cannot be set is told once, with what to do", async (t) => {
    const { world, minutes, ownTrouble } = await looking(t, RULE);
    world.chat.fails.set("setTopic", new Failure("channel", "not_in_channel", { tell: "Invite me." }));
    world.pager.turns = [turn("BEN", NOON + DAY)];
    await minutes(20);
    const open = await ownTrouble("shift:topic:ops");
    assert.equal(open?.firings, 1);
    assert.match(open?.lines?.join() ?? "", /Invite the app.*channels:write\.topic/);
    assert.equal(open?.labels.reason, "Invite me.");
  });
});

describe("our part of a topic", () => {
  it("begins as it does, is one line, and holds no border", () => {
    assert.equal(segmentOf(["Ana | a\nb", ""]), "On call: Ana, a b");
    assert.equal(segmentOf(["On call: Ana"]), "On call: Ana");
  });

  it("fits into 250 characters behind people's words, or is left out", () => {
    const long = segmentOf(["x".repeat(400)]);
    assert.equal(placeInTopic("", long)?.length, 250);
    const words = "w".repeat(200);
    assert.equal(placeInTopic(words, long), `${words} | ${long.slice(0, 46)}…`);
    assert.equal(placeInTopic("w".repeat(235), long), undefined);
  });

  it("is the one that stands there, also when it was shown otherwise than it was written", () => {
    assert.equal(placeInTopic("a | ours | b", "On call: Ben", "ours"), "a | On call: Ben | b");
    assert.equal(placeInTopic("On call: somebody by hand", "On call: Ben"), "On call: Ben");
    assert.equal(placeInTopic(" | a || ", "On call: Ben"), "a | On call: Ben");
  });

  it("leaves people's own signs as they are", () => {
    for (const own of ["yes|no", "<#C1|general> is next", "a |b"])
      assert.equal(placeInTopic(own, "On call: Ben"), `${own} | On call: Ben`);
    assert.equal(placeInTopic("On call: Ana | yes|no", "On call: Ben"), "On call: Ben | yes|no");
  });
});
