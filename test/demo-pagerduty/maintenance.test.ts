import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
import type { PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { ask, assertRefused, handClock, start } from "./kit.ts";

const wanted = (pd: PagerDuty, changes: object = {}) => ({
  maintenance_window: {
    type: "maintenance_window",
    start_time: "2026-11-21T12:00:00+01:00",
    end_time: "2026-11-21T13:00:00Z",
    description: "Upgrade",
    services: [{ id: pd.account.services[0]?.id, type: "service_reference" }],
    ...changes,
  },
});
const create = (pd: PagerDuty, changes?: object, headers = {}) =>
  ask(pd, "/maintenance_windows", { method: "POST", body: wanted(pd, changes), headers });

describe("maintenance windows", () => {
  test("begin now when they should have begun, and keep their service quiet", async (t) => {
    const pd = await start(t);
    const { status, body } = await create(pd);
    assert.equal(status, 201);
    assert.equal(body.maintenance_window.start_time, "2026-11-21T11:30:15Z");
    assert.equal(body.maintenance_window.created_by.summary, "Ana Kovac");
    const [first, second] = pd.account.services;
    assert.deepEqual([pd.inMaintenance(first?.name ?? ""), pd.inMaintenance(second?.id ?? "")], [true, false]);
  });

  test("are listed by where they stand", async (t) => {
    const time = handClock();
    const pd = await start(t, { clock: time.now });
    await create(pd);
    await create(pd, { start_time: "2026-11-22T12:00:00Z", end_time: "2026-11-22T13:00:00Z" });
    const count = async (filter: string) =>
      (await ask(pd, `/maintenance_windows?filter=${filter}`)).body.maintenance_windows.length;
    const counts = async () => Promise.all(["all", "open", "ongoing", "future", "past"].map(count));
    assert.deepEqual(await counts(), [2, 2, 1, 1, 0]);
    time.forward(2 * 3_600_000);
    assert.deepEqual(await counts(), [2, 1, 0, 1, 1]);
    assertRefused(await ask(pd, "/maintenance_windows?filter=soon"), 400, 2001);
  });

  test("end when they have begun, vanish when they have not, and stay when they are over", async (t) => {
    const time = handClock();
    const pd = await start(t, { clock: time.now });
    const { body: now } = await create(pd);
    const { body: later } = await create(pd, { start_time: "2026-11-22T12:00:00Z", end_time: "2026-11-22T13:00:00Z" });
    time.forward(60_000);
    const remove = (id: string) => ask(pd, `/maintenance_windows/${id}`, { method: "DELETE" });
    assert.equal((await remove(now.maintenance_window.id)).status, 204);
    assert.equal(pd.inMaintenance(pd.account.services[0]?.name ?? ""), false);
    assert.equal((await remove(now.maintenance_window.id)).status, 405);
    assert.equal((await remove(later.maintenance_window.id)).status, 204);
    assertRefused(await remove(later.maintenance_window.id), 404, 2100);
  });

  test("can be changed until they are over; what has begun keeps its beginning", async (t) => {
    const time = handClock();
    const pd = await start(t, { clock: time.now });
    const { body } = await create(pd);
    const change = (changes: object) =>
      ask(pd, `/maintenance_windows/${body.maintenance_window.id}`, { method: "PUT", body: wanted(pd, changes) });
    time.forward(60_000);
    const longer = await change({ start_time: "2026-11-21T12:30:00Z", end_time: "2026-11-21T14:00:00Z" });
    assert.equal(longer.body.maintenance_window.start_time, "2026-11-21T11:30:15Z");
    assert.equal(longer.body.maintenance_window.end_time, "2026-11-21T14:00:00Z");
    assertRefused(await change({ end_time: "2026-11-21T11:31:00Z" }), 400, 2001);
    time.forward(3 * 3_600_000);
    assertRefused(await change({ end_time: "2026-11-21T20:00:00Z" }), 400, 2001);
    assert.equal(pd.inMaintenance(pd.account.services[0]?.name ?? ""), false);
  });

  test("need a person, a type, a service and an end in the future", async (t) => {
    const pd = await start(t);
    assertRefused(await create(pd, {}, { from: "" }), 400, 2001);
    assertRefused(await create(pd, {}, { from: "zoe@example.com" }), 400, 1008);
    for (const wrong of [
      { type: undefined },
      { services: [] },
      { services: [{ id: "PNOTHERE", type: "service_reference" }] },
      { services: [{ id: pd.account.services[0]?.id }] },
      { start_time: "soon" },
      { end_time: undefined },
      { end_time: "2026-11-21T11:00:00Z" },
      { start_time: "2026-11-22T12:00:00Z", end_time: "2026-11-22T12:00:00Z" },
    ])
      assertRefused(await create(pd, wrong), 400, 2001);
    assert.equal(pd.account.windows.length, 0);
  });
});
