import { strict as assert } from "node:assert";
import { createHmac } from "node:crypto";
import { describe, it } from "node:test";
import { outgoingTemplate } from "../../src/integrations/victorops/template.ts";
import victorops from "../../src/integrations/victorops.ts";
import { RECEIVED_MS, readsCaptured, sourceKit, wantsToken } from "./source-kit.ts";

const URL_ = "https://drm.example.com/hooks/victorops";
const sign = (key: string, text: string): string => createHmac("sha1", key).update(text).digest("base64");

describe("VictorOps", () => {
  const source = sourceKit(victorops);
  const { only, parse, fixture, verify, refused } = source;

  wantsToken(source);

  it("accepts escalation webhooks that are signed over the address and the sorted fields", async () => {
    const body = new TextEncoder().encode("summary=&incident=31&entity_state=%22CRITICAL%22&message=a+b");
    const text = `${URL_}entity_state"CRITICAL"incident31messagea bsummary`;
    const settings = { VICTOROPS_ESCALATION_KEY: "0ld-k3y, n3w-k3y" };
    const headers = { "x-victorops-signature": sign("n3w-k3y", text) };
    await verify({ body, headers }, settings);
    await verify({ body, headers: { "x-victorops-signature": sign("0ld-k3y", text) } }, settings);
    await refused({ body, headers: { "x-victorops-signature": sign("other", text) } }, settings);
    await refused({ body, headers: { "x-victorops-signature": "" } }, settings);
    await refused({ body: new TextEncoder().encode("incident=32"), headers }, settings);
    await refused({ body, headers, url: `${URL_}/x` }, settings);
    await refused({ body }, settings);
    await refused({ body, headers }, {});
    await refused({ body, headers }, { VICTOROPS_ESCALATION_KEY: " , " });
  });

  it("takes a token beside the key, because outgoing webhooks are not signed", async () => {
    const settings = { VICTOROPS_ESCALATION_KEY: "n3w-k3y", VICTOROPS_TOKEN: "0123456789abcdef" };
    await verify({ pathToken: "0123456789abcdef" }, settings);
    await refused({ headers: { "x-victorops-signature": "AAAA" } }, settings);
  });

  it("reads its own template, filled in", () => {
    const values: Record<string, string> = {
      "INCIDENT.INCIDENT_ID": "7",
      "INCIDENT.CURRENT_PHASE": "ACKED",
      "STATE.ACKED_BY": "ana",
      "INCIDENT.ENTITY_DISPLAY_NAME": "Disk full",
      "INCIDENT.SEQUENCING.SEQUENCE": "3",
    };
    const filled = outgoingTemplate.replaceAll(/\$\{\{([\w.]+)\}\}/g, (whole, name: string) => values[name] ?? whole);
    const { key, state, by, title, labels, eventId } = only(filled);
    assert.deepEqual([key, state, by, title, eventId], ["7", "acked", "ana", "Disk full", "7:ACKED:3"]);
    assert.deepEqual(labels, { number: "7" }, "what was not filled in is not shown");
  });

  it("trusts the incident's phase before the alert that began it", () => {
    const body = { "INCIDENT.INCIDENT_ID": "7", "ALERT.message_type": "CRITICAL" };
    assert.equal(only(body).state, "firing");
    assert.equal(only({ ...body, "STATE.CURRENT_ALERT_PHASE": "ACKED" }).state, "acked");
    const resolved = { ...body, "STATE.CURRENT_ALERT_PHASE": "ACKED", "INCIDENT.CURRENT_PHASE": "RESOLVED" };
    assert.deepEqual([only(resolved).state, only(resolved).severity], ["resolved", "critical"]);
  });

  it("joins the phases of an incident in the order of their times", () => {
    const files = ["01-template-triggered.json", "02-template-acked.json", "03-template-resolved-original-alert.json"];
    const alerts = files.map((file) => only(fixture(file)));
    assert.deepEqual(new Set(alerts.map(({ key }) => key)), new Set(["5130"]));
    assert.equal(new Set(alerts.map(({ eventId }) => eventId)).size, 3);
    const times = alerts.map(({ atMs }) => atMs);
    assert.deepEqual(times, times.toSorted());
    assert.equal(only(fixture("01-template-triggered.json"), "again").eventId, alerts[0]?.eventId);
  });

  it("takes a person's ack for no older than its arrival, though it only carries the alert's time", () => {
    const alert = {
      "INCIDENT.INCIDENT_ID": "7",
      "STATE.LAST_TIMESTAMP": 1795334400321,
      "ALERT.message_type": "CRITICAL",
    };
    assert.equal(only({ ...alert, "INCIDENT.CURRENT_PHASE": "UNACKED" }).atMs, 1795334400321);
    assert.equal(only({ ...alert, "INCIDENT.CURRENT_PHASE": "ACKED" }).atMs, RECEIVED_MS);
    const byAlert = { ...alert, "ALERT.message_type": "RECOVERY", "INCIDENT.CURRENT_PHASE": "RESOLVED" };
    assert.equal(only(byAlert).atMs, 1795334400321);
  });

  it("reads a template that a quote in its text broke", () => {
    const { key, state, details } = only(fixture("05-template-broken-by-its-text.txt"));
    assert.deepEqual([key, state, details], ["5130", "firing", ['mount "/var" is', 'full, see "df"']]);
  });

  it("strips the quotes of the escalation form and shows none of its keys", () => {
    const alert = only(fixture("06-escalation.form.txt"));
    assert.equal(alert.title, "CPU of web-2: 98 % + rising");
    assert.equal(alert.runbook, "https://wiki.example.com/cpu");
    assert.doesNotMatch(JSON.stringify(alert), /not-to-be-shown/);
  });

  it("writes the organisation safely into the link", () => {
    assert.equal(new URL(only(fixture("11-nested-hostile.json")).url ?? "").hostname, "portal.victorops.com");
  });

  it("says nothing of pages and on-call changes, and refuses what is none of its bodies", () => {
    assert.deepEqual(parse({ "PAGE.USER_ID": "ana", "PAGE.ATTEMPT_NUMBER": 1 }), []);
    assert.throws(() => parse({ hello: "world" }), /not a webhook of Splunk On-Call/);
  });

  readsCaptured(source, {
    "any_incident_all_variables.json": ["14", "firing", "critical", "test14"],
    "escalation_webhook.form.txt": ["31", "firing", "critical", "Testing to localhost"],
  });
});
