import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { createPagerDuty } from "../../src/demo/pagerduty/index.ts";
import { ANA, NOW_MS, refused } from "./pager-setup.ts";
import { connectTo, json, serve } from "./pagerduty-setup.ts";

const HOUR_MS = 3_600_000;
const planned = (service: string, fromMs = NOW_MS, toMs = NOW_MS + HOUR_MS) => ({
  service,
  fromMs,
  toMs,
  because: "Postgres upgrade",
});

const world = async () => {
  let nowMs = NOW_MS;
  const clock = () => nowMs;
  const account = await createPagerDuty({ clock, weeks: 1 });
  const client = connectTo(account.url, account.token, { clock });
  return {
    account,
    ...client,
    forward: (byMs: number) => {
      nowMs += byMs;
    },
    async [Symbol.asyncDispose]() {
      client.stop();
      await account.close();
    },
  };
};

describe("maintenance at PagerDuty", () => {
  it("is created for a service by name, listed, and ended", async () => {
    await using here = await world();
    const made = await here.maintenance.create(planned("postgres"), ANA);
    assert.ok(made);
    const { ref, ...rest } = made;
    assert.deepEqual(rest, {
      services: ["Postgres"],
      fromMs: NOW_MS,
      toMs: NOW_MS + HOUR_MS,
      by: here.account.people.find(({ email }) => email === ANA.email)?.name,
      because: "Postgres upgrade",
    });
    assert.deepEqual(await here.maintenance.windows(), [made]);
    here.forward(60_000);
    await here.maintenance.end(ref, ANA);
    assert.deepEqual(await here.maintenance.windows(), []);
    await refused(here.maintenance.end(ref, ANA), "conflict", /already ended/, [here.account.token]);
    await refused(here.maintenance.end("PNOTHERE", ANA), "not_found", /does not know/, []);
  });

  it("shows those under way and those to come, all pages of them", async () => {
    await using here = await world();
    for (let index = 0; index < 130; index++)
      await here.maintenance.create(planned("Search", NOW_MS + index * 1000), ANA);
    here.forward(HOUR_MS + 5000);
    assert.equal((await here.maintenance.windows()).length, 0);
    for (let index = 0; index < 103; index++)
      await here.maintenance.create(planned("Search", NOW_MS, NOW_MS + 3 * HOUR_MS + index * 1000), ANA);
    assert.equal((await here.maintenance.windows()).length, 103);
  });

  it("leaves out what ended while it was read", async () => {
    const row = (id: string, endMs: number) => ({
      id,
      start_time: "2026-11-21T08:00:00Z",
      end_time: new Date(endMs).toISOString(),
    });
    await using server = await serve((_request, response) =>
      json(response, 200, { maintenance_windows: [row("P1", NOW_MS), row("P2", NOW_MS + 1000)], more: false }),
    );
    const { maintenance, stop } = connectTo(server.url, "t", { clock: () => NOW_MS });
    assert.deepEqual(
      (await maintenance.windows()).map(({ ref, services, because }) => [ref, services, because]),
      [["P2", [], ""]],
    );
    stop();
  });

  it("keeps a service quiet", async () => {
    await using here = await world();
    await here.maintenance.create(planned("Search"), ANA);
    const before = here.account.open().length;
    const body = {
      routing_key: here.account.routingKeyOf("Search"),
      event_action: "trigger",
      payload: { summary: "s", source: "s", severity: "error" },
    };
    const sent = await fetch(`${here.account.eventsUrl}/v2/enqueue`, { method: "POST", body: JSON.stringify(body) });
    assert.equal(sent.status, 202);
    assert.equal(here.account.open().length, before);
  });

  it("for an unknown service is undefined, for a person unknown there a word", async () => {
    await using here = await world();
    assert.equal(await here.maintenance.create(planned("Nothing"), ANA), undefined);
    assert.equal(await here.maintenance.create(planned("Sear"), ANA), undefined);
    const stranger = { name: "Zoe", email: "zoe@example.com" };
    await refused(here.maintenance.create(planned("Search"), stranger), "forbidden", /does not know zoe@example/, []);
    const past = here.maintenance.create(planned("Search", NOW_MS - 2 * HOUR_MS, NOW_MS - HOUR_MS), ANA);
    await refused(past, "rejected", /End time must be in the future/, []);
  });

  it("takes an exact name before a similar one, and asks when only similar ones are there", async () => {
    const services = [
      { id: "P1", name: "API" },
      { id: "P2", name: "api" },
    ];
    await using server = await serve((request, response) =>
      request.method === "GET" ? json(response, 200, { services, more: false }) : json(response, 403, {}),
    );
    const { maintenance, stop } = connectTo(server.url);
    await refused(maintenance.create(planned("Api"), ANA), "conflict", /API, api/, []);
    await refused(maintenance.create(planned("api"), ANA), "forbidden", /may only read/, []);
    assert.deepEqual(JSON.parse(server.asked.at(-1)?.body ?? "").maintenance_window.services, [
      { id: "P2", type: "service_reference" },
    ]);
    stop();
  });
});
