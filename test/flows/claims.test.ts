import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { storeAction } from "../../src/flows/act.ts";
import { type Kit, openKit } from "./kit.ts";

const until = (kit: Kit, words: string, shown: RegExp): Promise<boolean> =>
  kit.house.workspace.until(() => shown.test(kit.shown(words)), 30_000);

describe("buttons for sources without acks of their own", () => {
  it("somebody takes a problem, everybody sees who, the source repeats itself, it is resolved by hand", async (t) => {
    const kit = await openKit(t);
    const { workspace } = kit.house;
    await kit.nagios("web1", "PROBLEM", kit.now() - 60_000);
    const card = await kit.card("web1");
    assert.match(kit.shown("web1"), /I'm on it/);
    await workspace.press("ana", "ops", card.ts, "drm_ack");
    await until(kit, "web1", /Ana Kovac is on it/);
    await kit.nagios("web1", "PROBLEM", kit.now());
    await kit.nagios("db9", "PROBLEM", kit.now());
    await kit.card("db9");
    const incident = () => kit.app.parts.store.incidents({ words: ["web1"] }, "recent", 1);
    const [claimed] = (await incident()).incidents;
    assert.equal(claimed?.state, "acked", "a repetition takes nobody's claim back");
    assert.equal(claimed?.ackedBy, "Ana Kovac");
    assert.equal(claimed?.firings, 2);
    await workspace.press("ben", "ops", card.ts, "drm_resolve");
    await until(kit, "web1", /Resolved by Ben Carter/);
    const [ended] = (await incident()).incidents;
    assert.equal(ended?.state, "resolved");
    assert.equal(ended?.resolvedBy, "Ben Carter");
    assert.equal(kit.cards("web1").length, 1);
    for (const [who, said] of [
      ["ana", "Taken: web1"],
      ["ben", "Resolved: web1"],
    ] as const)
      assert.deepEqual(
        workspace.ephemerals(who).map(({ message }) => message.text.slice(0, said.length)),
        [said],
        "nobody is told more than how to take it back",
      );
  });

  it("whoever takes it twice is told", async (t) => {
    const kit = await openKit(t);
    const { workspace } = kit.house;
    await kit.nagios("web1", "PROBLEM");
    const card = await kit.card("web1");
    await workspace.press("ana", "ops", card.ts, "drm_ack");
    await until(kit, "web1", /Ana Kovac is on it/);
    const id = `press:again:${card.ts}`;
    const incidentId = (await kit.app.parts.store.incidents({}, "recent", 1)).incidents[0]?.id ?? "";
    const userId = workspace.person("ana").id;
    const press = { kind: "press", id, verb: "ack", incidentId, userId, channel: workspace.channel("ops").id } as const;
    await storeAction(kit.app.parts.store, id, { ...press, ts: card.ts }, kit.now());
    await workspace.until(() => JSON.stringify(workspace.ephemerals("ana")).includes("You are on it already"), 30_000);
  });

  it("what a crash left half done is done again, and nobody is told that it was done already", async (t) => {
    const kit = await openKit(t);
    const { workspace } = kit.house;
    const { store } = kit.app.parts;
    await kit.nagios("web1", "PROBLEM");
    const card = await kit.card("web1");
    for (const verb of ["drm_ack", "drm_page"]) await workspace.press("ana", "ops", card.ts, verb);
    await kit.threadSays("web1", /PagerDuty called by Ana Kovac/);
    await until(kit, "web1", /Ana Kovac is on it/);
    const userId = workspace.person("ana").id;
    const about = { incidentId: "nagios:web1/HTTP", userId, channel: workspace.channel("ops").id, ts: card.ts };
    for (const verb of ["ack", "page", "unmute"] as const) {
      const id = `press:half:${verb}`;
      await storeAction(store, id, { kind: "press", id, verb, ...about }, kit.now() - 5_000);
    }
    const states = () =>
      Promise.all(
        ["ack", "page", "unmute"].map(async (verb) => (await store.inbox.read(`action:press:half:${verb}`))?.state),
      );
    for (let tries = 0; tries < 100 && (await states()).some((state) => state !== "done"); tries += 1) await sleep(30);
    assert.deepEqual(await states(), ["done", "done", "done"]);
    assert.equal(workspace.ephemerals("ana").length, 1, "how to take the first ack back, and no more");
    const id = "press:fresh:page";
    await storeAction(store, id, { kind: "press", id, verb: "page", ...about }, kit.now());
    await workspace.until(
      () => JSON.stringify(workspace.ephemerals("ana")).includes("called already, by Ana Kovac"),
      5_000,
    );
    assert.equal(kit.house.account.account.incidents.filter(({ title }) => title.includes("web1")).length, 1);
  });

  it("an ack that was pressed twice before it was seen counts once", async (t) => {
    const kit = await openKit(t);
    const { workspace } = kit.house;
    await kit.nagios("web1", "PROBLEM");
    const card = await kit.card("web1");
    await Promise.all([1, 2].map(() => workspace.press("ana", "ops", card.ts, "drm_ack")));
    await until(kit, "web1", /Ana Kovac is on it/);
    await sleep(50);
    const [incident] = (await kit.app.parts.store.incidents({}, "recent", 1)).incidents;
    assert.equal(incident?.state, "acked");
    assert.equal(incident?.ackedBy, "Ana Kovac");
  });
});
