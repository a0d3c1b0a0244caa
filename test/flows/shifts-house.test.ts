import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { createLog } from "../../src/app/log.ts";
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { defaultPolicy } from "../../src/core/policy-default.ts";
import { PEOPLE } from "../../src/demo/people.ts";
import { FAST, type House, openHouse } from "../support/house.ts";

const HOUR = 3_600_000;

/** What anybody may ask or change at the stand-in, as the vendor's page does. */
const callAccount = async ({ account }: House, method: string, path: string, body?: object) => {
  const answer = await fetch(`${account.url}${path}`, {
    method,
    headers: {
      authorization: `Token token=${account.token}`,
      accept: "application/vnd.pagerduty+json;version=2",
      "content-type": "application/json",
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
};

describe("shifts between both stand-ins", () => {
  it("an override is announced, and the user group and the topic follow", async (t) => {
    const house = await openHouse({
      limits: false,
      channels: [{ name: "ops", bot: true }],
      usergroups: [{ id: "S0ONCALL1", handle: "oncall", name: "On call", members: ["ana"] }],
    });
    const { workspace, account } = house;
    const [schedule] = account.account.schedules;
    assert.ok(schedule);
    let aheadMs = 0;
    const clock = (): number => Date.now() + aheadMs;
    const ending = new AbortController();
    const rule = { schedule: schedule.name, channel: "ops", group: "@oncall", topic: "{oncall}", gapsAheadMs: HOUR };
    const app = await createApp(
      readConfig(house.settings),
      { clock, log: createLog(process.env.TEST_LOG ?? "fatal", process.stderr), signal: ending.signal },
      { ...FAST, policy: { ...defaultPolicy("ops"), shifts: [rule] } },
    );
    t.after(async () => {
      ending.abort();
      await app.stop();
      await house.close();
    });
    const topic = (): string => workspace.channel("ops").topic;
    await workspace.until(() => topic().includes("On call: "), 20_000);
    const { oncalls } = await callAccount(house, "GET", `/oncalls?schedule_ids[]=${schedule.id}`);
    const holder = oncalls[0]?.user;
    const other = account.account.users.find(({ id }) => id !== holder?.id);
    assert.ok(other);
    assert.ok(topic().includes(holder.summary), `${topic()} names ${holder.summary}`);
    await callAccount(house, "POST", `/schedules/${schedule.id}/overrides`, {
      overrides: [
        {
          start: new Date(Date.now() - 1_000).toISOString(),
          end: new Date(Date.now() + 5 * HOUR).toISOString(),
          user: { id: other.id, type: "user_reference" },
        },
      ],
    });
    const asked = (): number =>
      account.calls.filter(({ path, query }) => path === "/oncalls" && query.includes("schedule_ids")).length;
    // A change is no flicker when two looks, a minute apart, show it.
    for (let looks = 0; looks < 2; looks += 1) {
      const before = asked();
      aheadMs += 61_000;
      app.poll();
      await workspace.until(() => asked() > before, 30_000);
    }
    const card = await workspace.until(
      () => workspace.messages("ops").find(({ text }) => text.includes(`${other.name} takes over from`)),
      15_000,
    );
    assert.match(JSON.stringify(card), /On call until <!date\^/);
    await workspace.until(() => topic().includes(other.name), 30_000);
    const { slackEmail } = PEOPLE.find(({ name }) => name === other.name) ?? { slackEmail: "" };
    const { id } = workspace.person(slackEmail);
    await workspace.until(() => workspace.usergroups[0]?.users.join() === id, 30_000);
  });
});
