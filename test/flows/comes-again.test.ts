import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { DUE_KINDS, type Due } from "../../src/core/due.ts";
import type { Window } from "../../src/core/integration.ts";
import type { Mute } from "../../src/core/mute.ts";
import type { Loop } from "../../src/flows/loop.ts";
import { createMaintenance } from "../../src/flows/maintenance.ts";
import { type Kit, openKit, policyWith } from "./kit.ts";

const MIN = 60_000;
const HOUR = 60 * MIN;
const LOG = { debug() {}, info() {}, warn() {}, error() {} };

/** What Nagios says, as its command posts it, with a state of its own. */
const say = async (kit: Kit, host: string, type: string, state: string, atMs: number): Promise<void> => {
  const fields = { HOSTNAME: host, SERVICEDESC: "HTTP", NOTIFICATIONTYPE: type, SERVICESTATE: state };
  const body = new URLSearchParams({ ...fields, SERVICEOUTPUT: state, TIMET: String(Math.floor(atMs / 1000)) });
  const url = `${kit.app.url}/hooks/nagios/nagios-0123456789abcdef0123456789abcdef`;
  assert.equal((await fetch(url, { method: "POST", body })).status, 200);
};

const until = async (what: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 900; tries += 1) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail("it did not come to that");
};

const calls = (kit: Kit) => kit.house.account.account.incidents.filter(({ title }) => title.includes("web1"));
const muted = async (kit: Kit) => (await kit.app.parts.store.counts()).muted;

const muteWords = async (kit: Kit, time: string): Promise<void> => {
  const { workspace } = kit.house;
  await workspace.type("ana", "ops", `/alerts mute host:web* ${time} because deploy`);
  await workspace.until(() => JSON.stringify(workspace.messages("ops")).includes("Muted: host:web*"), 30_000);
};

