import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { assertDescribed, skip } from "./pagerduty-described.ts";
import { against, fails } from "./pagerduty-responding-kit.ts";
import { ANA, account, CLASSIC, DAY, HOUR, iso, NOW, SHIFTS, WEEK } from "./pagerduty-rota-kit.ts";
import { connectTo, json } from "./pagerduty-setup.ts";

for (const name of ["Payments Primary", "Incident Command"]) {
  describe(`overrides of ${name}`, () => {
    it("are made, listed whole, seen in the shifts, and deleted", async () => {
      await using world = await account();
      const { rota, named } = world;
      const schedule = named(name);
      const ben = { id: "PBEN002", name: "Ben Carter" };
      const window = { fromMs: NOW + HOUR, toMs: NOW + 3 * HOUR };
      const made = await rota.override(schedule, { personId: ben.id, ...window }, ANA);
      assert.deepEqual([made.person.name, made.fromMs, made.toMs], [ben.name, window.fromMs, window.toMs]);
      assert.equal(made.schedule.name, name);
      assert.ok(made.id !== "");
      const listed = await rota.overrides(schedule, { fromMs: NOW + 2 * HOUR, toMs: NOW + DAY });
      assert.deepEqual(
        listed.map(({ id, person, fromMs, toMs }) => [id, person.name, fromMs, toMs]),
        [[made.id, ben.name, window.fromMs, window.toMs]],
      );
      const shifts = await rota.shifts(schedule, { fromMs: NOW, toMs: NOW + DAY });
      assert.ok(shifts.some(({ person, fromMs }) => person.id === ben.id && fromMs === window.fromMs));
      await rota.deleteOverride(schedule, made.id, ANA);
      assert.deepEqual(await rota.overrides(schedule, { fromMs: NOW, toMs: NOW + DAY }), []);
      await assert.rejects(rota.deleteOverride(schedule, made.id, ANA), fails("not_found", /./));
    });

    it("that are under way end now", async () => {
      await using world = await account();
      const { rota, named, forward } = world;
      const schedule = named(name);
      const window = { fromMs: NOW, toMs: NOW + 3 * HOUR };
      const { id } = await rota.override(schedule, { personId: "PBEN002", ...window }, ANA);
      forward(HOUR);
      await rota.deleteOverride(schedule, id, ANA);
      const shifts = await rota.shifts(schedule, { fromMs: NOW, toMs: NOW + DAY });
      const bens = shifts.filter(({ person }) => person.id === "PBEN002");
      assert.deepEqual(
        bens.map(({ fromMs, toMs }) => [fromMs, toMs]),
        [[NOW, NOW + HOUR]],
      );
    });

    it("that PagerDuty does not take are told of with its reason", async () => {
      await using world = await account();
      const window = { fromMs: NOW - 2 * DAY, toMs: NOW - DAY };
      const wish = { personId: "PBEN002", ...window };
      await assert.rejects(world.rota.override(world.named(name), wish, ANA), fails("rejected", /in the future/));
      const nobody = { personId: "PNOBODY", fromMs: NOW, toMs: NOW + HOUR };
      await assert.rejects(world.rota.override(world.named(name), nobody, ANA), fails("rejected", /user/i));
    });

    it("are refused to a token that may only read, and to no one in the name of somebody else", async () => {
      await using world = await account();
      const reader = connectTo(world.pagerduty.url, world.pagerduty.readOnlyToken, { clock: () => NOW });
      const wish = { personId: "PBEN002", fromMs: NOW, toMs: NOW + HOUR };
      await assert.rejects(
        reader.rota.override(world.named(name), wish, ANA),
        fails("forbidden", /token may only read/),
      );
      reader.stop();
      await world.rota.override(world.named(name), wish, ANA);
      assert.ok(world.pagerduty.calls.every(({ from }) => from === undefined));
    });
  });
}

