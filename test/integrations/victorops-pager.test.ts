import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { createVictorOps } from "../../src/demo/pagers/victorops.ts";
import { connect } from "../../src/integrations/victorops/connect.ts";
import victorops from "../../src/integrations/victorops.ts";
import { ANA, log, NOW_MS, problem, refused } from "./pager-setup.ts";

const KEY = "31e945ee/5cad 44e7";
const SHOWN = [KEY, encodeURIComponent(KEY)];
const connection = () => ({ clock: () => NOW_MS, log, signal: new AbortController().signal });

/** Nothing to collect with. */
const NO_HISTORY = {
  VICTOROPS_API_ID: undefined,
  VICTOROPS_API_KEY: undefined,
  VICTOROPS_API_URL: undefined,
  VICTOROPS_COLLECT_MINUTES: undefined,
  VICTOROPS_OVERLAP_MINUTES: undefined,
  VICTOROPS_HISTORY_DAYS: undefined,
};

const world = async () => {
  const server = await createVictorOps({ restKey: KEY, clock: () => NOW_MS });
  const pagerWith = (restKey = KEY, base = server.url, timeoutMs = 2000) => {
    const settings = {
      ...NO_HISTORY,
      VICTOROPS_REST_KEY: restKey,
      VICTOROPS_ROUTING_KEY: "platform",
      VICTOROPS_ALERT_URL: base,
    };
    const pager = connect(settings, connection(), { timeoutMs })?.pager;
    assert.ok(pager);
    return pager;
  };
  return { server, pagerWith, [Symbol.asyncDispose]: () => server.close() };
};

describe("calling through Splunk On-Call", () => {
  it("opens one incident, ends it, and opens a new one after that", async () => {
    await using here = await world();
    const pager = here.pagerWith();
    const { ref } = await pager.page(problem({ severity: "warning" }), ANA);
    await pager.page(problem(), ANA);
    const shown = () =>
      here.server.incidents.map(({ entityId, phase, alerts, route }) => [entityId, phase, alerts, route]);
    assert.deepEqual(shown(), [[ref, "UNACKED", 2, "platform"]]);
    await pager.resolve(ref);
    assert.deepEqual(shown(), [[ref, "RESOLVED", 2, "platform"]]);
    const longLabels = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`l${index}`, "v".repeat(900)]));
    await pager.page(problem({ title: "x".repeat(30_000), labels: longLabels }), ANA);
    assert.equal(here.server.incidents[1]?.phase, "UNACKED");
    const body = here.server.calls[0]?.body;
    assert.ok(typeof body === "object" && body !== null);
    assert.deepEqual(
      Object.entries(body).filter(([name]) => name !== "state_message"),
      [
        ["message_type", "CRITICAL"],
        ["entity_id", ref],
        ["entity_display_name", "502s on the API"],
        ["state_start_time", (NOW_MS - 60_000) / 1000],
        ["monitoring_tool", "Dr. M"],
        ["host_name", "web1"],
        ["vo_annotate.u.Open in papertrail", "https://papertrailapp.com/searches/1"],
        ["vo_annotate.u.Runbook", "https://runbooks.example.com/502"],
      ],
    );
  });

  it("never tells the key that stands in the address", async () => {
    await using here = await world();
    const wrong = "geheim/1";
    const secrets = [...SHOWN, wrong, encodeURIComponent(wrong)];
    await refused(here.pagerWith(wrong).page(problem(), ANA), "not_found", /VICTOROPS_REST_KEY/, secrets);
    here.server.failNext({
      status: 400,
      body: `{"message":"bad request for /alert/${encodeURIComponent(KEY)}/x ${KEY}"}`,
    });
    await refused(here.pagerWith().page(problem(), ANA), "rejected", /bad request for/, secrets);
    here.server.failNext({ status: 302, headers: { location: `/x/${encodeURIComponent(KEY)}` } });
    await refused(here.pagerWith().page(problem(), ANA), "unavailable", /Splunk On-Call/, secrets);
    const nowhere = here.pagerWith(KEY, "http://127.0.0.1:9");
    await refused(nowhere.page(problem(), ANA), "unavailable", /cannot be reached/, secrets);
  });

  it("fails on a 200 that is no success, on trouble, and on late answers", async () => {
    await using here = await world();
    here.server.failNext({ status: 200, body: '{"result":"failure","message":"no such route"}' });
    await refused(here.pagerWith().page(problem(), ANA), "rejected", /VICTOROPS_ROUTING_KEY/, SHOWN);
    here.server.failNext({ status: 429, headers: { "retry-after": "9999999" } });
    const told = await refused(here.pagerWith().page(problem(), ANA), "rate_limited", /slow down/, SHOWN);
    assert.equal(told.retryAfterMs, 600_000, "no wait is longer than ten minutes");
    here.server.failNext({ status: 500 });
    await refused(here.pagerWith().resolve("drm:1"), "upstream", /status 500/, SHOWN);
    here.server.failNext({ delayMs: 500 });
    await refused(here.pagerWith(KEY, here.server.url, 50).page(problem(), ANA), "timeout", /within 50 ms/, SHOWN);
  });

  it("needs both keys", () => {
    const settings = {
      ...NO_HISTORY,
      VICTOROPS_TOKEN: undefined,
      VICTOROPS_ESCALATION_KEY: undefined,
      VICTOROPS_REST_KEY: KEY,
      VICTOROPS_ROUTING_KEY: undefined,
      VICTOROPS_ALERT_URL: undefined,
    };
    assert.equal(victorops.connect?.(settings, connection()), undefined);
    const problems = (victorops.check?.(settings) ?? []).join("\n");
    assert.match(problems, /VICTOROPS_ROUTING_KEY is not/);
    assert.ok(!problems.includes(KEY));
    assert.equal(victorops.relay?.keyIsOneIncident, undefined);
  });

  it("knows its own call when Splunk On-Call tells of it", async () => {
    await using here = await world();
    const { ref } = await here.pagerWith().page(problem(), ANA);
    const message = { "INCIDENT.INCIDENT_ID": "7", "INCIDENT.CURRENT_PHASE": "UNACKED", "STATE.ENTITY_ID": ref };
    const body = new TextEncoder().encode(JSON.stringify(message));
    const delivered = { deliveryId: "d", contentType: "application/json", body, receivedAtMs: NOW_MS };
    assert.equal(victorops.relay?.parse(delivered)[0]?.labels.dedup, ref);
  });
});