describe("what comes again", () => {
  it("who was called about it can be called again, whatever time its source gave its end", async (t) => {
    const kit = await openKit(t);
    const { workspace } = kit.house;
    await kit.nagios("web1", "PROBLEM", kit.now() - 5 * MIN);
    const { ts } = await kit.card("web1");
    await workspace.press("ana", "ops", ts, "drm_page");
    await kit.threadSays("web1", /PagerDuty called by/);
    await kit.nagios("web1", "RECOVERY", kit.now() - 2 * MIN);
    await workspace.until(() => calls(kit)[0]?.status === "resolved", 30_000);
    await kit.nagios("web1", "PROBLEM", kit.now() - MIN);
    await workspace.until(() => /Page on-call/.test(kit.shown("web1")), 30_000);
    await workspace.press("ben", "ops", ts, "drm_page");
    await workspace.until(() => calls(kit).some(({ status }) => status !== "resolved"), 30_000);
    await kit.threadSays("web1", /PagerDuty called by Ben/);
  });

  it("a call that was ended at the pager while the problem goes on is said so, and can be made again", async (t) => {
    const kit = await openKit(t);
    const { workspace, account } = kit.house;
    await kit.nagios("web1", "PROBLEM");
    const { ts } = await kit.card("web1");
    await workspace.press("ana", "ops", ts, "drm_page");
    await kit.threadSays("web1", /PagerDuty called by/);
    await workspace.until(() => calls(kit)[0], 30_000);
    account.resolve(calls(kit)[0]?.id ?? "");
    await kit.threadSays("web1", /The call was ended at PagerDuty, but this goes on/);
    await workspace.until(() => /Page on-call/.test(kit.shown("web1")), 30_000);
    await workspace.press("ben", "ops", ts, "drm_page");
    await workspace.until(() => calls(kit).some(({ status }) => status !== "resolved"), 30_000);
    await kit.threadSays("web1", /PagerDuty called by Ben/);
  });

  it("two people who call at the same time make one call, which is said once", async (t) => {
    const kit = await openKit(t);
    const { workspace } = kit.house;
    await kit.nagios("web1", "PROBLEM");
    const { ts } = await kit.card("web1");
    await Promise.all(["ana", "ben"].map((who) => workspace.press(who, "ops", ts, "drm_page")));
    await kit.threadSays("web1", /PagerDuty called by/);
    await until(async () => (await kit.app.parts.store.inbox.take("actions", 1)).length === 0);
    await until(async () => (await kit.app.parts.store.inbox.take("hooks", 1)).length === 0);
    await kit.nagios("web2", "PROBLEM");
    await kit.card("web2");
    const said = workspace.thread("ops", ts).map(({ text }) => text);
    assert.equal(said.join("\n").match(/called by/g)?.length, 1);
    assert.equal(calls(kit).length, 1);
  });

  it("a warning that becomes critical and that nobody takes is reminded of", async (t) => {
    const leftAlone = { afterMs: 1_000, severities: ["critical"], page: false } as const;
    const kit = await openKit(t, { policy: policyWith({ leftAlone }) });
    await say(kit, "web1", "PROBLEM", "WARNING", kit.now() - 5 * MIN);
    await kit.card("web1");
    await say(kit, "web1", "PROBLEM", "CRITICAL", kit.now() - MIN);
    await kit.threadSays("web1", /Nobody has taken this for 1 s/);
  });

  it("what fires after a mere notice has a card of its own, and is not left alone", async (t) => {
    const kit = await openKit(t);
    await say(kit, "web1", "DOWNTIMESTART", "OK", kit.now());
    await kit.card("web1");
    kit.jump(3 * 24 * HOUR);
    await kit.nagios("web1", "PROBLEM");
    await kit.house.workspace.until(() => kit.cards("web1").length === 2, 30_000);
    assert.notEqual(await kit.app.parts.store.dues.nextMs(), null);
  });

  it("all that a mute kept quiet and that still fires gets loud at its end, however many", async (t) => {
    const kit = await openKit(t);
    await muteWords(kit, "2h");
    const hosts = Array.from({ length: 120 }, (_, nr) => `web${1000 + nr}`);
    for (const host of hosts) await kit.nagios(host, "PROBLEM");
    await until(async () => (await muted(kit)) === hosts.length);
    await kit.house.workspace.type("ben", "ops", "/alerts unmute host:web*");
    await until(async () => (await muted(kit)) === 0);
    await kit.card("is over");
    assert.match(kit.shown("is over"), /it kept 120 alerts of 120 problems quiet, 120 still fire/);
  });

  it("the report of a mute counts what was loud again before it came", async (t) => {
    const kit = await openKit(t);
    await muteWords(kit, "1h");
    await kit.nagios("web1", "PROBLEM");
    await until(async () => (await muted(kit)) === 1);
    kit.jump(HOUR + 1_000);
    await kit.nagios("web1", "PROBLEM");
    await kit.card("is over");
    assert.match(kit.shown("is over"), /it kept 1 alert of 1 problem quiet/);
  });

  it("planned work made here and made longer at the pager is not over, and stays its maker's", async (t) => {
    const kit = await openKit(t);
    const { store } = kit.app.parts;
    const fromMs = kit.now() - MIN;
    const match = { labels: { service: "Checkout" } };
    const made: Mute = {
      ...{ id: "opsgenie:W1", kind: "maintenance", match, fromMs, untilMs: fromMs + HOUR, by: "Ana", userId: "U1" },
      ...{ channel: "ops", because: "upgrade", origin: "opsgenie", ref: "W1", swallowed: 0 },
    };
    await store.mutes.add(made);
    const window = { ref: "W1", fromMs, toMs: fromMs + 3 * HOUR, services: ["Checkout"], because: "upgrade" };
    await store.leases.reclaim((holder) => holder !== "test");
    const loop = follow(kit, window);
    loop.start();
    await until(async () => (await store.mutes.live(kit.now()))[0]?.untilMs === window.toMs);
    const [now] = await store.mutes.live(kit.now());
    assert.deepEqual([now?.by, now?.userId, now?.match], ["Ana", "U1", match]);
    kit.app.poll();
    const isSeen = ({ subject, step }: Due): boolean => subject === made.id && step === 2;
    await until(async () => (await store.dues.take(kit.now() + MIN, 9, DUE_KINDS)).some(isSeen));
    await loop.stop();
    assert.equal(kit.cards("is over").length, 0);
  });
});

/** Follows a pager that has this window. */
const follow = (kit: Kit, window: Window): Loop =>
  createMaintenance({
    store: kit.app.parts.store,
    sources: new Map([["opsgenie", { windows: async () => [window] }]]),
    channel: "ops",
    said: async () => undefined,
    holder: "test",
    log: LOG,
    clock: kit.now,
  });