describe("overrides across turns of a shift-based schedule", () => {
  it("are one to people: made for each turn and rotation, listed as one, deleted together", async () => {
    await using world = await account();
    const { rota, named, pagerduty } = world;
    const schedule = named("Incident Command");
    // Monday 06:00 to 10:00: the commander changes at 07:00, the scribe comes at 08:00.
    const window = { fromMs: Date.UTC(2026, 10, 23, 6), toMs: Date.UTC(2026, 10, 23, 10) };
    const made = await rota.override(schedule, { personId: "PBEN002", ...window }, ANA);
    assert.ok(made.id.includes("+"), made.id);
    assert.deepEqual([made.fromMs, made.toMs], [window.fromMs, window.toMs]);
    const shifts = await rota.shifts(schedule, window);
    assert.deepEqual(
      shifts.map(({ person }) => person.name),
      ["Ben Carter"],
      "alone in all of it",
    );
    assert.deepEqual(
      (await rota.overrides(schedule, window)).map(({ id }) => id),
      [made.id],
    );
    const wish = { personId: "PBEN002", ...window };
    await assert.rejects(
      rota.override(schedule, wish, ANA),
      fails("conflict", /on call in Incident Command then already/),
    );
    await rota.deleteOverride(schedule, made.id, ANA);
    assert.deepEqual(pagerduty.account.shiftSchedules[0]?.overrides, []);
  });

  it("are two where somebody asked twice, and what is over already is no hindrance", async () => {
    await using world = await account();
    const { rota, named, pagerduty, forward } = world;
    const schedule = named("Incident Command");
    const at = (hour: number): number => Date.UTC(2026, 10, 23, hour);
    const take = (from: number, to: number) =>
      rota.override(schedule, { personId: "PBEN002", fromMs: at(from), toMs: at(to) }, ANA);
    const [first, second] = [await take(8, 10), await take(10, 12)];
    const listed = await rota.overrides(schedule, { fromMs: at(0), toMs: at(23) });
    assert.deepEqual(
      listed.map(({ id, fromMs, toMs }) => [id, fromMs, toMs]),
      [
        [first.id, at(8), at(10)],
        [second.id, at(10), at(12)],
      ],
    );
    await rota.deleteOverride(schedule, second.id, ANA);
    assert.equal((await rota.overrides(schedule, { fromMs: at(0), toMs: at(23) })).length, 1);
    const night = await take(6, 8);
    assert.equal(night.id.split("+").length, 2, "the commander changes at seven");
    forward(at(7) + HOUR / 2 - NOW);
    await rota.deleteOverride(schedule, night.id, ANA);
    const ends = pagerduty.account.shiftSchedules[0]?.overrides.map(({ toMs }) => (toMs - at(0)) / HOUR) ?? [];
    assert.deepEqual(
      ends.toSorted((a, b) => a - b),
      [7, 7.5, 10, 10],
      "what was over stays, what was under way ended",
    );
  });

  it("follow each other day after day as one", async () => {
    await using world = await account();
    const { rota, named, pagerduty } = world;
    const schedule = named("Incident Command");
    const window = { fromMs: Date.UTC(2026, 10, 23, 8), toMs: Date.UTC(2026, 10, 25, 8) };
    const made = await rota.override(schedule, { personId: "PBEN002", ...window }, ANA);
    assert.deepEqual([made.fromMs, made.toMs], [window.fromMs, window.toMs]);
    assert.ok((pagerduty.account.shiftSchedules[0]?.overrides.length ?? 9) <= 3, "the commander's days are one");
    assert.deepEqual(
      (await rota.shifts(schedule, window)).map(({ person }) => person.id),
      ["PBEN002"],
    );
    const ids = (await rota.overrides(schedule, window)).map(({ id }) => id);
    assert.deepEqual(ids, [made.id]);
  });

  it("need a turn to take", async () => {
    await using world = await against((_request, response) =>
      json(response, 200, { schedule: { final_schedule: { computed_shift_assignments: [] } } }),
    );
    const wish = { personId: "PBEN002", fromMs: NOW, toMs: NOW + HOUR };
    await assert.rejects(world.rota.override(SHIFTS, wish, ANA), fails("conflict", /Nobody has a turn in Command/));
    assert.equal(world.asked.length, 1, "nothing was written");
  });
});

