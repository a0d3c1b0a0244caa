import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { FAST, type House, openHouse, startBot } from "../support/house.ts";

const CHANNELS = [
  { name: "ops", bot: true },
  { name: "ops-admin", bot: true },
];
const ADMIN = { ADMIN_CHANNEL: "ops-admin" };

const ready = async (url: string): Promise<{ status: number; said: string }> => {
  const answer = await fetch(`${url}/readyz`);
  return { status: answer.status, said: await answer.text() };
};
const until = async (done: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; !(await done()); tries++) {
    assert.ok(tries < 600, "it did not happen within 30 s");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
const admin = ({ workspace }: House, text: RegExp) =>
  workspace.until(() => workspace.messages("ops-admin").find((one) => text.test(one.text)), 30_000);

describe("health", () => {
  it("a refused PagerDuty token is seen: /readyz, the admin channel and a counter; and its end after a restart", async (t) => {
    const house = await openHouse({ limits: false, channels: CHANNELS });
    let app = await startBot(house, { ...ADMIN, PAGERDUTY_TOKEN: "wrong-token-000" }, FAST);
    t.after(async () => {
      await app.stop();
      await house.close();
    });
    await admin(house, /^🔴.*I cannot read from pagerduty/);
    const { status, said } = await ready(app.url);
    assert.equal(status, 503);
    assert.match(said, /pagerduty cannot be read: .*set PAGERDUTY_TOKEN/);
    assert.match(
      await (await fetch(`${app.url}/metrics`)).text(),
      /drm_work_exceptions_total\{kind="poll",name="pagerduty",code="credentials"\} [1-9]/,
    );
    await app.stop();
    app = await startBot(house, ADMIN, FAST);
    await admin(house, /^🟢.*I cannot read from pagerduty/);
    assert.equal((await ready(app.url)).status, 200);
  });

  it("PagerDuty away is listed, but webhooks are still wanted", async (t) => {
    const house = await openHouse({ limits: false });
    house.account.faults.add({ path: "/users", status: 404, times: 3 });
    const app = await startBot(house, {}, FAST);
    t.after(async () => {
      await app.stop();
      await house.close();
    });
    let seen = await ready(app.url);
    await until(async () => {
      seen = await ready(app.url);
      return seen.said.includes("pagerduty");
    });
    assert.equal(seen.status, 200);
    assert.match(seen.said, /pagerduty cannot be read: .*404.*tried again by itself/);
    await until(async () => !(await ready(app.url)).said.includes("pagerduty"));
  });

  it("a blocked channel is still known after a restart, and its end is said", async (t) => {
    const house = await openHouse({ limits: false, channels: CHANNELS });
    let app = await startBot(house, ADMIN, FAST);
    t.after(async () => {
      await app.stop();
      await house.close();
    });
    house.workspace.archive("ops");
    house.account.trigger({ service: house.account.account.services[0]?.name ?? "", title: "Nobody hears" });
    await admin(house, /^🔴.*cannot post to #ops/);
    await app.stop();
    house.workspace.archive("ops", false);
    app = await startBot(house, ADMIN, FAST);
    const { status, said } = await ready(app.url);
    assert.equal(status, 503);
    assert.match(said, /#ops refuses messages/);
    house.workspace.inviteBot("ops");
    await app.parts.store.outbox.retry();
    await admin(house, /^🟢.*cannot post to #ops/);
    await until(async () => (await ready(app.url)).status === 200);
  });
});
