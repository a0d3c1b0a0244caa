import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { against, fails, refusal } from "./pagerduty-responding-kit.ts";
import { account, CLASSIC, DAY, HOUR, iso, NOW, SHIFTS, WEEK } from "./pagerduty-rota-kit.ts";
import { type Handler, json } from "./pagerduty-setup.ts";

const row = (user: string, more: object = {}) => ({
  user: { id: user, type: "user_reference", summary: `Name of ${user}` },
  escalation_policy: { id: "E1", type: "escalation_policy_reference", summary: "Payments" },
  schedule: { id: "S1", type: "schedule_reference", summary: "Days" },
  escalation_level: 1,
  start: iso(NOW),
  end: iso(NOW + HOUR),
  ...more,
});

/** Answers `all` a hundred a page, as PagerDuty does. */
const paged =
  (field: string, all: readonly unknown[]): Handler =>
  (request, response) => {
    const query = new URL(request.url ?? "", "http://x").searchParams;
    const [offset, limit] = [Number(query.get("offset")), Number(query.get("limit"))];
    json(response, 200, { [field]: all.slice(offset, offset + limit), more: offset + limit < all.length });
  };

describe("who is on call when at PagerDuty", () => {
  it("takes at most two calls for up to two hundred rows", async () => {
    await using world = await against(
      paged(
        "oncalls",
        Array.from({ length: 200 }, (_, at) => row(`U${at}`)),
      ),
    );
    assert.equal((await world.oncall.now()).length, 200);
    assert.equal(world.asked.length, 2);
  });

  it("joins turns that touch or overlap, and keeps apart what does not, other schedules and other levels", async () => {
    const at = (from: number, to: number | null, more: object = {}) =>
      row("A", { start: iso(NOW + from * HOUR), end: to === null ? null : iso(NOW + to * HOUR), ...more });
    const rows = [
      ...[at(4, 6), at(0, 2), at(2, 4), at(8, 9), at(8, 9)],
      at(1, 3, { schedule: { id: "S2", type: "schedule_v3_reference", summary: "Command" } }),
      at(6, 7, { escalation_level: 2 }),
      row("B", { schedule: null, start: null, end: null }),
      row("B", { schedule: null, start: null, end: null }),
    ];
    await using world = await against(paged("oncalls", rows));
    const turns = await world.rota.turns(WEEK);
    assert.deepEqual(
      turns.map(({ personId, level, scheduleIds, fromMs, toMs }) => [
        `${personId}${level} ${scheduleIds?.join() ?? ""}`,
        fromMs === null ? null : (fromMs - NOW) / HOUR,
        toMs === null ? null : (toMs - NOW) / HOUR,
      ]),
      [
        ["B1 ", null, null],
        ["A1 S1", 0, 6],
        ["A1 S2", 1, 3],
        ["A1 S1", 8, 9],
        ["A2 S1", 6, 7],
      ],
    );
    assert.deepEqual([turns[1]?.name, turns[1]?.policyId, turns[2]?.schedule], ["Name of A", "E1", "Command"]);
  });

  it("asks for no more than the ninety days that PagerDuty knows, and for nothing beyond", async () => {
    await using world = await account();
    const far = {
      fromMs: NOW + 89 * DAY,
      toMs: NOW + 200 * DAY,
      personIds: world.pagerduty.people.map(({ id }) => id),
    };
    assert.ok((await world.rota.turns(far)).length > 0);
    const before = world.pagerduty.calls.length;
    await assert.rejects(world.rota.turns({ ...far, fromMs: NOW + 91 * DAY }), fails("usage", /90 days/));
    assert.deepEqual(await world.rota.turns({ ...WEEK, personIds: [] }), [], "none of them");
    assert.equal(world.pagerduty.calls.length, before);
  });

  it("finds turns of both kinds of schedules by person and schedule", async () => {
    await using world = await account();
    const command = world.named("Incident Command");
    const turns = await world.rota.turns({ ...WEEK, scheduleIds: [command.id] });
    assert.ok(turns.length > 0 && turns.every(({ scheduleIds }) => scheduleIds?.[0] === command.id));
    const person = turns[0]?.personId ?? "";
    assert.ok((await world.rota.turns({ ...WEEK, personIds: [person] })).every(({ personId }) => personId === person));
  });
});