describe("answers about classic overrides", () => {
  const one = (id: string | undefined, hour: number) => ({
    ...(id === undefined ? {} : { id }),
    ...{ start: iso(NOW + hour * HOUR), end: iso(NOW + (hour + 1) * HOUR) },
    user: { id: "P1", type: "user_reference", summary: "Ana" },
  });

  it("have ids asked for where they come without", async () => {
    await using world = await against((request, response) => {
      const editable = request.url?.includes("editable=true");
      json(response, 201, { overrides: editable ? [one("QB", 2)] : [one(undefined, 2), one(undefined, -2)] });
    });
    const found = await world.rota.overrides(CLASSIC, { fromMs: NOW - DAY, toMs: NOW + DAY });
    assert.deepEqual(
      found.map(({ id, fromMs }) => [id, (fromMs - NOW) / HOUR]),
      [
        ["", -2],
        ["QB", 2],
      ],
    );
    assert.equal(world.asked.length, 2);
  });

  it("take one call where the ids are there", async () => {
    await using world = await against((_request, response) => json(response, 201, { overrides: [one("QA", 1)] }));
    assert.equal((await world.rota.overrides(CLASSIC, WEEK))[0]?.id, "QA");
    assert.equal(world.asked.length, 1);
  });

  it("tell of a refusal within a success", async () => {
    const errors = ["Override must end after its start"];
    await using world = await against((_request, response) =>
      json(response, 201, [{ status: 400, errors, override: one(undefined, 1) }]),
    );
    const wish = { personId: "P1", fromMs: NOW, toMs: NOW };
    await assert.rejects(world.rota.override(CLASSIC, wish, ANA), fails("rejected", /must end after its start/));
  });

  it("that come too late or broken are doubts, and nothing is written twice", async () => {
    await using world = await against((_request, response) => response.destroy());
    const wish = { personId: "P1", fromMs: NOW, toMs: NOW + HOUR };
    await assert.rejects(world.rota.override(CLASSIC, wish, ANA), fails("unavailable", /try again/));
    assert.equal(world.asked.length, 1);
  });
});

describe("requests about schedules", () => {
  it("are as PagerDuty describes them", { skip }, async () => {
    const seen = new Set<string>();
    const assigned = {
      ...{ type: "computed_shift_assignment", start_time: iso(NOW - DAY), end_time: iso(NOW + DAY) },
      ...{ member: { type: "user_member", user_id: "P2" }, source: { type: "schedule_rotation", rotation_id: "R" } },
    };
    const overridden = {
      ...{ id: "QA", type: "override_shift", start_time: iso(NOW), end_time: iso(NOW + HOUR), rotation_id: "R" },
      ...{ overridden_member: { type: "user_member", user_id: "P2" } },
      overriding_member: { type: "user_member", user_id: "P1" },
    };
    const classic = {
      start: iso(NOW),
      end: iso(NOW + HOUR),
      user: { id: "P1", type: "user_reference", summary: "Ana" },
    };
    await using world = await against((request, response) => {
      const [path = ""] = (request.url ?? "").split("?");
      if (path.startsWith("/v3/schedules/") && path.endsWith("/overrides")) {
        const status = request.method === "POST" ? 201 : 200;
        return json(response, status, { overrides: [overridden], more: false });
      }
      if (path.startsWith("/v3/schedules/") && request.method === "GET")
        return json(response, 200, { schedule: { final_schedule: { computed_shift_assignments: [assigned] } } });
      if (request.method === "DELETE") return void response.writeHead(204).end();
      if (request.method === "POST") return json(response, 201, [{ status: 201, override: { id: "QA", ...classic } }]);
      if (path.endsWith("/overrides")) return json(response, 201, { overrides: [classic] });
      if (path === "/oncalls") return json(response, 200, { oncalls: [], more: false });
      if (path.startsWith("/users/")) return json(response, 200, { user: { id: "P1", summary: "Ana" } });
      return json(response, 200, { schedule: { final_schedule: { rendered_schedule_entries: [] } } });
    });
    const { rota, oncall } = world;
    await oncall.now();
    await rota.turns({ ...WEEK, personIds: ["P1", "P2"], scheduleIds: ["S1"] });
    for (const schedule of [CLASSIC, SHIFTS]) {
      await rota.shifts(schedule, WEEK);
      await rota.overrides(schedule, WEEK);
      await rota.override(schedule, { personId: "P1", fromMs: NOW, toMs: NOW + HOUR }, ANA);
      await rota.deleteOverride(schedule, "QA", ANA);
    }
    const posted = world.asked.find(({ method, url }) => method === "POST" && url.startsWith("/v3/"));
    const [wish] = JSON.parse(posted?.body ?? "{}").overrides;
    assert.deepEqual(
      [wish.start_time, wish.end_time],
      [iso(NOW), iso(NOW + HOUR)],
      "of a longer turn, the part asked for",
    );
    for (const request of world.asked) seen.add(assertDescribed(request));
    assert.deepEqual([...seen].sort(), [
      "DELETE /schedules/{id}/overrides/{override_id}",
      "DELETE /v3/schedules/{id}/overrides/{override_id}",
      "GET /oncalls",
      "GET /schedules/{id}",
      "GET /schedules/{id}/overrides",
      "GET /users/{id}",
      "GET /v3/schedules/{id}",
      "GET /v3/schedules/{id}/overrides",
      "POST /schedules/{id}/overrides",
      "POST /v3/schedules/{id}/overrides",
    ]);
  });
});
