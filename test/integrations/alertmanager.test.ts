import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { applyAlert } from "../../src/core/incident-apply.ts";
import alertmanager from "../../src/integrations/alertmanager.ts";
import { capturedFiles, isForbidden, NOT_CAPTURED, request, sourceKit, unreadable } from "./source-kit.ts";

const { only, parse, one, own } = sourceKit(alertmanager);
const TOKEN = "a-long-token-of-alertmanager";
const verify = (changes: Parameters<typeof request>[0], ALERTMANAGER_TOKEN: string | undefined = TOKEN) =>
  alertmanager.relay?.verify(request(changes), { ALERTMANAGER_TOKEN });
const body = (name: string) => own.find((file) => file.name === name)?.body ?? new Uint8Array();

describe("Alertmanager", () => {
  it("lets in a token in the path, as bearer, as basic password or in X-Auth-Token, also while rotating", async () => {
    const basic = Buffer.from(`drm:${TOKEN}`).toString("base64");
    await verify({ pathToken: TOKEN });
    await verify({ headers: { authorization: `Bearer ${TOKEN}` } });
    await verify({ headers: { authorization: `basic ${basic}` } });
    await verify({ headers: { "x-auth-token": TOKEN } });
    await verify({ pathToken: TOKEN }, `the-next-token-to-come, ${TOKEN}`);
  });

  it("refuses everybody else, in words that name the setting and tell no token", async () => {
    for (const changes of [{}, { pathToken: "" }, { pathToken: `${TOKEN}x` }, { headers: { authorization: "Bearer" } }])
      await assert.rejects(async () => verify(changes), isForbidden);
    for (const unset of [undefined, "", " , "])
      await assert.rejects(
        async () => alertmanager.relay?.verify(request({ pathToken: "" }), { ALERTMANAGER_TOKEN: unset }),
        (error: unknown) => isForbidden(error) && /ALERTMANAGER_TOKEN/.test((error as { tell?: string }).tell ?? ""),
      );
    await assert.rejects(
      async () => verify({ pathToken: "wrong-token-given" }),
      (error: unknown) => isForbidden(error) && !/wrong-token|a-long-token/.test(JSON.stringify(error)),
    );
  });

  it("names a token that can be guessed", () => {
    assert.match(alertmanager.check?.({ ALERTMANAGER_TOKEN: `${TOKEN},short` })[0] ?? "", /ALERTMANAGER_TOKEN.*16/);
    assert.deepEqual(alertmanager.check?.({ ALERTMANAGER_TOKEN: TOKEN }), []);
  });

  it("makes one problem of trigger and resolve, and two messages", () => {
    const [firing, resolved] = [one("v4-01-firing.json"), one("v4-02-resolved.json")];
    assert.equal(firing.key, resolved.key);
    assert.notEqual(firing.eventId, resolved.eventId);
    const { incident } = applyAlert(undefined, { source: "alertmanager", ...firing });
    assert.equal(applyAlert(incident, { source: "alertmanager", ...resolved }).incident.state, "resolved");
  });

  it("counts what an HA peer or a repeat sends again as the same message, whatever group it came in", () => {
    const again = parse(body("v4-01-firing.json"), { deliveryId: "d2", receivedAtMs: 1_800_000_000_000 })[0];
    assert.equal(again?.eventId, one("v4-01-firing.json").eventId);
    const mixed = parse(body("v4-03-mixed-and-cut.json"));
    assert.deepEqual(
      mixed.map(({ state }) => state),
      ["resolved", "firing"],
      "the group's status is not the alert's",
    );
    assert.equal(mixed[0]?.eventId, one("v4-02-resolved.json").eventId);
    assert.match(mixed[1]?.labels["left out"] ?? "", /3 more/);
  });

  it("makes a key of the labels where there is no fingerprint, in any order", () => {
    const alert = (labels: object) => ({ alerts: [{ status: "firing", labels, startsAt: "2026-11-16T08:00:00Z" }] });
    const [a, b, c] = [
      { x: "1", y: "2" },
      { y: "2", x: "1" },
      { x: "1", y: "3" },
    ].map((labels) => parse(alert(labels))[0]);
    assert.equal(a?.key, b?.key);
    assert.notEqual(a?.key, c?.key);
  });

  it("links to a runbook on the web only, and fills its placeholders or leaves it", () => {
    assert.equal(one("v4-05-hostile.json").runbook, undefined);
    assert.equal(one("v4-01-firing.json").runbook, "https://runbooks.example.com/HighLatency");
  });

  it("tells the group that Alertmanager made, by receiver and key, in words", () => {
    const labels = { alertname: "InstanceDown", env: "prod", instance: "a" };
    const groupOf = (more: object, own: object = labels) =>
      parse({ receiver: "ops", groupKey: '{}:{alertname="InstanceDown"}', alerts: [{ labels: own }], ...more })[0]
        ?.group;
    const by = { alertname: "InstanceDown", env: "prod" };
    assert.deepEqual(groupOf({ groupLabels: by }), {
      key: 'group:ops:{}:{alertname="InstanceDown"}',
      title: "InstanceDown · prod",
    });
    assert.equal(groupOf({ groupLabels: { env: "prod" } })?.title, "env prod");
    assert.notEqual(groupOf({ groupLabels: by, receiver: "dba" })?.key, groupOf({ groupLabels: by })?.key);
    assert.equal(groupOf({ groupLabels: {} }), undefined, "gathered by nothing is thrown together");
    assert.equal(groupOf({ groupLabels: labels }), undefined, "gathered by everything is not gathered");
    assert.equal(groupOf({ groupLabels: by, groupKey: "" }), undefined);
    const long = groupOf({ groupLabels: by, groupKey: "k".repeat(5000) })?.key ?? "";
    assert.ok(long.length <= 200 && long !== groupOf({ groupLabels: by, groupKey: "k".repeat(5001) })?.key);
    const [third] = parse(
      '{"groupKey":9223372036854775783,"receiver":"ops","groupLabels":{"alertname":"x"},"alerts":[{"labels":{"alertname":"x","a":"b"}}]}',
    );
    assert.equal(third?.group?.key, "group:ops:9223372036854775783", "version 3 counts with 64 bits");
  });

  it("shows the measured value against its threshold as people read numbers", () => {
    const told = (value: unknown) =>
      only({ alerts: [{ labels: { alertname: "x" }, annotations: { value, threshold: "> 2" } }] }).labels;
    assert.deepEqual(told("7.190000057220459"), { alertname: "x", value: "7.19", threshold: "> 2" });
    assert.equal(told("93.4 %").value, "93.4 %");
    assert.equal(told("9007199254740993").value, "9007199254740993");
  });

  it("says so when the body is a template of one's own", () => {
    for (const text of ['{"text":"x"}', "[]", '{"alerts":[1,2]}', '{"alerts":{}}'])
      assert.throws(() => parse(text), unreadable, text);
    assert.deepEqual(parse({ alerts: [] }), []);
  });

  it("keeps a huge title short", () => {
    const alerts = [{ labels: { alertname: "x" }, annotations: { summary: "y".repeat(100_000) } }];
    assert.ok((parse({ alerts })[0]?.title.length ?? 0) <= 1000);
  });
});

