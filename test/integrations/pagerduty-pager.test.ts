import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { createPagerDuty } from "../../src/demo/pagerduty/index.ts";
import { connect } from "../../src/integrations/pagerduty/connect.ts";
import pagerduty from "../../src/integrations/pagerduty.ts";
import { ANA, log, NOW_MS, problem, refused } from "./pager-setup.ts";
import { serve, settingsFor } from "./pagerduty-setup.ts";

const KEY = "0123456789abcdef0123456789abcdef";

const pagerAt = (url: string, key = KEY, timeoutMs = 2000) => {
  const settings = {
    ...settingsFor(""),
    PAGERDUTY_TOKEN: undefined,
    PAGERDUTY_URL: undefined,
    PAGERDUTY_ROUTING_KEY: key,
    PAGERDUTY_EVENTS_URL: url,
  };
  const connection = { clock: () => NOW_MS, log, signal: new AbortController().signal };
  const found = connect(settings, connection, { pageTimeoutMs: timeoutMs });
  assert.deepEqual(Object.keys(found ?? {}), ["pager"], "a pager works without a token");
  assert.ok(found?.pager);
  return found.pager;
};

const world = async (service = "Search", eventsPerMinute = 120) => {
  const account = await createPagerDuty({ clock: () => NOW_MS, weeks: 1, eventsPerMinute });
  const key = account.routingKeyOf(service);
  const mine = () => account.account.incidents.filter((one) => one.key.startsWith("drm:"));
  return {
    account,
    key,
    mine,
    pager: pagerAt(account.eventsUrl, key),
    [Symbol.asyncDispose]: () => account.close(),
  };
};

