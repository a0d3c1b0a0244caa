import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
import { ask, assertRefused, NOW_MS, start } from "./kit.ts";

interface Row {
  readonly id: string;
  readonly created_at: string;
}
const iso = (atMs: number): string => new Date(atMs).toISOString();
const DAY_MS = 86_400_000;

describe("who may ask", () => {
  test("needs the key, the version, and says the rate", async (t) => {
    const pd = await start(t);
    assertRefused(await ask(pd, "/users", { headers: { authorization: "" } }), 401, 2006);
    assertRefused(await ask(pd, "/users", { headers: { authorization: "Token token=nope" } }), 401, 2006);
    assertRefused(await ask(pd, "/users", { headers: { accept: "application/json" } }), 400, 2001);
    const good = await ask(pd, "/users");
    assert.equal(good.status, 200);
    assert.equal(good.headers.get("ratelimit-limit"), "960");
    assert.ok(Number(good.headers.get("ratelimit-reset")) > 0);
    assertRefused(await ask(pd, "/nothing"), 404, 2100);
  });

  test("refuses beyond the rate with 2020 until the minute is over", async (t) => {
    let nowMs = NOW_MS;
    const pd = await start(t, { clock: () => nowMs, perMinute: 2 });
    assert.equal((await ask(pd, "/users")).headers.get("ratelimit-remaining"), "1");
    await ask(pd, "/users");
    const refused = await ask(pd, "/users");
    assertRefused(refused, 429, 2020);
    assert.equal(refused.headers.get("ratelimit-remaining"), "0");
    nowMs += 60_001;
    assert.equal((await ask(pd, "/users")).status, 200);
  });

  test("knows the owner of a user key only", async (t) => {
    const pd = await start(t);
    assertRefused(await ask(pd, "/users/me"), 400, 2001);
    const me = await ask(pd, "/users/me", { headers: { authorization: `Token token=${pd.userToken}` } });
    assert.equal(me.body.user.name, "Kim Alvarez");
  });

  test("keeps tokens out of the record of calls", async (t) => {
    const pd = await start(t);
    await ask(pd, "/users?query=ana");
    assert.equal(pd.calls.at(-1)?.path, "/users");
    assert.ok(!JSON.stringify(pd.calls).includes(pd.token));
  });
});

describe("pages", () => {
  test("walk through everything once", async (t) => {
    const pd = await start(t);
    const seen: string[] = [];
    for (let offset = 0; offset < 10_000; offset += 100) {
      const { body } = await ask(pd, `/log_entries?limit=100&offset=${offset}`);
      seen.push(...body.log_entries.map((one: Row) => one.id));
      assert.equal(body.offset, offset);
      assert.equal(body.total, null);
      if (!body.more) break;
    }
    assert.equal(seen.length, pd.account.entries.length);
    assert.equal(new Set(seen).size, seen.length);
  });

  test("have 25 rows by default, at most 100, and end at 10,000", async (t) => {
    const pd = await start(t);
    const first = await ask(pd, "/log_entries?total=true");
    assert.equal(first.body.log_entries.length, 25);
    assert.equal(first.body.total, pd.account.entries.length);
    assert.equal((await ask(pd, "/log_entries?limit=1000")).body.limit, 100);
    assert.equal((await ask(pd, "/users?limit=11")).body.more, true);
    assert.equal((await ask(pd, "/users?limit=12")).body.more, false);
    assertRefused(await ask(pd, "/log_entries?limit=100&offset=9901"), 400, 2001);
    assert.equal((await ask(pd, "/log_entries?limit=100&offset=9900")).status, 200);
    assertRefused(await ask(pd, "/log_entries?limit=x"), 400, 2001);
  });
});

describe("GET /incidents", () => {
  test("goes back a month by default, six at most, or all", async (t) => {
    const pd = await start(t);
    const oldest = async (query: string) => {
      const { body } = await ask(pd, `/incidents?limit=1&sort_by=created_at:asc&${query}`);
      return Date.parse(body.incidents[0].created_at);
    };
    assert.ok((await oldest("")) >= NOW_MS - 31 * DAY_MS);
    assert.ok((await oldest("date_range=all")) < NOW_MS - 54 * DAY_MS);
    assert.ok((await oldest(`since=${iso(NOW_MS - 180 * DAY_MS)}`)) < NOW_MS - 54 * DAY_MS);
    assertRefused(await ask(pd, `/incidents?since=${iso(NOW_MS - 200 * DAY_MS)}`), 400, 2005);
    assertRefused(await ask(pd, "/incidents?since=yesterday"), 400, 2004);
    assertRefused(await ask(pd, "/incidents?since=2026-11-02&until=2026-11-01"), 400, 2005);
  });

  test("filters by creation time, half-open, in whole seconds", async (t) => {
    const pd = await start(t);
    const { body } = await ask(pd, `/incidents?limit=100&since=2026-11-10T00:00:00Z&until=2026-11-12T00:00:00Z`);
    assert.ok(body.incidents.length > 0);
    for (const one of body.incidents) {
      assert.match(one.created_at, /^2026-11-1[01]T\d\d:\d\d:\d\dZ$/);
    }
  });

  test("filters by status, service, team, urgency and person", async (t) => {
    const pd = await start(t);
    const [service] = pd.account.services;
    const open = await ask(pd, "/incidents?statuses[]=triggered&statuses[]=acknowledged&date_range=all");
    assert.equal(open.body.incidents.length, 3);
    const own = await ask(pd, `/incidents?limit=100&service_ids[]=${service?.id}`);
    assert.ok(own.body.incidents.every((one: { service: Row }) => one.service.id === service?.id));
    const team = await ask(pd, `/incidents?limit=100&team_ids[]=${service?.teamId}`);
    assert.ok(team.body.incidents.length > own.body.incidents.length);
    const low = await ask(pd, "/incidents?limit=100&urgencies[]=low");
    assert.ok(low.body.incidents.every((one: { urgency: string }) => one.urgency === "low"));
    const person = open.body.incidents[0].assignments[0].assignee.id;
    const mine = await ask(pd, `/incidents?user_ids[]=${person}&date_range=all`);
    assert.ok(mine.body.incidents.length > 0 && mine.body.incidents.length < 3);
    assertRefused(await ask(pd, "/incidents?statuses[]=burning"), 400, 1003);
  });

  test("sorts and includes", async (t) => {
    const pd = await start(t);
    const { body } = await ask(pd, "/incidents?sort_by=created_at:desc&include[]=services&include[]=assignees");
    const times = body.incidents.map((one: Row) => one.created_at);
    assert.deepEqual(times, times.toSorted().toReversed());
    assert.equal(body.incidents[0].service.type, "service");
    assert.equal(body.incidents[0].assignments[0].assignee.type, "user");
    assertRefused(await ask(pd, "/incidents?sort_by=colour"), 400, 2001);
  });
});

