import { strict as assert } from "node:assert";
import { createHmac } from "node:crypto";
import { describe, it } from "node:test";
import type { HookRequest } from "../../src/core/integration.ts";
import grafana from "../../src/integrations/grafana.ts";
import {
  bytes,
  capturedFiles,
  isForbidden,
  NOT_CAPTURED,
  RECEIVED_MS,
  request,
  sourceKit,
  unreadable,
} from "./source-kit.ts";

const { parse, only, one } = sourceKit(grafana);
const TOKEN = "a-long-token-of-grafana";
const SECRET = "a-long-secret-of-the-contact-point";
const BODY = bytes('{"alerts":[ ] }');
const sign = (secret: string, prefix = "") => createHmac("sha256", secret).update(prefix).update(BODY).digest("hex");
const settings = {
  GRAFANA_TOKEN: undefined,
  GRAFANA_HMAC_SECRETS: undefined,
  GRAFANA_SIGNATURE_HEADER: undefined,
  GRAFANA_TIMESTAMP_HEADER: undefined,
  GRAFANA_URL: undefined,
  GRAFANA_API_TOKEN: undefined,
  GRAFANA_LINK_URL: undefined,
  GRAFANA_ORG_ID: undefined,
};
type Given = { readonly [K in keyof typeof settings]?: string };
const verify = async (changes: Partial<HookRequest>, given: Given) =>
  grafana.relay?.verify(request({ body: BODY, ...changes }), { ...settings, ...given });
const refused = (changes: Partial<HookRequest>, given: Given) => assert.rejects(verify(changes, given), isForbidden);
const signed = (signature: string, more: Record<string, string> = {}) => ({
  headers: { "x-grafana-alerting-signature": signature, ...more },
});