describe("calling through PagerDuty", () => {
  it("opens an incident with what the card says", async () => {
    await using server = await serve(
      (_request, response) =>
        void response.writeHead(202, { "content-type": "application/json" }).end('{"status":"success"}'),
    );
    const pager = pagerAt(`${server.url}/`);
    const members = [
      {
        key: "a",
        title: "web2 is down",
        state: "firing" as const,
        sinceMs: 1,
        labels: { host: "web2" },
        last: problem().last,
      },
    ];
    const { ref } = await pager.page(problem({ members, title: "x".repeat(3000) }), ANA);
    assert.equal(server.asked[0]?.url, "/v2/enqueue");
    const event = JSON.parse(server.asked[0]?.body ?? "");
    assert.match(ref, /^drm:[0-9a-f]{32}$/);
    assert.equal(event.payload.summary.length, 1024);
    event.payload.summary = "";
    assert.deepEqual(event, {
      routing_key: KEY,
      event_action: "trigger",
      dedup_key: ref,
      client: "Dr. M",
      payload: {
        summary: "",
        source: "web1",
        severity: "critical",
        timestamp: "2026-11-21T09:29:00.000Z",
        component: "Checkout API",
        class: "Http502",
        custom_details: {
          host: "web1",
          service: "Checkout API",
          alertname: "Http502",
          "reported by": "papertrail",
          "paged by": "Ana Kovač",
          problems: ["firing: web2 is down"],
        },
      },
      links: [
        { href: "https://papertrailapp.com/searches/1", text: "Open in papertrail" },
        { href: "https://runbooks.example.com/502", text: "Runbook" },
      ],
    });
  });

  it("calls once for the same incident, ends the call, and calls anew after that", async () => {
    await using here = await world();
    const first = await here.pager.page(problem(), ANA);
    const again = await here.pager.page(problem({ version: 2 }), ANA);
    assert.equal(first.ref, again.ref);
    assert.deepEqual(
      here.mine().map(({ key, title, status }) => [key, title, status]),
      [[first.ref, "502s on the API", "triggered"]],
    );
    await here.pager.resolve(first.ref);
    assert.equal(here.mine()[0]?.status, "resolved");
    await here.pager.resolve(first.ref);
    await here.pager.page(problem(), ANA);
    assert.deepEqual(
      here.mine().map(({ status }) => status),
      ["resolved", "triggered"],
    );
    const other = await here.pager.page(problem({ id: "papertrail:cron@2" }), ANA);
    assert.notEqual(other.ref, first.ref);
  });

  it("cuts long labels", async () => {
    await using server = await serve((_request, response) => void response.writeHead(202).end());
    await pagerAt(server.url).page(problem({ labels: { log: "x".repeat(9000) } }), ANA);
    assert.equal(JSON.parse(server.asked[0]?.body ?? "").payload.custom_details.log.length, 500);
  });

  it("takes a problem without a title, labels or links", async () => {
    await using here = await world();
    await here.pager.page(problem({ title: "", labels: {}, url: undefined, runbook: "javascript:x" }), ANA);
    assert.equal(here.mine()[0]?.title, "Problem at papertrail");
  });

  it("tells PagerDuty's words when it refuses, and never the key", async () => {
    await using here = await world();
    const short = "abcdef";
    const why = /Length of 'routing_key' is incorrect \(should be 32 characters\)/;
    await refused(pagerAt(here.account.eventsUrl, short).page(problem(), ANA), "rejected", why, [short]);
    const unknown = pagerAt(here.account.eventsUrl).page(problem(), ANA);
    await refused(unknown, "rejected", /Invalid routing key.*PAGERDUTY_ROUTING_KEY/s, [KEY]);
  });

  it("passes on how long to wait, without waiting itself", async () => {
    await using here = await world("Search", 1);
    await here.pager.page(problem(), ANA);
    const bare = await refused(here.pager.page(problem(), ANA), "rate_limited", /slow down/, [here.key]);
    assert.equal(bare.retryAfterMs, 30_000);
    here.account.eventFaults.add({ status: 429, retryAfter: 7 });
    const told = await refused(here.pager.resolve("drm:1"), "rate_limited", /slow down/, [here.key]);
    assert.equal(told.retryAfterMs, 7000);
    assert.ok(told.retry);
  });

  it("fails on trouble, late answers and broken connections, each once", async () => {
    await using here = await world();
    here.account.eventFaults.add({ status: 503, body: `no <b>${here.key}</b>` });
    await refused(here.pager.page(problem(), ANA), "upstream", /trouble of its own/, [here.key]);
    here.account.eventFaults.add({ drop: true });
    await refused(here.pager.page(problem(), ANA), "unavailable", /cannot be reached/, [here.key]);
    here.account.eventFaults.add({ delayMs: 500 });
    const slow = pagerAt(here.account.eventsUrl, here.key, 50);
    await refused(slow.page(problem(), ANA), "timeout", /no answer within 50 ms/, [here.key]);
    assert.equal(here.account.eventFaults.pending(), 0);
  });

  it("names the call in the labels of its own incident, by webhook and by poll, and in no other", async () => {
    await using here = await world();
    const { ref } = await here.pager.page(problem(), ANA);
    here.account.trigger({ service: "Search", title: "By itself", key: "drm:mine" });
    const connection = { clock: () => NOW_MS, log, signal: new AbortController().signal };
    const rest = connect(settingsFor(here.account.url, here.account.token), connection);
    const labels = new Map<string, string | undefined>();
    for await (const { incidents } of rest?.collect?.collect({ fromMs: NOW_MS - 1000, toMs: NOW_MS + 1000 }) ?? [])
      for (const one of incidents) labels.set(one.title, one.labels.dedup);
    assert.equal(labels.get("502s on the API"), ref);
    assert.ok(labels.has("By itself"));
    assert.equal(labels.get("By itself"), undefined);
    const data = { id: "Q1", type: "incident", status: "triggered", title: "t", incident_key: ref };
    const event = {
      id: "01",
      event_type: "incident.triggered",
      occurred_at: "2026-11-21T09:30:00Z",
      agent: null,
      data,
    };
    const body = new TextEncoder().encode(JSON.stringify({ event }));
    const delivered = { deliveryId: "d", contentType: "application/json", body, receivedAtMs: NOW_MS };
    assert.equal(pagerduty.relay?.parse(delivered)[0]?.labels.dedup, ref);
    assert.equal(pagerduty.relay?.keyIsOneIncident, true);
  });
});
