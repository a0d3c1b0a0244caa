import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Kit, openKit } from "./kit.ts";

const wait = async (what: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await what()) return;
    await sleep(50);
  }
  assert.fail("it did not come to that");
};

const live = (kit: Kit) => kit.app.parts.store.mutes.live(kit.now());

const serviceOf = (kit: Kit): string => kit.house.account.account.services[0]?.name ?? "";

describe("maintenance", () => {
  it("asked for here, it stands at the pager too, and is ended there when it is taken back", async (t) => {
    const kit = await openKit(t);
    const { workspace, account } = kit.house;
    const service = serviceOf(kit);
    await workspace.type("ana", "ops", `/alerts maintenance "${service}" 60m because upgrade`);
    await workspace.until(() => JSON.stringify(workspace.messages("ops")).includes("The pager keeps quiet"), 30_000);
    assert.equal(account.inMaintenance(service), true);
    const [mute] = await live(kit);
    assert.equal(mute?.origin, "pagerduty");
    assert.equal(mute?.by, "Ana Kovac");
    kit.app.poll();
    await sleep(300);
    assert.equal((await live(kit)).length, 1, "the poll knows it for the same");
    await workspace.type("ana", "ops", `/alerts unmute ${mute?.id}`);
    await wait(async () => (await live(kit)).length === 0);
    await wait(async () => !account.inMaintenance(service));
    kit.app.poll();
    await sleep(300);
    assert.equal((await live(kit)).length, 0);
  });

  it("for a service that the pager does not know, it stands here alone and says so", async (t) => {
    const kit = await openKit(t);
    const { workspace } = kit.house;
    await workspace.type("ana", "ops", "/alerts maintenance web1 60m because upgrade");
    await workspace.until(() => JSON.stringify(workspace.messages("ops")).includes("Only here"), 30_000);
    assert.equal((await live(kit))[0]?.origin, undefined);
  });

  it("made at the pager, it keeps quiet here, and ends with the window there", async (t) => {
    const kit = await openKit(t);
    const { account } = kit.house;
    const service = account.account.services[0];
    const window = {
      type: "maintenance_window",
      start_time: new Date(kit.now()).toISOString(),
      end_time: new Date(kit.now() + 3_600_000).toISOString(),
      description: "Database upgrade",
      services: [{ id: service?.id, type: "service_reference" }],
    };
    const call = (method: string, path: string, body?: object) =>
      fetch(`${account.url}${path}`, {
        method,
        headers: {
          authorization: `Token token=${account.token}`,
          from: "ana.kovac@northwind.example",
          ...(body ? { "content-type": "application/json" } : {}),
          accept: "application/vnd.pagerduty+json;version=2",
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    const made = await call("POST", "/maintenance_windows", { maintenance_window: window });
    const { maintenance_window: stored } = JSON.parse(await made.text());
    kit.app.poll();
    await wait(async () => (await live(kit)).length === 1);
    const [mute] = await live(kit);
    assert.equal(mute?.id, `pd:${stored.id}`);
    assert.equal(mute?.because, "Database upgrade");
    assert.throws(
      () => account.trigger({ service: service?.name ?? "", title: "Quiet please", urgency: "high" }),
      /Invalid Input/,
      "PagerDuty opens nothing there",
    );
    await call("DELETE", `/maintenance_windows/${stored.id}`);
    kit.app.poll();
    await wait(async () => (await live(kit)).length === 0);
  });
});
