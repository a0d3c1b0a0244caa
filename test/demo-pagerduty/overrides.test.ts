import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
import type { PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { ask, assertRefused, handClock, start } from "./kit.ts";

const DAY = "since=2026-11-21T00:00:00Z&until=2026-11-22T00:00:00Z&time_zone=UTC";
const scheduleId = (pd: PagerDuty): string => pd.account.schedules[0]?.id ?? "";
const user = (pd: PagerDuty, name: string) => ({
  id: pd.people.find((one) => one.name === name)?.id,
  type: "user_reference",
});
const path = (pd: PagerDuty, rest = ""): string => `/schedules/${scheduleId(pd)}/overrides${rest}`;
const wish = (pd: PagerDuty, name: string, start: string, end: string, changes: object = {}) => ({
  ...{ start, end, user: user(pd, name) },
  ...changes,
});
const create = (pd: PagerDuty, ...overrides: readonly object[]) =>
  ask(pd, path(pd), { method: "POST", body: { overrides }, headers: { from: "" } });
const remove = (pd: PagerDuty, id: string) => ask(pd, path(pd, `/${id}`), { method: "DELETE", headers: { from: "" } });
const finalOf = async (pd: PagerDuty, query = DAY) => {
  const { body } = await ask(pd, `/schedules/${scheduleId(pd)}?${query}`);
  const entries: readonly { start: string; end: string; user: { summary: string } }[] =
    body.schedule.final_schedule.rendered_schedule_entries;
  return entries.map((one) => [one.start.slice(11, 16), one.end.slice(11, 16), one.user.summary]);
};

describe("an override", () => {
  test("goes before the layers: final schedule, on-calls and whom an incident rings", async (t) => {
    const time = handClock();
    const pd = await start(t, { clock: time.now });
    const before = await finalOf(pd);
    assert.deepEqual(before, [["00:00", "00:00", "Ana Kovac"]]);
    const answer = await create(pd, wish(pd, "Finn Larsen", "2026-11-21T12:00:00Z", "2026-11-21T16:00:00+01:00"));
    assert.equal(answer.status, 201, answer.text);
    assert.deepEqual(await finalOf(pd), [
      ["00:00", "12:00", "Ana Kovac"],
      ["12:00", "15:00", "Finn Larsen"],
      ["15:00", "00:00", "Ana Kovac"],
    ]);
    const { body } = await ask(pd, `/schedules/${scheduleId(pd)}?${DAY}`);
    assert.equal(body.schedule.overrides_subschedule.rendered_schedule_entries[0].user.summary, "Finn Larsen");
    assert.equal(body.schedule.overrides_subschedule.rendered_coverage_percentage, 12.5);
    assert.equal(body.schedule.schedule_layers[0].rendered_schedule_entries.length, 1, "the layer stays as it was");
    assert.equal(pd.trigger({ service: "Postgres", title: "Full" }).assignees[0], "ana.kovac@northwind.example");
    time.forward(3_600_000);
    assert.equal(pd.trigger({ service: "Postgres", title: "Full" }).assignees[0], "finn.larsen@northwind.example");
    const { body: now } = await ask(pd, `/oncalls?schedule_ids[]=${scheduleId(pd)}&limit=1`);
    assert.equal(now.oncalls[0].user.summary, "Finn Larsen");
    assert.equal(now.oncalls[0].start, "2026-11-21T12:00:00Z");
    assert.equal(now.oncalls[0].end, "2026-11-21T15:00:00Z");
    time.forward(4 * 3_600_000);
    const { body: later } = await ask(pd, `/oncalls?schedule_ids[]=${scheduleId(pd)}&limit=1`);
    assert.equal(later.oncalls[0].user.summary, "Ana Kovac");
    assert.equal(later.oncalls[0].start, "2026-11-21T15:00:00Z", "her turn begins again after the override");
  });

  test("that was made last wins over those before", async (t) => {
    const pd = await start(t);
    await create(
      pd,
      wish(pd, "Finn Larsen", "2026-11-21T12:00:00Z", "2026-11-21T15:00:00Z"),
      wish(pd, "Elif Demir", "2026-11-21T13:00:00Z", "2026-11-21T14:00:00Z"),
    );
    const names = (await finalOf(pd)).map(([, , name]) => name);
    assert.deepEqual(names, ["Ana Kovac", "Finn Larsen", "Elif Demir", "Finn Larsen", "Ana Kovac"]);
  });

  test("that should have begun begins now; several have each a status of their own", async (t) => {
    const pd = await start(t);
    const { status, body } = await create(
      pd,
      wish(pd, "Finn Larsen", "2026-11-21T11:30:00Z", "2026-11-21T12:30:00Z"),
      wish(pd, "Finn Larsen", "2026-11-21T15:00:00Z", "2026-11-21T14:00:00Z"),
      wish(pd, "Finn Larsen", "2026-11-21T10:00:00Z", "2026-11-21T11:00:00Z"),
      wish(pd, "Finn Larsen", "soon", "2026-11-21T14:00:00Z"),
      wish(pd, "Nobody", "2026-11-21T13:00:00Z", "2026-11-21T14:00:00Z"),
      wish(pd, "Finn Larsen", "2026-11-21T13:00:00", "2026-11-21T14:00:00", { time_zone: "Asia/Kolkata" }),
      wish(pd, "Finn Larsen", "2026-11-23T13:00:00", "2026-11-23T14:00:00", { time_zone: "Asia/Kolkata" }),
    );
    assert.equal(status, 201);
    assert.deepEqual(
      body.map((one: { status: number }) => one.status),
      [201, 400, 400, 400, 400, 400, 201],
    );
    assert.equal(body[0].override.start, "2026-11-21T11:30:15Z");
    assert.deepEqual(body[1].errors, ["Override must end after its start"]);
    assert.equal(body[1].override.id, undefined);
    assert.equal(body[6].override.start, "2026-11-23T07:30:00Z");
    assert.equal(pd.account.schedules[0]?.overrides.length, 2);
  });

  test("the older form takes a single one", async (t) => {
    const pd = await start(t);
    const one = wish(pd, "Finn Larsen", "2026-11-21T12:00:00Z", "2026-11-21T13:00:00Z");
    const made = await ask(pd, path(pd), { method: "POST", body: { override: one } });
    assert.equal(made.status, 201);
    assert.equal(made.body.override.user.summary, "Finn Larsen");
    const wrong = { override: { ...one, end: one.start } };
    assertRefused(await ask(pd, path(pd), { method: "POST", body: wrong }), 400, 2001);
    for (const body of [{}, { overrides: [] }, { overrides: [7] }])
      assertRefused(await ask(pd, path(pd), { method: "POST", body }), 400, 2001);
    const nowhere = await ask(pd, "/schedules/PNOTHERE/overrides", { method: "POST", body: { overrides: [one] } });
    assertRefused(nowhere, 404, 2100);
  });
});

describe("the list of overrides", () => {
  test("needs both ends, cuts at them, and has ids only where they can be changed", async (t) => {
    const time = handClock();
    const pd = await start(t, { clock: time.now });
    await create(
      pd,
      wish(pd, "Finn Larsen", "2026-11-21T12:00:00Z", "2026-11-21T13:00:00Z"),
      wish(pd, "Elif Demir", "2026-11-21T20:00:00Z", "2026-11-22T04:00:00Z"),
    );
    assertRefused(await ask(pd, path(pd, "?since=2026-11-21")), 400, 2003);
    assertRefused(await ask(pd, path(pd)), 400, 2003);
    assertRefused(await ask(pd, path(pd, "?since=2026-11-22&until=2026-11-21")), 400, 2005);
    const list = async (query: string) => (await ask(pd, path(pd, `?${DAY}${query}`))).body.overrides;
    const plain = await list("");
    assert.equal(plain.length, 2);
    assert.equal(plain[0].id, undefined);
    assert.equal(plain[1].end, "2026-11-22T00:00:00Z");
    assert.equal((await list("&overflow=true"))[1].end, "2026-11-22T04:00:00Z");
    assert.match((await list("&editable=true"))[0].id, /^Q/);
    const between = async (since: string, until: string) =>
      (await ask(pd, path(pd, `?since=2026-11-21T${since}:00Z&until=2026-11-21T${until}:00Z`))).body.overrides.length;
    assert.deepEqual(
      [await between("11:00", "12:00"), await between("11:00", "12:01"), await between("13:00", "14:00")],
      [0, 1, 0],
      "half-open",
    );
    time.forward(2 * 3_600_000);
    assert.equal((await list("")).length, 2);
    assert.deepEqual(
      (await list("&editable=true")).map((one: { user: { summary: string } }) => one.user.summary),
      ["Elif Demir"],
    );
  });
});

describe("deleting an override", () => {
  const made = async (pd: PagerDuty) => {
    const { body } = await create(pd, wish(pd, "Finn Larsen", "2026-11-21T12:00:00Z", "2026-11-21T13:00:00Z"));
    return body[0].override.id;
  };

  test("204 before it begins", async (t) => {
    const pd = await start(t);
    const id = await made(pd);
    const { status, text } = await remove(pd, id);
    assert.deepEqual([status, text], [204, ""]);
    assert.deepEqual(await finalOf(pd), [["00:00", "00:00", "Ana Kovac"]]);
    assertRefused(await remove(pd, id), 404, 4004);
  });

  test("200 while it runs: it ends now and stays in the history", async (t) => {
    const time = handClock();
    const pd = await start(t, { clock: time.now });
    const id = await made(pd);
    time.forward(3_600_000);
    assert.equal((await remove(pd, id)).status, 200);
    assert.deepEqual((await finalOf(pd))[1], ["12:00", "12:30", "Finn Larsen"]);
    assert.equal(pd.trigger({ service: "Postgres", title: "Full" }).assignees[0], "ana.kovac@northwind.example");
    assertRefused(await remove(pd, id), 404, 4004);
  });

  test("never when it is over, or of another schedule", async (t) => {
    const time = handClock();
    const pd = await start(t, { clock: time.now });
    const id = await made(pd);
    const elsewhere = `/schedules/${pd.account.schedules[1]?.id}/overrides/${id}`;
    assertRefused(await ask(pd, elsewhere, { method: "DELETE" }), 404, 4004);
    time.forward(2 * 3_600_000);
    assertRefused(await remove(pd, id), 404, 4004);
    assert.equal((await finalOf(pd)).length, 3);
  });
});
