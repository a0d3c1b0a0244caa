import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
import type { PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { ask, assertRefused, NOW_MS, start } from "./kit.ts";
import { hasDescription, schemaCheck } from "./openapi.ts";

const DAY_MS = 86_400_000;
const iso = (atMs: number): string => new Date(atMs).toISOString();

interface Row {
  readonly user: { readonly id: string; readonly type: string; readonly summary: string };
  readonly schedule: { readonly id: string; readonly type: string } | null;
  readonly escalation_policy: { readonly id: string; readonly type: string };
  readonly escalation_level: number;
  readonly start: string | null;
  readonly end: string | null;
}

const rows = async (pd: PagerDuty, query: string): Promise<readonly Row[]> =>
  (await ask(pd, `/oncalls?limit=100&${query}`)).body.oncalls;

describe("GET /oncalls", () => {
  test("has each level of each policy, with everybody who is on call there", async (t) => {
    const pd = await start(t);
    const all = await rows(pd, "");
    const policy = pd.account.policies.find((one) => one.name === "Web Escalation");
    const web = all.filter((one) => one.escalation_policy.id === policy?.id);
    assert.deepEqual(
      web.map((one) => [one.escalation_level, one.user.summary, one.start === null]),
      [
        [1, "Ivy Nguyen", false],
        [2, "Ana Kovac", false],
        [2, "Kim Alvarez", true],
      ],
    );
    assert.equal(new Set(all.map((one) => one.escalation_policy.id)).size, pd.account.policies.length);
  });

  test("filters by person, schedule and policy; null asks for those who are always on call", async (t) => {
    const pd = await start(t);
    const schedule = pd.account.schedules[1]?.id ?? "";
    assert.ok((await rows(pd, `schedule_ids[]=${schedule}`)).every((one) => one.schedule?.id === schedule));
    const always = await rows(pd, `schedule_ids[]=null`);
    assert.deepEqual(always.map((one) => one.user.summary).toSorted(), ["Dan Hughes", "Hari Menon", "Kim Alvarez"]);
    assert.ok(always.every((one) => one.schedule === null && one.start === null && one.end === null));
    assert.equal((await rows(pd, `schedule_ids[]=null&schedule_ids[]=${schedule}`)).length, 4);
    assert.equal((await rows(pd, "user_ids[]=PDAN004")).length, 1);
    const policy = pd.account.policies[0]?.id;
    assert.equal((await rows(pd, `escalation_policy_ids[]=${policy}`)).length, 2);
    assert.equal((await rows(pd, `escalation_policy_ids[]=${policy}&user_ids[]=PKIM011`)).length, 0);
  });

  test("touches the window, at most 90 days ahead, not turned round", async (t) => {
    const pd = await start(t);
    const schedule = `schedule_ids[]=${pd.account.schedules[1]?.id}`;
    const week = await rows(pd, `${schedule}&since=${iso(NOW_MS)}&until=${iso(NOW_MS + 3 * DAY_MS)}`);
    assert.equal(week.length, 4);
    assert.ok(Date.parse(week[0]?.start ?? "") < NOW_MS, "what began before is whole");
    const next = await rows(pd, `${schedule}&since=2026-11-22T08:00:00Z&until=2026-11-23T08:00:00Z`);
    assert.equal(next.length, 1, "half-open: neither the turn before nor the turn after");
    assertRefused(await ask(pd, `/oncalls?since=${iso(NOW_MS + DAY_MS)}`), 400, 2005);
    assertRefused(await ask(pd, `/oncalls?until=${iso(NOW_MS + 91 * DAY_MS)}`), 400, 2005);
    assertRefused(await ask(pd, "/oncalls?since=soon"), 400, 2004);
  });

  test("earliest leaves one for each policy, level and person", async (t) => {
    const pd = await start(t);
    const query = `escalation_policy_ids[]=${pd.account.policies[1]?.id}&since=${iso(NOW_MS)}&until=${iso(NOW_MS + 20 * DAY_MS)}`;
    assert.ok((await rows(pd, query)).length > 10);
    const first = await rows(pd, `${query}&earliest=true`);
    assert.equal(first.length, 4, "three in turn and one for ever");
    assert.equal(new Set(first.map((one) => one.user.id)).size, 4);
  });

  test("pages, and says how many there are when asked", async (t) => {
    const pd = await start(t);
    const { body } = await ask(pd, "/oncalls?limit=3&total=true");
    assert.equal(body.oncalls.length, 3);
    assert.equal(body.more, true);
    const rest = await ask(pd, `/oncalls?limit=100&offset=3`);
    assert.equal(rest.body.oncalls.length, body.total - 3);
    assert.equal(rest.body.total, null);
    assertRefused(await ask(pd, "/oncalls?offset=9901&limit=100"), 400, 2001);
    assert.equal((await ask(pd, "/oncalls?offset=9900&limit=100")).status, 200);
  });

  const skip = hasDescription ? false : "PagerDuty's OpenAPI description is not beside the repository";
  test("include[] puts whole things; a schedule of the new kind stays a reference", { skip }, async (t) => {
    const pd = await start(t);
    const all = await rows(pd, "include[]=users&include[]=schedules&include[]=escalation_policies");
    const checks = [
      ["User", all.map((one) => one.user)],
      ["EscalationPolicy", all.map((one) => one.escalation_policy)],
      ["Schedule", all.flatMap((one) => (one.schedule?.type === "schedule" ? [one.schedule] : []))],
      [
        "V3ScheduleReference",
        all.flatMap((one) => (one.schedule?.type === "schedule_v3_reference" ? [one.schedule] : [])),
      ],
    ] as const;
    for (const [name, values] of checks) {
      const check = schemaCheck(name);
      assert.ok(values.length > 0, name);
      for (const value of values) assert.ok(check(value), `${name}: ${JSON.stringify(check.errors)}`);
    }
    assert.equal(all[0]?.user.type, "user");
    const plain = await rows(pd, "");
    assert.equal(plain[0]?.user.type, "user_reference");
  });
});