describe("GET /log_entries", () => {
  test("is newest first, within the window, and short with is_overview", async (t) => {
    const pd = await start(t);
    const window = `since=${iso(NOW_MS - DAY_MS)}&until=${iso(NOW_MS)}`;
    const { body } = await ask(pd, `/log_entries?limit=100&include[]=incidents&${window}`);
    const times = body.log_entries.map((one: Row) => Date.parse(one.created_at));
    assert.deepEqual(
      times,
      times.toSorted((a: number, b: number) => b - a),
    );
    assert.ok(times.every((at: number) => at >= NOW_MS - DAY_MS - 1000));
    assert.equal(body.log_entries[0].incident.type, "incident");
    const notified = body.log_entries.find((one: { type: string }) => one.type === "notify_log_entry");
    assert.match(notified.channel.notification.type, /^(push|sms|phone|email)_notification$/);
    assert.equal(notified.user.type, "user_reference");
    const short = await ask(pd, `/log_entries?limit=100&is_overview=true&${window}`);
    assert.ok(short.body.log_entries.every((one: { type: string }) => one.type !== "notify_log_entry"));
  });
});

describe("the rest of the account", () => {
  test("GET /oncalls has every level, now; some for ever and without a schedule", async (t) => {
    const pd = await start(t);
    const { body } = await ask(pd, "/oncalls");
    const always = body.oncalls.filter((one: { schedule: unknown }) => one.schedule === null);
    assert.equal(always.length, 3);
    assert.ok(always.every((one: { start: unknown; end: unknown }) => one.start === null && one.end === null));
    const turn = body.oncalls.find((one: { schedule: unknown }) => one.schedule !== null);
    assert.ok(Date.parse(turn.start) <= NOW_MS && NOW_MS < Date.parse(turn.end));
    assert.deepEqual(
      new Set(body.oncalls.map((one: { escalation_level: number }) => one.escalation_level)),
      new Set([1, 2]),
    );
    const week = await ask(pd, `/oncalls?limit=100&since=${iso(NOW_MS)}&until=${iso(NOW_MS + 7 * DAY_MS)}`);
    assert.ok(week.body.oncalls.length > body.oncalls.length);
    assertRefused(await ask(pd, `/oncalls?until=${iso(NOW_MS + 91 * DAY_MS)}`), 400, 2005);
  });

  test("GET /schedules/{id} renders only a window, cut at its ends", async (t) => {
    const pd = await start(t);
    const path = `/schedules/${pd.account.schedules[0]?.id}`;
    const bare = await ask(pd, path);
    assert.deepEqual(bare.body.schedule.final_schedule.rendered_schedule_entries, []);
    const window = "since=2026-11-18T00:00:00Z&until=2026-11-25T00:00:00Z";
    const entriesOf = async (query: string) =>
      (await ask(pd, `${path}?${query}`)).body.schedule.final_schedule.rendered_schedule_entries;
    assert.equal((await entriesOf(window))[0].start, "2026-11-18T01:00:00+01:00", "in the zone of the schedule");
    assert.equal((await entriesOf(`${window}&time_zone=UTC`))[0].start, "2026-11-18T00:00:00Z");
    assert.ok((await entriesOf(`${window}&overflow=true`))[0].start < "2026-11-18T01:00:00+01:00");
    assertRefused(await ask(pd, `${path}?${window}&time_zone=Moon/Tycho`), 400, 2001);
  });

  test("GET /users finds by name and e-mail, GET /notifications needs both ends", async (t) => {
    const pd = await start(t);
    const found = await ask(pd, "/users?query=noor.haddad@northwind.example");
    assert.equal(found.body.users[0].name, "Noor Haddad");
    assert.equal(found.body.users.length, 1);
    assertRefused(await ask(pd, "/notifications?since=2026-11-01"), 400, 2003);
    const sms = await ask(pd, "/notifications?since=2026-11-01&until=2026-11-21&filter=sms_notification");
    assert.ok(sms.body.notifications.every((one: { type: string }) => one.type === "sms_notification"));
    assert.ok(sms.body.notifications.length > 0);
    assertRefused(await ask(pd, "/notifications?since=2026-06-01&until=2026-11-21"), 400, 2005);
  });
});