describe("real Alertmanager bodies", { skip: capturedFiles("alertmanager").length === 0 && NOT_CAPTURED }, () => {
  const real = Object.fromEntries(capturedFiles("alertmanager").map(({ name, body }) => [name, body]));
  const read = (name: string) => parse(real[name] ?? "").map((a) => [a.key, a.state, a.severity, a.title]);

  it("say what happened", () => {
    assert.deepEqual(read("v4_firing_0_21_capture.json"), [
      ["8a07086b74f3ba78", "firing", "critical", "This is a demo"],
    ]);
    assert.deepEqual(read("v4_firing_several.json"), [
      ["a1bc48475b20e73d", "firing", "critical", "High CPU core temperature"],
      ["c2ea85182f28cbd9", "firing", "critical", "High CPU core temperature"],
    ]);
    assert.deepEqual(read("v4_resolved_one.json"), [
      ["a1bc48475b20e73d", "resolved", "critical", "High CPU core temperature"],
    ]);
    const [dead] = parse(real["v4_firing_runbook_annotation.json"] ?? "");
    assert.deepEqual(
      [dead?.title, dead?.runbook, dead?.atMs],
      [
        "No things for over 10 minutes",
        "https://internal.myorg.net/wiki/alerts/thing_dead",
        Date.parse("2017-08-03T19:17:37.804Z"),
      ],
    );
  });
});
