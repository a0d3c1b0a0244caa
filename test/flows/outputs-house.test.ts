import { strict as assert } from "node:assert";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, it } from "node:test";
import { FAST, openHouse, startBot } from "../support/house.ts";

const ANA = "ana.kovac@northwind.example";

const until = async (what: string, done: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; !(await done()); tries += 1) {
    assert.ok(tries < 1_200, `${what}: not within 30 s`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};

describe("the bot and a StatsD", () => {
  it("hears of what is new, not of history, and of commands, webhooks, jobs and polls; /metrics says the same", async (t) => {
    const socket = createSocket("udp4");
    const house = await openHouse({ limits: false });
    t.after(async () => {
      socket.close();
      await house.close();
    });
    const sums = new Map<string, number>();
    socket.on("message", (packet) => {
      for (const line of packet.toString().split("\n")) {
        const [, name = "", value] = /^([^:]+):(\d+)\|c$/.exec(line) ?? [];
        if (name) sums.set(name, (sums.get(name) ?? 0) + Number(value));
      }
    });
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    const settings = { STATSD_HOST: "127.0.0.1", STATSD_PORT: String(socket.address().port), STATSD_PREFIX: "team" };
    const app = await startBot(house, { ...settings, METRICS_PEOPLE: "on" }, FAST);
    const count = (name: string): number => sums.get(`team.${name}`) ?? 0;
    let scraped = "";
    try {
      await until("history", async () => (await app.parts.store.cursor("pagerduty")) !== undefined);
      const service = house.account.account.services[0]?.name ?? "";
      const ids = ["one", "two"].map((title) => house.account.trigger({ service, title, urgency: "high" }).id);
      house.account.ack(ids[0] ?? "", ANA);
      await house.account.idle();
      app.poll();
      await house.workspace.type("ana", "ops", "/oncall who");
      await house.workspace.type("ana", "ops", "/oncall nonsense");
      await until("facts", () => count("pagerduty.ana_kovac.acked") > 0);
      await until(
        "commands",
        () => count("drm.command.oncall_who.success") + count("drm.command.unknown.exceptions") > 1,
      );
      scraped = await (await fetch(`${app.url}/metrics`)).text();
    } finally {
      await app.stop();
    }
    assert.equal(count("pagerduty.incidents"), 2, "history is not sent");
    assert.equal(count("pagerduty.ana_kovac.acked"), 1);
    assert.equal(count("drm.command.oncall_who.started"), 1);
    assert.equal(count("drm.command.unknown.started"), 1);
    assert.match(scraped, /^drm_facts_total\{source="pagerduty",kind="opened",person=""\} 2$/m);
    assert.match(scraped, /^drm_facts_total\{source="pagerduty",kind="acked",person="Ana Kovac"\} 1$/m);
    assert.match(scraped, /^drm_work_exceptions_total\{kind="command",name="unknown",code="usage"\} 1$/m);
    assert.ok(count("drm.webhook.pagerduty.success") >= 3, "two triggers and an ack");
    assert.ok(count("drm.poll.pagerduty.success") >= 2, "the first run and the one that was asked for");
    assert.ok(count("drm.job.heartbeats.success") >= 1);
    assert.ok(count("drm.job.relay.started") >= 1);
  });
});