describe("Grafana", () => {
  it("lets in a token, by POST and PUT", async () => {
    const given = { GRAFANA_TOKEN: `next-token-to-come,${TOKEN}` };
    await verify({ pathToken: TOKEN, method: "PUT" }, given);
    await verify({ headers: { authorization: `Bearer ${TOKEN}` } }, given);
    await refused({}, given);
    await refused({ pathToken: "another-long-token" }, given);
    await refused({ pathToken: TOKEN }, {});
    await assert.rejects(verify({ pathToken: TOKEN, method: "GET" }, given), /GET/);
    assert.deepEqual(grafana.relay?.methods, ["POST", "PUT"]);
  });

  it("lets in what is signed over the raw bytes, also while rotating", async () => {
    const given = { GRAFANA_HMAC_SECRETS: `old-secret, ${SECRET}` };
    await verify(signed(sign(SECRET)), given);
    await refused({}, given);
    await refused(signed(sign("wrong")), given);
    await refused({ ...signed(sign(SECRET)), body: bytes('{"alerts":[]}') }, given);
    await verify({ headers: { "x-mine": sign(SECRET) } }, { ...given, GRAFANA_SIGNATURE_HEADER: "X-Mine" });
    await refused(signed(sign(SECRET)), { ...given, GRAFANA_SIGNATURE_HEADER: "X-Mine" });
  });

  it("lets a token in beside signatures, but never beside a wrong one", async () => {
    const given = { GRAFANA_HMAC_SECRETS: SECRET, GRAFANA_TOKEN: TOKEN };
    await verify({ pathToken: TOKEN }, given);
    await refused({ pathToken: TOKEN, ...signed(sign("wrong")) }, given);
    await refused({ pathToken: TOKEN }, { GRAFANA_HMAC_SECRETS: SECRET });
  });

  it("takes a signature with a timestamp for five minutes only", async () => {
    const given = { GRAFANA_HMAC_SECRETS: SECRET, GRAFANA_TIMESTAMP_HEADER: "X-Grafana-Time" };
    const at = (seconds: number, said = seconds) =>
      signed(sign(SECRET, `${seconds}:`), { "x-grafana-time": String(said) });
    const now = RECEIVED_MS / 1000;
    await verify(at(now - 299), given);
    await refused(at(now - 301), given);
    await refused(at(now + 301), given);
    await refused(at(now - 1000, now), given);
    await refused(signed(sign(SECRET)), given);
  });

  it("names settings that miss a partner or can be guessed", () => {
    const check = (given: Given) => grafana.check?.({ ...settings, ...given }).join("\n") ?? "";
    assert.match(check({ GRAFANA_TIMESTAMP_HEADER: "X" }), /GRAFANA_HMAC_SECRETS is not/);
    assert.match(check({ GRAFANA_TOKEN: "short" }), /GRAFANA_TOKEN/);
  });

  it("makes one problem of trigger and resolve, and two messages", () => {
    for (const [a, b] of [
      ["unified-01-firing.json", "unified-02-resolved-null-values.json"],
      ["legacy-01-alerting.json", "legacy-02-ok-null-matches.json"],
    ] as const) {
      const [firing, resolved] = [one(a), one(b)];
      assert.deepEqual([firing.state, resolved.state], ["firing", "resolved"]);
      assert.equal(firing.key, resolved.key);
      assert.notEqual(firing.eventId, resolved.eventId);
    }
  });

  it("takes a repeat of the old kind for the same message for a minute, and for another one later", () => {
    const rule = { ruleId: 5, ruleName: "Queue", state: "alerting", orgId: 1, evalMatches: [] };
    const idAt = (receivedAtMs: number) => only(rule, { receivedAtMs }).eventId;
    assert.equal(idAt(RECEIVED_MS), idAt(RECEIVED_MS + 50_000));
    assert.notEqual(idAt(RECEIVED_MS), idAt(RECEIVED_MS + 3_600_000));
  });

  it("tells missing data apart from the problem itself, and hides internal labels", () => {
    assert.equal(one("unified-03-no-data.json").title, "No data: Orders queue");
    assert.equal(one("legacy-03-no-data.json").title, "No data: Disk of db-1");
    const { labels } = one("unified-01-firing.json");
    assert.deepEqual(
      [labels.value, Object.keys(labels).some((name) => name.startsWith("__"))],
      ["B=22.3333, C=1", false],
    );
  });

  it("tells the group that Grafana made, and calls a rule without data what it is", () => {
    const groupOf = (alertname: string) =>
      only({
        receiver: "ops",
        groupKey: `{}:{alertname="${alertname}", grafana_folder="Shop"}`,
        groupLabels: { alertname, grafana_folder: "Shop" },
        alerts: [{ labels: { alertname, grafana_folder: "Shop", host: "a" } }],
      }).group;
    assert.deepEqual(groupOf("Queue"), {
      key: 'group:ops:{}:{alertname="Queue", grafana_folder="Shop"}',
      title: "Queue · Shop",
    });
    assert.equal(groupOf("DatasourceNoData")?.title, "No data · Shop");
  });

  it("opens nothing for the test button", () => {
    for (const file of ["unified-05-test-button.json", "legacy-05-test-button.json"])
      assert.equal(one(file).state, "notice");
  });

  it("says so when the body is a template of one's own", () => {
    for (const text of ["{}", '{"state":"ok"}', '{"alerts":["x"]}', "[1]"])
      assert.throws(() => parse(text), unreadable, text);
  });
});

describe("real Grafana bodies", { skip: capturedFiles("grafana").length === 0 && NOT_CAPTURED }, () => {
  const real = Object.fromEntries(capturedFiles("grafana").map(({ name, body }) => [name, body]));

  it("say what happened", () => {
    const read = (name: string) => parse(real[name] ?? "").map((a) => [a.key, a.state, a.severity, a.title]);
    assert.deepEqual(read("legacy_v7_alerting.json"), [["0:0", "notice", "info", "Test from Grafana: Test rule"]]);
    assert.deepEqual(read("legacy_v7_ok.json"), [["0:0", "resolved", "info", "Test from Grafana: Test rule"]]);
    assert.deepEqual(read("legacy_zeta_cpu_alerting.json"), [["-:7", "firing", "error", "Zeta CPU alert"]]);
    assert.deepEqual(read("unified_v11_values.json"), [["e6349a25f5ef0e9e", "firing", "error", "High memory usage"]]);
    assert.deepEqual(read("unified_v8_resolved_test.json"), [
      ["57c6d9296de2ad39", "resolved", "info", "Test from Grafana: Notification test"],
    ]);
    assert.deepEqual(read("unified_v8_two_alerts.json"), [
      ["c6eadffa33fcdf37", "firing", "error", "This alert was triggered for zone us-1"],
      ["bc97ff14869b13e3", "firing", "error", "This alert was triggered for zone eu-1"],
    ]);
  });
});
