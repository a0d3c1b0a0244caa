import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { createOpsGenie } from "../../src/demo/pagers/opsgenie.ts";
import { connect } from "../../src/integrations/opsgenie/connect.ts";
import opsgenie from "../../src/integrations/opsgenie.ts";
import { ANA, log, NOW_MS, problem, refused } from "./pager-setup.ts";

const KEY = "eb243592-faa2-4ba2-a551-1afdf565c889";

/** Nothing to collect with. */
const NO_HISTORY = {
  OPSGENIE_READ_KEY: undefined,
  OPSGENIE_COLLECT_MINUTES: undefined,
  OPSGENIE_OVERLAP_MINUTES: undefined,
  OPSGENIE_HISTORY_DAYS: undefined,
};

const world = async (perMinute = 60) => {
  const server = await createOpsGenie({ apiKey: KEY, clock: () => NOW_MS, teams: ["Platform"], perMinute });
  const pagerWith = (changes: Partial<Parameters<typeof connect>[0]> = {}, timeoutMs = 2000) => {
    const settings = {
      ...NO_HISTORY,
      OPSGENIE_API_KEY: KEY,
      OPSGENIE_URL: server.url,
      OPSGENIE_TEAM: undefined,
      ...changes,
    };
    const connection = { clock: () => NOW_MS, log, signal: new AbortController().signal };
    const pager = connect(settings, connection, { timeoutMs })?.pager;
    assert.ok(pager);
    return pager;
  };
  return { server, pagerWith, [Symbol.asyncDispose]: () => server.close() };
};

describe("calling through OpsGenie", () => {
  it("creates one alert for an incident, closes it, and creates a new one after that", async () => {
    await using here = await world();
    const pager = here.pagerWith({ OPSGENIE_TEAM: "Platform" });
    const { ref } = await pager.page(problem(), ANA);
    assert.deepEqual(await pager.page(problem(), ANA), { ref });
    const [first] = here.server.alerts;
    assert.equal(here.server.alerts.length, 1);
    assert.deepEqual([first?.alias, first?.priority, first?.count, first?.teams], [ref, "P1", 2, ["Platform"]]);
    await pager.resolve(ref);
    assert.equal(first?.status, "closed");
    await pager.page(problem({ severity: "warning" }), ANA);
    assert.deepEqual(
      here.server.alerts.map(({ priority, status }) => [priority, status]),
      [
        ["P1", "closed"],
        ["P3", "open"],
      ],
    );
  });

  it("keeps within OpsGenie's lengths", async () => {
    await using here = await world();
    const labels = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`label${index}`, "v".repeat(900)]));
    const members = Array.from({ length: 200 }, (_, index) => ({
      key: `${index}`,
      title: "t".repeat(500),
      state: "firing" as const,
      sinceMs: 1,
      labels: {},
      last: problem().last,
    }));
    const host = "h".repeat(2000);
    const long = problem({ title: "x".repeat(5000), labels: { host, ...labels }, members, source: "s".repeat(80) });
    await here.pagerWith().page(long, { name: "n".repeat(500) });
    assert.equal(here.server.alerts[0]?.message.length, 130);
  });

  it("tells OpsGenie's words when it refuses, and never the key", async () => {
    await using here = await world();
    const wrong = "wrong-key-wrong-key";
    const stranger = here.pagerWith({ OPSGENIE_API_KEY: wrong });
    await refused(stranger.page(problem(), ANA), "credentials", /Could not authenticate.*OPSGENIE_API_KEY/s, [wrong]);
    const lost = here.pagerWith({ OPSGENIE_TEAM: "Nobody" });
    await refused(lost.page(problem(), ANA), "rejected", /responders: No responder/, [KEY]);
    // What no header can hold is refused before it is sent; the words of that refusal hold the header.
    const broken = here.pagerWith({ OPSGENIE_API_KEY: "geheim\nsecret" });
    await refused(broken.page(problem(), ANA), "unavailable", /cannot be reached/, ["geheim"]);
  });

  it("passes on how long to wait; fails on trouble and late answers", async () => {
    await using here = await world(1);
    const pager = here.pagerWith();
    await pager.page(problem(), ANA);
    const told = await refused(pager.page(problem(), ANA), "rate_limited", /slow down/, [KEY]);
    assert.equal(told.retryAfterMs, 60_000);
    here.server.failNext({ status: 429, headers: { "retry-after": "3" } });
    assert.equal((await refused(pager.resolve("drm:1"), "rate_limited", /slow/, [KEY])).retryAfterMs, 3000);
    here.server.failNext({ status: 502, body: `GenieKey ${KEY}` });
    await refused(pager.resolve("drm:1"), "upstream", /status 502/, [KEY]);
    here.server.failNext({ status: 302, headers: { location: `${here.server.url}/?key=${KEY}` } });
    await refused(pager.resolve("drm:1"), "unavailable", /OpsGenie/, [KEY]);
    here.server.failNext({ delayMs: 500 });
    await refused(here.pagerWith({}, 50).page(problem(), ANA), "timeout", /within 50 ms/, [KEY]);
  });

  it("is absent without a key, and names settings that miss a partner", () => {
    const none = {
      ...NO_HISTORY,
      OPSGENIE_TOKEN: undefined,
      OPSGENIE_API_KEY: undefined,
      OPSGENIE_URL: "x",
      OPSGENIE_TEAM: "Platform",
    };
    const connection = { clock: () => NOW_MS, log, signal: new AbortController().signal };
    assert.equal(opsgenie.connect?.(none, connection), undefined);
    assert.match((opsgenie.check?.(none) ?? []).join("\n"), /OPSGENIE_URL is not.*OPSGENIE_TEAM is set/s);
    assert.equal(opsgenie.relay?.keyIsOneIncident, true);
  });

  it("knows its own call when OpsGenie tells of it", async () => {
    await using here = await world();
    const { ref } = await here.pagerWith().page(problem(), ANA);
    const message = { action: "Create", alert: { alertId: "a1", alias: ref, message: "m", updatedAt: "1" } };
    const body = new TextEncoder().encode(JSON.stringify(message));
    const delivered = { deliveryId: "d", contentType: "application/json", body, receivedAtMs: NOW_MS };
    const labels = opsgenie.relay?.parse(delivered)[0]?.labels;
    assert.deepEqual([labels?.dedup, labels?.alias], [ref, undefined]);
  });
});