describe("schedules of PagerDuty in time", () => {
  it("shows shifts of classic schedules, clipped, turns of one person joined", async () => {
    await using world = await account();
    const shifts = await world.rota.shifts(world.named("Payments Primary"), { fromMs: NOW, toMs: NOW + 2 * DAY });
    assert.equal(shifts[0]?.fromMs, NOW);
    assert.equal(shifts.at(-1)?.toMs, NOW + 2 * DAY);
    assert.deepEqual(new Set(shifts.map(({ person }) => person.name)).size, 3);
    for (const [at, shift] of shifts.entries()) assert.equal(shift.fromMs, shifts[at - 1]?.toMs ?? NOW, "no gap");
    const weekly = await world.rota.shifts(world.named("Platform Primary"), WEEK);
    assert.ok(weekly.length <= 2);
  });

  it("shows shifts of shift-based schedules by name, several at once", async () => {
    await using world = await account();
    const monday = { fromMs: Date.UTC(2026, 10, 23), toMs: Date.UTC(2026, 10, 24) };
    const shifts = await world.rota.shifts(world.named("Incident Command"), monday);
    const names = shifts.map(({ person }) => person.name);
    assert.ok(
      names.some((name) => /Jonas|Elif/.test(name)),
      `the scribe is missing: ${names}`,
    );
    assert.ok(
      names.some((name) => /Grace|Kim|Ana/.test(name)),
      `the commander is missing: ${names}`,
    );
    const before = world.pagerduty.calls.length;
    await world.rota.shifts(world.named("Incident Command"), monday);
    assert.equal(world.pagerduty.calls.length, before + 1, "names are read once");
  });

  it("cuts what PagerDuty shows beyond the window, and what never ends", async () => {
    const entry = (id: string, fromMs: number, toMs: number | null) => ({
      user: { id, type: "user_reference", summary: id },
      ...{ start: iso(fromMs), end: toMs === null ? null : iso(toMs) },
    });
    const entries = [
      entry("B", NOW + DAY, NOW + 8 * DAY),
      entry("C", NOW + 8 * DAY, NOW + 9 * DAY),
      entry("A", NOW - DAY, NOW + DAY),
      entry("D", NOW + 6 * DAY, null),
    ];
    await using world = await against((_request, response) =>
      json(response, 200, { schedule: { final_schedule: { rendered_schedule_entries: entries } } }),
    );
    assert.deepEqual(
      (await world.rota.shifts(CLASSIC, WEEK)).map(({ person, fromMs, toMs }) => [
        ...[person.name, (fromMs - NOW) / DAY, (toMs - NOW) / DAY],
      ]),
      [
        ["A", 0, 1],
        ["B", 1, 7],
        ["D", 6, 7],
      ],
    );
  });

  it("leaves out empty slots, and calls people who are gone by their ids", async () => {
    const shift = (hour: number, member: object) => ({
      ...{
        type: "computed_shift_assignment",
        start_time: iso(NOW + hour * HOUR),
        end_time: iso(NOW + (hour + 1) * HOUR),
      },
      ...{ member, source: { type: "schedule_rotation", rotation_id: "R" } },
    });
    const all = [shift(0, { type: "empty_member" }), shift(1, { type: "user_member", user_id: "PGONE" })];
    await using world = await against((request, response) =>
      request.url?.startsWith("/v3/")
        ? json(response, 200, { schedule: { final_schedule: { computed_shift_assignments: all } } })
        : json(response, 404, refusal(2100, "Not Found")),
    );
    assert.deepEqual(await world.rota.shifts(SHIFTS, WEEK), [
      { person: { id: "PGONE", name: "PGONE" }, fromMs: NOW + HOUR, toMs: NOW + 2 * HOUR },
    ]);
  });
});
