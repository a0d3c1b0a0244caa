import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { FAST, openHouse, startBot } from "../support/house.ts";

const URL_ = process.env.TEST_DATABASE_URL;
const ANA = "ana.kovac@northwind.example";

describe("two replicas on one PostgreSQL", () => {
  const skip = URL_ ? false : "TEST_DATABASE_URL is not set";

  it("share the work: one card a problem, webhooks to either, one stops and the other goes on", { skip }, async (t) => {
    const house = await openHouse({ limits: false });
    const database = { DATABASE_URL: URL_ ?? "" };
    const first = await startBot(house, database, FAST);
    const second = await startBot(house, database, FAST);
    t.after(async () => {
      await second.stop();
      await house.close();
    });
    const { account, workspace } = house;
    const service = account.account.services[0]?.name ?? "";
    const cards = (id: string) =>
      workspace.messages("ops").filter((one) => JSON.stringify(one.metadata ?? "").includes(`card:pagerduty:${id}:`));
    const ids = Array.from(
      { length: 20 },
      (_, at) => account.trigger({ service, title: `Shared ${at}`, urgency: "high" }).id,
    );
    account.setWebhook(`${first.url}/hooks/pagerduty`);
    for (const id of ids) account.ack(id, ANA);
    await account.idle();
    await workspace.until(() => ids.every((id) => cards(id)[0]?.text.startsWith("🟠")), 20_000);
    await first.stop();
    account.setWebhook(`${second.url}/hooks/pagerduty`);
    for (const id of ids) account.resolve(id, ANA);
    await workspace.until(() => ids.every((id) => cards(id)[0]?.text.startsWith("🟢")), 20_000);
    for (const id of ids) assert.equal(cards(id).length, 1);

    await workspace.type("ana", "ops", "/oncall stats today");
    await workspace.until(() => workspace.messages("ops").find(({ text }) => text.startsWith("On-call stats")), 30_000);
    const answers = workspace.messages("ops").filter(({ text }) => text.startsWith("On-call stats · today"));
    assert.equal(answers.length, 1, "a command is answered by one of them");
  });
});
