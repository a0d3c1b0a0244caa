import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
import type { PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { ask, assertRefused, handClock, NOW_MS, start } from "./kit.ts";

const HOUR_MS = 3_600_000;
const path = (pd: PagerDuty, rest = ""): string => `/v3/schedules/${pd.account.shiftSchedules[0]?.id}${rest}`;
const member = (pd: PagerDuty, name: string) => ({
  type: "user_member",
  user_id: pd.people.find((one) => one.name === name)?.id,
});
const rotationOf = (pd: PagerDuty, index = 0) => pd.account.shiftSchedules[0]?.rotations[index]?.id;
const wish = (pd: PagerDuty, changes: object = {}) => ({
  type: "override_shift",
  rotation_id: rotationOf(pd),
  start_time: "2026-11-21T12:00:00Z",
  end_time: "2026-11-21T13:00:00Z",
  overridden_member: member(pd, "Grace Okafor"),
  overriding_member: member(pd, "Finn Larsen"),
  ...changes,
});
const send = (pd: PagerDuty, changes: object = {}) =>
  ask(pd, path(pd, "/overrides"), { method: "POST", body: { overrides: [wish(pd, changes)] }, headers: { from: "" } });
const shift = (pd: PagerDuty, changes: object = {}) => ({
  type: "custom_shift",
  start_time: "2026-11-21T14:00:00Z",
  end_time: "2026-11-21T15:00:00Z",
  assignments: [{ type: "shift_assignment", member: member(pd, "Elif Demir") }],
  ...changes,
});
const sendShift = (pd: PagerDuty, changes: object = {}) =>
  ask(pd, path(pd, "/custom_shifts"), { method: "POST", body: { custom_shifts: [shift(pd, changes)] } });

const assigned = async (pd: PagerDuty, since: string, until: string) => {
  const { body } = await ask(pd, path(pd, `?since=${since}&until=${until}&include[]=final_schedule&time_zone=UTC`));
  const all: readonly {
    start_time: string;
    end_time: string;
    member: { user_id?: string };
    source: { type: string };
  }[] = body.schedule.final_schedule.computed_shift_assignments;
  return all.map((one) => [
    one.start_time.slice(5, 16),
    one.end_time.slice(5, 16),
    pd.people.find((user) => user.id === one.member.user_id)?.name ?? "nobody",
    one.source.type,
  ]);
};
const DAY = ["2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z"] as const;

describe("a schedule of the new kind", () => {
  test("is listed apart, without a total, and refuses a schedule with layers", async (t) => {
    const pd = await start(t);
    const { body } = await ask(pd, "/v3/schedules?total=true");
    assert.deepEqual(Object.keys(body).toSorted(), ["limit", "more", "offset", "schedules"]);
    assert.equal(body.limit, 100);
    assert.equal(body.schedules[0].type, "schedule_v3_reference");
    assert.equal(body.schedules[0].summary, "Incident Command");
    assert.equal((await ask(pd, "/v3/schedules?query=nothing")).body.schedules.length, 0);
    const layered = await ask(pd, `/v3/schedules/${pd.account.schedules[0]?.id}`);
    assertRefused(layered, 400, 2001);
    assert.ok(!Array.isArray(layered.body.error.errors), "reasons by field");
    assertRefused(await ask(pd, "/v3/schedules/PNOTHERE"), 404, 2100);
  });

  test("has several people on call at once, in office hours of another zone", async (t) => {
    const pd = await start(t);
    assert.deepEqual(await assigned(pd, "2026-11-23T06:00:00Z", "2026-11-23T20:00:00Z"), [
      ["11-23T06:00", "11-23T07:00", "Grace Okafor", "schedule_rotation"],
      ["11-23T07:00", "11-23T20:00", "Kim Alvarez", "schedule_rotation"],
      ["11-23T08:00", "11-23T16:00", "Elif Demir", "schedule_rotation"],
    ]);
    const bare = await ask(pd, path(pd, `?since=${DAY[0]}&until=${DAY[1]}`));
    assert.equal(bare.body.schedule.final_schedule, undefined, "only with include[]");
    const endless = await ask(pd, path(pd, "?include[]=final_schedule"));
    assert.equal(endless.body.schedule.final_schedule, undefined, "only with a window");
    const whole = await ask(pd, path(pd, `?since=${DAY[0]}&until=${DAY[1]}&include[]=final_schedule&overflow=true`));
    const [first] = whole.body.schedule.final_schedule.computed_shift_assignments;
    assert.equal(first.start_time, "2026-11-20T08:00:00+01:00", "whole, in the schedule's zone");
    assert.equal(whole.body.schedule.rotations[1].events[0].recurrence[0], "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR");
  });

  test("rings everybody who is on call, and shows them in /oncalls by its own reference", async (t) => {
    const time = handClock(Date.UTC(2026, 10, 23, 10));
    const pd = await start(t, { clock: time.now });
    const id = pd.account.shiftSchedules[0]?.id;
    const { body } = await ask(pd, `/oncalls?schedule_ids[]=${id}`);
    assert.deepEqual(
      body.oncalls.map((one: { user: { summary: string } }) => one.user.summary),
      ["Kim Alvarez", "Elif Demir"],
    );
    assert.equal(body.oncalls[0].schedule.type, "schedule_v3_reference");
    assert.match(body.oncalls[0].schedule.self, /\/v3\/schedules\//);
    const policy = pd.account.policies.find((one) => one.name === "Incident Command Escalation");
    const one = pd.trigger({ service: "Search", title: "Slow" });
    const moved = pd.delegate(one.id, policy?.id ?? "", "ana.kovac@northwind.example");
    assert.deepEqual(moved.assignees, ["kim.alvarez@northwind.example", "elif.demir@northwind.example"]);
  });
});

describe("an override of the new kind", () => {
  test("replaces one person in one rotation for that time", async (t) => {
    const pd = await start(t);
    const made = await send(pd);
    assert.equal(made.status, 201, made.text);
    assert.deepEqual(await assigned(pd, "2026-11-21T11:00:00Z", "2026-11-21T14:00:00Z"), [
      ["11-21T11:00", "11-21T12:00", "Grace Okafor", "schedule_rotation"],
      ["11-21T12:00", "11-21T13:00", "Finn Larsen", "schedule_rotation_override"],
      ["11-21T13:00", "11-21T14:00", "Grace Okafor", "schedule_rotation"],
    ]);
    const late = await send(pd, { start_time: "2026-11-21T11:00:00Z", end_time: "2026-11-21T11:45:00Z" });
    assert.equal(late.body.overrides[0].start_time, "2026-11-21T11:30:15Z", "begins now");
    const { body } = await ask(pd, path(pd, `/overrides?since=${DAY[0]}&until=${DAY[1]}&time_zone=UTC`));
    assert.equal(body.overrides.length, 2);
    const change = { override: { end_time: "2026-11-21T12:30:00Z", overriding_member: { type: "empty_member" } } };
    const changed = await ask(pd, path(pd, `/overrides/${made.body.overrides[0].id}`), { method: "PUT", body: change });
    assert.equal(changed.body.override.end_time, "2026-11-21T12:30:00Z");
    const [, empty] = await assigned(pd, "2026-11-21T11:50:00Z", "2026-11-21T14:00:00Z");
    assert.deepEqual(empty, ["11-21T12:00", "11-21T12:30", "nobody", "schedule_rotation_override"]);
  });

  test("leaves alone whoever follows in the rotation, and the same person elsewhere", async (t) => {
    const pd = await start(t);
    const late = { start_time: "2026-11-23T06:00:00Z", end_time: "2026-11-23T08:00:00Z" };
    const grace = [{ type: "shift_assignment", member: member(pd, "Grace Okafor") }];
    assert.equal((await sendShift(pd, { ...late, assignments: grace })).status, 201);
    assert.equal((await send(pd, late)).status, 201);
    assert.deepEqual(await assigned(pd, late.start_time, late.end_time), [
      ["11-23T06:00", "11-23T07:00", "Finn Larsen", "schedule_rotation_override"],
      ["11-23T06:00", "11-23T08:00", "Grace Okafor", "custom_shift"],
      ["11-23T07:00", "11-23T08:00", "Kim Alvarez", "schedule_rotation"],
    ]);
  });

  test("names what it overrides, whom, and by whom, or is refused", async (t) => {
    const pd = await start(t);
    for (const wrong of [
      { type: undefined },
      { rotation_id: undefined },
      { custom_shift_id: "X" },
      { rotation_id: "NOTHERE" },
      { rotation_id: undefined, custom_shift_id: "NOTHERE" },
      { start_time: "soon" },
      { end_time: "2026-11-21T12:00:00Z" },
      { start_time: "2026-11-20T12:00:00Z", end_time: "2026-11-20T13:00:00Z" },
      { overridden_member: undefined },
      { overriding_member: { type: "user_member", user_id: "PNOBODY" } },
      { overriding_member: { user_id: "PANA001" } },
      { overridden_member: member(pd, "Ana Kovac") },
      { rotation_id: rotationOf(pd, 1) },
    ]) {
      const answer = await send(pd, wrong);
      assertRefused(answer, 400, 2001);
      assert.ok(!Array.isArray(answer.body.error.errors), answer.text);
    }
    assert.equal(pd.account.shiftSchedules[0]?.overrides.length, 0);
    assertRefused(await ask(pd, path(pd, "/overrides")), 400, 2001);
    assertRefused(await ask(pd, path(pd, `/overrides?since=${DAY[0]}`)), 400, 2001);
  });

  test("vanishes before it begins, ends now while it runs, and stays when it is over", async (t) => {
    const time = handClock();
    const pd = await start(t, { clock: time.now });
    const remove = (id: string) => ask(pd, path(pd, `/overrides/${id}`), { method: "DELETE" });
    const one = (await send(pd)).body.overrides[0].id;
    assert.equal((await remove(one)).status, 204);
    assert.equal(pd.account.shiftSchedules[0]?.overrides.length, 0);
    const two = (await send(pd)).body.overrides[0].id;
    time.forward(HOUR_MS);
    assert.equal((await remove(two)).status, 204);
    assert.deepEqual((await assigned(pd, ...DAY))[2]?.slice(0, 3), ["11-21T12:00", "11-21T12:30", "Finn Larsen"]);
    assertRefused(await remove(two), 404, 2100);
  });
});

describe("a shift by hand", () => {
  test("adds somebody beside the rotation, and can be overridden and deleted", async (t) => {
    const pd = await start(t);
    const made = await sendShift(pd);
    assert.equal(made.status, 201, made.text);
    const { id } = made.body.custom_shifts[0];
    const names = async () =>
      (await assigned(pd, "2026-11-21T14:10:00Z", "2026-11-21T14:20:00Z")).map(([, , name, source]) => [name, source]);
    assert.deepEqual(await names(), [
      ["Grace Okafor", "schedule_rotation"],
      ["Elif Demir", "custom_shift"],
    ]);
    const over = {
      ...{ rotation_id: undefined, custom_shift_id: id, overridden_member: member(pd, "Elif Demir") },
      ...{ start_time: "2026-11-21T14:00:00Z", end_time: "2026-11-21T15:00:00Z" },
    };
    assert.equal((await send(pd, over)).status, 201);
    assert.deepEqual((await names())[1], ["Finn Larsen", "custom_shift_override"]);
    const { body } = await ask(pd, path(pd, `/custom_shifts?since=${DAY[0]}&until=${DAY[1]}`));
    assert.equal(body.custom_shifts[0].assignments[0].member.user_id, "PELI005");
    assert.equal((await ask(pd, path(pd, `/custom_shifts/${id}`), { method: "DELETE" })).status, 204);
    assert.equal((await names()).length, 1);
  });

  test("has exactly one person and some time to come", async (t) => {
    const pd = await start(t);
    const one = { type: "shift_assignment", member: member(pd, "Elif Demir") };
    for (const wrong of [
      { type: undefined },
      { assignments: [] },
      { assignments: [one, one] },
      { assignments: [{ type: "shift_assignment", member: { type: "user_member", user_id: "PNOBODY" } }] },
      { end_time: "2026-11-21T14:00:00Z" },
      { start_time: "2026-11-20T14:00:00Z", end_time: "2026-11-20T15:00:00Z" },
    ])
      assertRefused(await sendShift(pd, wrong), 400, 2001);
    assert.ok(NOW_MS < Date.parse("2026-11-21T14:00:00Z"));
  });
});
