import { strict as assert } from "node:assert";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { BROKEN_KEY, type PolicyWatch, watchPolicy } from "../../src/config/watch.ts";
import { readConfig } from "../../src/config.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { Trouble } from "../../src/flows/tell-admin.ts";

const LOG = { debug() {}, info() {}, warn() {}, error() {} };
const ROUTE = (channel: string): string => `routes:\n  - name: all\n    channel: ${channel}\n`;

describe("following the config file", () => {
  let folder: string;
  let file: string;
  let told: Trouble[];
  let changes: Policy[];
  const write = (text: string): void => writeFileSync(file, text);
  const watch = (more: { wasBroken?: boolean; everyMs?: number; failing?: () => boolean } = {}): PolicyWatch =>
    watchPolicy(readConfig({ DRM_CONFIG: file, PORT: "9000" }, { slack: false }), {
      log: LOG,
      async tellAdmin(trouble) {
        if (more.failing?.()) throw new Error("the store is away");
        told.push(trouble);
      },
      wasBroken: async () => more.wasBroken ?? false,
      onChange: (policy) => changes.push(policy),
      ...(more.everyMs === undefined ? {} : { everyMs: more.everyMs }),
    });
  const channelOf = ({ policyNow }: PolicyWatch): string | undefined => policyNow().routes[0]?.channel;
  const lookTwice = async (one: PolicyWatch): Promise<void> => {
    await one.look();
    await one.look();
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "drm-watch-"));
    file = join(folder, "drm.yaml");
    told = [];
    changes = [];
    write(ROUTE("one"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("a change is in force once it was the same in two looks, and nobody needs to be told", async () => {
    const one = watch();
    await lookTwice(one);
    write(ROUTE("two"));
    await one.look();
    assert.equal(channelOf(one), "one", "it may be half written");
    await one.look();
    assert.equal(channelOf(one), "two");
    await lookTwice(one);
    assert.equal(changes.length, 1);
    write(`# only a comment\n${ROUTE("two")}`);
    await lookTwice(one);
    assert.equal(changes.length, 1, "the same policy is no change");
    assert.deepEqual(told, []);
  });

  it("a broken file keeps the old policy and is told once with every problem; so is its mending", async () => {
    const one = watch();
    await lookTwice(one);
    write("routes:\n  - nam: all\n    post: nowhere\n");
    await lookTwice(one);
    await lookTwice(one);
    assert.equal(channelOf(one), "one");
    assert.deepEqual(
      told.map(({ key, state, details }) => [key, state, details?.length]),
      [[BROKEN_KEY, "firing", 3]],
    );
    assert.equal(told[0]?.labels?.reason, told[0]?.details?.[0], "the card itself says the first one");
    assert.match(
      told[0]?.details?.join("\n") ?? "",
      /:2 routes\[0\]\.nam: .*Did you mean name\?[\s\S]*post: is "nowhere"/,
    );
    write(ROUTE("three"));
    await lookTwice(one);
    assert.equal(channelOf(one), "three");
    assert.deepEqual(
      told.slice(1).map(({ key, state }) => [key, state]),
      [[BROKEN_KEY, "resolved"]],
    );
  });

  it("going back to what was in force mends it too", async () => {
    const one = watch();
    await lookTwice(one);
    write("routes: [");
    await lookTwice(one);
    write(ROUTE("one"));
    await lookTwice(one);
    assert.deepEqual(
      told.map(({ state }) => state),
      ["firing", "resolved"],
    );
    assert.equal(changes.length, 0);
  });

  it("a file that is gone for a moment while an editor swaps it is no trouble, one that stays away is", async () => {
    const one = watch();
    await lookTwice(one);
    renameSync(file, `${file}.old`);
    await one.look();
    renameSync(`${file}.old`, file);
    await lookTwice(one);
    assert.equal(told.length, 0);
    rmSync(file);
    await lookTwice(one);
    assert.match(told[0]?.details?.join() ?? "", /no such file/);
    assert.equal(channelOf(one), "one");
  });

  it("settings that are read at the start only are named, and not those that the environment decides", async () => {
    const one = watch();
    await lookTwice(one);
    write(`OPS_CHANNEL: sre\nPORT: 1234\nTEAM_TZ: Europe/Berlin\n${ROUTE("two")}`);
    await lookTwice(one);
    assert.deepEqual(
      told.map(({ key, state, labels }) => [key, state, labels]),
      [["config:restart", "notice", { settings: "OPS_CHANNEL, TEAM_TZ" }]],
    );
    write(`OPS_CHANNEL: sre\nTEAM_TZ: Europe/Berlin\n${ROUTE("three")}`);
    await lookTwice(one);
    assert.equal(told.length, 1, "said once");
    assert.equal(channelOf(one), "three");
  });

  it("what was told of a broken file before a restart is taken back after it", async () => {
    const one = watch({ wasBroken: true });
    await one.start();
    await one.stop();
    assert.deepEqual(
      told.map(({ key, state }) => [key, state]),
      [[BROKEN_KEY, "resolved"]],
    );
  });

  it("when telling fails it is told at the next look", async () => {
    let away = true;
    const one = watch({ failing: () => away });
    await lookTwice(one);
    write("routes: [");
    await lookTwice(one);
    assert.equal(told.length, 0);
    away = false;
    await one.look();
    assert.deepEqual(
      told.map(({ state }) => state),
      ["firing"],
    );
  });

  it("looks by itself, and stops", async () => {
    const one = watch({ everyMs: 5 });
    await one.start();
    await new Promise((resolve) => setTimeout(resolve, 30));
    write(ROUTE("two"));
    for (let tries = 0; tries < 200 && channelOf(one) !== "two"; tries++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(channelOf(one), "two");
    await one.stop();
    write(ROUTE("three"));
    await new Promise((resolve) => setTimeout(resolve, 40));
    assert.equal(channelOf(one), "two");
  });

  it("without a file there is nothing to follow", async () => {
    const one = watchPolicy(readConfig({}, { slack: false }), {
      log: LOG,
      tellAdmin: async (trouble) => void told.push(trouble),
      wasBroken: async () => false,
    });
    await one.start();
    await one.look();
    await one.stop();
    assert.deepEqual([channelOf(one), told], ["ops", []]);
  });
});
