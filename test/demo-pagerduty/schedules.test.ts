import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
import type { PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { ask, assertRefused, handClock, NOW_MS, start } from "./kit.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const idOf = (pd: PagerDuty): string => pd.account.schedules[0]?.id ?? "";
const read = async (pd: PagerDuty, query: string) => (await ask(pd, `/schedules/${idOf(pd)}?${query}`)).body.schedule;
const window = (fromMs: number, toMs: number, tz = "UTC"): string =>
  `since=${new Date(fromMs).toISOString()}&until=${new Date(toMs).toISOString()}&time_zone=${tz}`;

describe("a rotation", () => {
  test("hands over by the clock that is passed in", async (t) => {
    const time = handClock();
    const pd = await start(t, { clock: time.now });
    const who = async () => (await ask(pd, `/schedules/${idOf(pd)}/users`)).body.users[0].name;
    assert.equal(await who(), "Ana Kovac");
    time.forward(7 * DAY_MS);
    assert.equal(await who(), "Ben Carter");
    assert.equal(pd.trigger({ service: "Postgres", title: "Full" }).assignees[0], "ben.carter@northwind.example");
    time.forward(7 * DAY_MS);
    assert.equal(await who(), "Chitra Rao");
  });

  test("with a gap has nobody then: no entry, no on-call, less than full cover", async (t) => {
    const time = handClock();
    const pd = await start(t, { clock: time.now });
    const fromMs = NOW_MS + 2 * HOUR_MS;
    pd.gap("Platform Primary", fromMs, fromMs + HOUR_MS);
    const schedule = await read(pd, window(NOW_MS, NOW_MS + 10 * HOUR_MS));
    const entries = schedule.final_schedule.rendered_schedule_entries;
    assert.equal(entries.length, 2);
    assert.equal(Date.parse(entries[1].start) - Date.parse(entries[0].end), HOUR_MS);
    assert.equal(entries[0].user.summary, entries[1].user.summary, "the rotation goes on where it was");
    assert.equal(schedule.final_schedule.rendered_coverage_percentage, 90);
    assert.equal(schedule.schedule_layers.length, 2);
    const onCall = async () =>
      (await ask(pd, `/oncalls?schedule_ids[]=${idOf(pd)}`)).body.oncalls.map(
        (one: { user: { summary: string } }) => one.user.summary,
      );
    const policies = 3;
    assert.equal((await onCall()).length, policies);
    time.forward(2.5 * HOUR_MS);
    assert.deepEqual(await onCall(), []);
    assert.deepEqual((await ask(pd, `/schedules/${idOf(pd)}/users`)).body.users, []);
    time.forward(HOUR_MS);
    assert.equal((await onCall()).length, policies);
    assert.throws(() => pd.gap("Nothing", 0, 1), { code: 2001 });
  });

  test("with restrictions has hours by the wall clock of its zone", async (t) => {
    const pd = await start(t);
    pd.restrict("Platform Primary", [{ kind: "daily", startsAt: "09:00:00", lastsMs: 8 * HOUR_MS }]);
    const entriesOf = async (query: string) =>
      (await read(pd, query)).final_schedule.rendered_schedule_entries.map((one: { start: string }) => one.start);
    const winter = window(Date.UTC(2026, 10, 21), Date.UTC(2026, 10, 23), "Europe/Berlin");
    assert.deepEqual(await entriesOf(winter), ["2026-11-21T09:00:00+01:00", "2026-11-22T09:00:00+01:00"]);
    const summer = window(Date.UTC(2026, 6, 1), Date.UTC(2026, 6, 2), "Europe/Berlin");
    assert.deepEqual(await entriesOf(summer), ["2026-07-01T09:00:00+02:00"]);
    const [layer] = (await read(pd, winter)).schedule_layers;
    assert.deepEqual(layer.restrictions, [
      { type: "daily_restriction", start_time_of_day: "09:00:00", duration_seconds: 28_800 },
    ]);
    pd.restrict("Platform Primary", [{ kind: "weekly", day: 1, startsAt: "08:00:00", lastsMs: DAY_MS }]);
    const week = window(Date.UTC(2026, 10, 16), Date.UTC(2026, 10, 23), "Europe/Berlin");
    assert.deepEqual(await entriesOf(week), ["2026-11-16T08:00:00+01:00", "2026-11-16T09:00:00+01:00"]);
    pd.restrict("Platform Primary", []);
    assert.equal((await entriesOf(week))[0], "2026-11-16T01:00:00+01:00");
  });
});

describe("GET /schedules", () => {
  test("finds by name, by team, in pages, and draws only what was asked for", async (t) => {
    const pd = await start(t);
    const list = async (query: string) => (await ask(pd, `/schedules?${query}`)).body;
    assert.deepEqual(
      (await list("query=PLATFORM")).schedules.map((one: { name: string }) => one.name),
      ["Platform Primary"],
    );
    assert.equal((await list(`team_ids[]=${pd.account.teams[1]?.id}`)).schedules.length, 1);
    const page = await list("limit=2&total=true");
    assert.deepEqual([page.schedules.length, page.more, page.total], [2, true, 3]);
    assert.equal(page.schedules[0].final_schedule, undefined);
    const drawn = await list(`include[]=final_schedule&${window(NOW_MS, NOW_MS + HOUR_MS)}`);
    assert.equal(drawn.schedules[0].final_schedule.rendered_schedule_entries.length, 1);
    assert.equal(drawn.schedules[0].schedule_layers, undefined);
    const next = await list(`query=platform&include_next_oncall_for_user=PBEN002&time_zone=UTC`);
    assert.equal(next.schedules[0].next_oncall_for_user.start, "2026-11-23T08:00:00Z");
    assert.equal(next.schedules[0].next_oncall_for_user.user.summary, "Ben Carter");
    pd.setAbility("teams", false);
    assertRefused(await ask(pd, `/schedules?team_ids[]=${pd.account.teams[1]?.id}`), 402, 2014);
  });

  test("does not know schedules of the new kind, neither listed nor by id", async (t) => {
    const pd = await start(t);
    const id = pd.account.shiftSchedules[0]?.id;
    const { body } = await ask(pd, "/schedules");
    assert.ok(body.schedules.every((one: { id: string }) => one.id !== id));
    assertRefused(await ask(pd, `/schedules/${id}`), 404, 2100);
    assertRefused(await ask(pd, `/schedules/${id}/users`), 404, 2100);
    assertRefused(await ask(pd, `/schedules/${id}/overrides?${window(NOW_MS, NOW_MS + 1)}`), 404, 2100);
  });
});
