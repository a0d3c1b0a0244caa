import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Kit, openKit } from "./kit.ts";

const HOUR = 3_600_000;

/** Ana mutes by the form behind the button: an hour, because of a deploy. */
const mute = async (kit: Kit, words: string): Promise<void> => {
  const { workspace } = kit.house;
  const card = await kit.card(words);
  await workspace.press("ana", "ops", card.ts, "drm_mute");
  await workspace.until(() => workspace.modals("ana").length > 0, 30_000);
  await workspace.submitView("ana", { how_long: "60", why: "deploy" });
  await workspace.until(() => /muted by Ana Kovac/.test(kit.shown(words)), 30_000);
};

const swallowed = async (kit: Kit): Promise<number> =>
  (await kit.app.parts.store.mutes.live(kit.now()))[0]?.swallowed ?? 0;

const wait = async (what: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await what()) return;
    await sleep(50);
  }
  assert.fail("it did not come to that");
};

describe("mutes", () => {
  it("a muted problem posts nothing new, is counted, and its end is reported", async (t) => {
    const kit = await openKit(t);
    const { workspace } = kit.house;
    await kit.nagios("web1", "PROBLEM", kit.now() - 50_000);
    await mute(kit, "web1");
    assert.match(kit.shown("web1"), /deploy/);
    const before = workspace.messages("ops").length;
    await kit.nagios("web1", "RECOVERY", kit.now() - 40_000);
    await kit.nagios("web1", "PROBLEM", kit.now() - 30_000);
    await wait(async () => (await swallowed(kit)) >= 2);
    assert.equal(workspace.messages("ops").length, before, "nothing new is posted");
    kit.jump(HOUR + 60_000);
    kit.app.poll();
    const report = await kit.card("is over", "ops");
    assert.match(report.text, /Mute of web1\/HTTP .*by Ana Kovac \(deploy\) is over/);
    assert.match(kit.shown("is over"), /it kept 2 alerts of 1 problem quiet, 1 still fires/);
    await workspace.until(() => !/muted by Ana Kovac/.test(kit.shown("web1/HTTP is CRITICAL")), 30_000);
  });

  it("by words: what opens meanwhile has no card until the mute ends, and then gets it", async (t) => {
    const kit = await openKit(t);
    const { workspace } = kit.house;
    await workspace.type("ana", "ops", "/alerts mute host:web* 2h because deploy");
    await workspace.until(() => JSON.stringify(workspace.messages("ops")).includes("Muted: host:web*"), 30_000);
    await kit.nagios("web1", "PROBLEM", kit.now() - 50_000);
    await kit.nagios("web2", "PROBLEM", kit.now() - 50_000);
    await kit.nagios("db1", "PROBLEM");
    await kit.card("db1");
    await kit.nagios("web2", "RECOVERY");
    await wait(async () => (await swallowed(kit)) === 3);
    assert.equal(kit.cards("web").length, 0);
    await workspace.type("ben", "ops", "/alerts unmute host:web*");
    await kit.card("web1");
    await kit.card("is over");
    assert.match(kit.shown("is over"), /Mute of host:web\*\u200b? by Ana Kovac \(deploy\) is over/);
    assert.match(kit.shown("is over"), /it kept 3 alerts of 2 problems quiet, 1 still fires/);
    assert.equal(kit.cards("web2").length, 0, "what is over needs no card");
  });

  it("a problem of before is quiet at once, and loud when somebody unmutes it by its button", async (t) => {
    const kit = await openKit(t);
    const { workspace } = kit.house;
    await kit.nagios("web1", "PROBLEM");
    const { ts } = await kit.card("web1");
    await workspace.type("ana", "ops", "/alerts mute source:nagios 2h because deploy");
    await workspace.until(() => /muted by Ana Kovac/.test(kit.shown("web1")), 30_000);
    await workspace.press("ben", "ops", ts, "drm_unmute");
    await workspace.until(() => !/muted by Ana Kovac/.test(kit.shown("web1/HTTP is CRITICAL")), 30_000);
    assert.deepEqual(await kit.app.parts.store.mutes.live(kit.now()), []);
  });

  it("a mute that kept nothing quiet says so", async (t) => {
    const kit = await openKit(t);
    const { workspace } = kit.house;
    await workspace.type("ana", "ops", "/alerts mute host:nowhere 1h because deploy");
    await workspace.until(() => JSON.stringify(workspace.messages("ops")).includes("Nothing open matches"), 30_000);
    kit.jump(2 * HOUR);
    await kit.card("is over");
    assert.match(kit.shown("is over"), /it kept nothing quiet/);
  });

  it("a stored wish that runs twice is one mute", async (t) => {
    const kit = await openKit(t);
    const asker = { id: "U1", name: "ana", tz: "UTC", outsider: false };
    const desk = kit.app.parts.contextFor(asker).alerts;
    const wish = (because: string) => ({
      kind: "mute" as const,
      match: { labels: { host: "web1" } },
      fromMs: kit.now(),
      untilMs: kit.now() + HOUR,
      because,
    });
    const [first, again, other] = [
      await desk.mute(wish("deploy")),
      await desk.mute(wish("deploy")),
      await desk.mute(wish("upgrade")),
    ];
    assert.equal(again.mute.id, first.mute.id);
    assert.notEqual(other.mute.id, first.mute.id);
    assert.equal((await desk.mutes()).length, 2);
  });

  it("whoever names no mute, or several, is told", async (t) => {
    const kit = await openKit(t);
    const { workspace } = kit.house;
    for (const host of ["web1", "web2"]) {
      await workspace.type("ana", "ops", `/alerts mute host:${host} 1h because deploy`);
      await workspace.until(() => JSON.stringify(workspace.messages("ops")).includes(`Muted: host:${host}`), 30_000);
    }
    const told = (words: RegExp) =>
      workspace.until(() => words.test(JSON.stringify(workspace.ephemerals("ben"))), 30_000);
    await workspace.type("ben", "ops", "/alerts unmute host:web");
    await told(/Several fit/);
    await workspace.type("ben", "ops", "/alerts unmute host:db");
    await told(/Nothing is muted as/);
  });
});
