import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
import { createPagerDuty, type PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { PEOPLE } from "../../src/demo/people.ts";
import { NOW_MS, start } from "./kit.ts";

const flat = (pd: PagerDuty): string =>
  JSON.stringify([
    pd.token,
    pd.account.users,
    pd.account.services,
    pd.account.entries.map((one) => ({ ...one, incident: one.incident.id })),
    pd.account.incidents.map((one) => ({ ...one, entries: one.entries.length })),
  ]);

const hourIn = (atMs: number, tz: string): number =>
  Number(new Intl.DateTimeFormat("en-GB", { timeZone: tz, hour: "2-digit", hourCycle: "h23" }).format(atMs));

describe("the seeded account", () => {
  test("is the same for the same seed and time, another for another seed", async (t) => {
    const one = await start(t, { seed: 7 });
    const same = await start(t, { seed: 7 });
    const other = await start(t, { seed: 8 });
    assert.equal(flat(one), flat(same));
    assert.notEqual(flat(one), flat(other));
  });

  test("is made fast", async () => {
    const startedMs = performance.now();
    const pd = await createPagerDuty({ clock: () => NOW_MS });
    const tookMs = performance.now() - startedMs;
    await pd.close();
    assert.ok(tookMs < 1000, `${tookMs} ms`);
  });

  test("has 12 people in four zones, one with another e-mail in Slack", async (t) => {
    const { account } = await start(t);
    assert.equal(account.users.length, 12);
    assert.equal(new Set(account.users.map((user) => user.tz)).size, 4);
    assert.equal(PEOPLE.filter((person) => person.email !== person.slackEmail).length, 1);
    assert.equal(new Set(PEOPLE.flatMap((person) => [person.stem, person.handle])).size, 24);
    assert.ok(account.users.every((user) => user.teamIds.length === 1));
    assert.equal(account.schedules.length, 3);
    assert.equal(account.services.length, 6);
    assert.ok(account.policies.every((policy) => policy.levels.length === 2));
  });

  test("has eight weeks of every kind of story", async (t) => {
    const { account } = await start(t);
    const { incidents, entries } = account;
    assert.ok(incidents.length > 200 && incidents.length < 600, String(incidents.length));
    assert.ok((incidents[0]?.createdAtMs ?? 0) < NOW_MS - 54 * 86_400_000);
    assert.ok(
      entries.every((one) => one.atMs <= NOW_MS),
      "nothing lies in the future",
    );
    const kinds = new Set(entries.map((one) => one.kind));
    for (const kind of ["trigger", "assign", "notify", "acknowledge", "escalate", "annotate", "resolve"] as const) {
      assert.ok(kinds.has(kind), kind);
    }
    const channels = new Set(entries.map((one) => one.notified?.channel));
    for (const channel of ["push", "sms", "phone", "email"] as const) assert.ok(channels.has(channel), channel);
    assert.ok(incidents.some((one) => one.mergedIntoId !== null));
    assert.ok(incidents.some((one) => one.urgency === "low"));
    assert.ok(entries.some((one) => one.kind === "resolve" && one.agent.kind === "service"));
    assert.ok(entries.every((one) => one.kind !== "acknowledge" || one.agent.kind === "user"));
    const open = incidents.filter((one) => one.status !== "resolved").map((one) => one.status);
    assert.deepEqual(open.toSorted(), ["acknowledged", "triggered", "triggered"]);
  });

  test("wakes people at night and pages by several channels within a minute", async (t) => {
    const { account } = await start(t);
    const zones = new Map(account.users.map((user) => [user.id, user.tz]));
    const pages = account.entries.filter((one) => one.notified !== undefined && one.notified.channel !== "email");
    const nights = pages.filter((one) => {
      const hour = hourIn(one.atMs, zones.get(one.notified?.userId ?? "") ?? "");
      return hour >= 22 || hour < 8;
    });
    assert.ok(nights.length > 20, String(nights.length));
    const close = pages.filter((one, index) => {
      const before = pages[index - 1];
      return (
        before !== undefined &&
        before.incident === one.incident &&
        before.notified?.userId === one.notified?.userId &&
        before.notified?.channel !== one.notified?.channel &&
        one.atMs - before.atMs < 60_000
      );
    });
    assert.ok(close.length > 20, String(close.length));
  });

  test("keeps times in order within each incident, and only open ones have assignees", async (t) => {
    const { account } = await start(t);
    for (const one of account.incidents) {
      const times = one.entries.map((entry) => entry.atMs);
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      );
      assert.equal(one.entries[0]?.kind, "trigger");
      assert.equal(one.status === "resolved", one.assignments.length === 0);
      assert.equal(one.status === "resolved", one.resolvedAtMs !== null);
      const acked = one.entries.find((entry) => entry.kind === "acknowledge");
      if (acked !== undefined) assert.ok(acked.atMs > one.createdAtMs);
    }
  });
});
