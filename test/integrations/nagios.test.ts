import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { applyAlert } from "../../src/core/incident-apply.ts";
import nagios from "../../src/integrations/nagios.ts";
import { capturedFiles, isForbidden, NOT_CAPTURED, RECEIVED_MS, request, sourceKit, unreadable } from "./source-kit.ts";

const { parse, only, one } = sourceKit(nagios);
const TOKEN = "a-long-token-of-nagios";
const settings = { NAGIOS_TOKEN: TOKEN, NAGIOS_URL: undefined };
const verify = async (pathToken?: string, given = settings) => nagios.relay?.verify(request({ pathToken }), given);
const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
const problem = { HOSTNAME: "h", SERVICEDESC: "s", NOTIFICATIONTYPE: "PROBLEM", SERVICESTATE: "CRITICAL" };

describe("Nagios", () => {
  it("lets in a token and nobody else", async () => {
    await verify(TOKEN);
    for (const token of [undefined, "", `${TOKEN}-`]) await assert.rejects(verify(token), isForbidden);
    await assert.rejects(verify(TOKEN, { ...settings, NAGIOS_TOKEN: " , " }), isForbidden);
    assert.match(
      nagios.check?.({ NAGIOS_TOKEN: "short", NAGIOS_URL: "nagios" }).join() ?? "",
      /NAGIOS_TOKEN.*NAGIOS_URL/s,
    );
  });

  it("makes one problem of problem, ack and recovery, and three messages", () => {
    const all = ["form-01-problem.txt", "form-02-acknowledged.txt", "form-03-recovery.txt"].map((file) => one(file));
    assert.deepEqual(
      [new Set(all.map(({ key }) => key)).size, new Set(all.map(({ eventId }) => eventId)).size],
      [1, 3],
    );
    assert.deepEqual(
      all.map(({ state }) => state),
      ["firing", "acked", "resolved"],
    );
    const source = "nagios";
    const last = all.reduce(
      (before: ReturnType<typeof applyAlert>["incident"] | undefined, alert) =>
        applyAlert(before, { source, ...alert }).incident,
      undefined,
    );
    assert.deepEqual([last?.state, last?.ackedBy, last?.severity], ["resolved", "Ana Kovac", "critical"]);
  });

  it("tells a retry from a new notification, and a worse state from the one before", () => {
    const idOf = (more: Record<string, string>, receivedAtMs = RECEIVED_MS) =>
      only(form({ ...problem, ...more }), { receivedAtMs }).eventId;
    const later = RECEIVED_MS + 3_600_000;
    assert.equal(idOf({ TIMET: "1794816000" }), idOf({ TIMET: "1794816000" }, later));
    assert.notEqual(idOf({ TIMET: "1794816000" }), idOf({ TIMET: "1794819600" }));
    assert.equal(idOf({ SERVICEPROBLEMID: "7" }), idOf({ SERVICEPROBLEMID: "7" }, later));
    assert.notEqual(idOf({ SERVICEPROBLEMID: "7" }), idOf({ SERVICEPROBLEMID: "7", SERVICESTATE: "WARNING" }));
    assert.notEqual(idOf({ SERVICEPROBLEMID: "0" }), idOf({ SERVICEPROBLEMID: "0" }, later));
    assert.equal(idOf({}), idOf({}, RECEIVED_MS + 30_000));
    assert.notEqual(idOf({}), idOf({}, later));
  });

  it("reads perfdata behind the pipe, and quotes", () => {
    const { title, labels } = one("form-01-problem.txt");
    assert.equal(title, 'shop-db-2/MySQL replication: CRITICAL - "Slave" lags 312 s');
    assert.deepEqual([labels.metric, labels.value, labels.threshold], ["lag", "312s", "warning 60, critical 120"]);
  });

  it("reads JSON, macros of the environment and bytes that are no UTF-8 alike", () => {
    assert.equal(
      only({ NAGIOS_HOSTNAME: "h", NAGIOS_NOTIFICATIONTYPE: "PROBLEM", NAGIOS_HOSTSTATE: "DOWN" }).severity,
      "critical",
    );
    const latin = Buffer.concat([Buffer.from(`${form(problem)}&SERVICEOUTPUT=zu hei`), Buffer.from([0xdf])]);
    assert.match(only(latin).title, /zu hei\uFFFD/);
  });

  it("takes a time only when it names its zone", () => {
    const at = (LONGDATETIME: string) => only({ ...problem, LONGDATETIME }).atMs;
    assert.equal(at("Mon Nov 16 08:00:00 UTC 2026"), Date.parse("2026-11-16T08:00:00Z"));
    assert.equal(at("Mon Nov 16 08:00:00 CET 2026"), RECEIVED_MS);
  });

  it("opens nothing for flapping, downtime and notes", () => {
    for (const type of ["FLAPPINGSTART", "FLAPPINGSTOP", "DOWNTIMESTART", "DOWNTIMEEND", "CUSTOM", "SOMETHINGNEW"])
      assert.equal(only({ ...problem, NOTIFICATIONTYPE: type }).state, "notice", type);
  });

  it("links to the page of the host or service where the address is configured", () => {
    const given = { settings: { ...settings, NAGIOS_URL: "https://nagios.example.com/nagios/" } };
    assert.equal(
      only({ ...problem, SERVICEDESC: "a & b" }, given).url,
      "https://nagios.example.com/nagios/cgi-bin/extinfo.cgi?type=2&host=h&service=a+%26+b",
    );
    assert.equal(only(problem).url, undefined);
  });

  it("says what is missing", () => {
    for (const text of ["", "x=1", "NOTIFICATIONTYPE=PROBLEM", "HOSTNAME=h", "[]", '{"HOSTNAME":"a "b""}'])
      assert.throws(() => parse(text), unreadable, text);
  });
});

describe("real Nagios bodies", { skip: capturedFiles("nagios").length === 0 && NOT_CAPTURED }, () => {
  it("say what happened", () => {
    const said = capturedFiles("nagios").map(({ name, body }) => {
      const { key, state, severity, title } = only(body);
      return [name, key, state, severity, title];
    });
    assert.deepEqual(said, [
      [
        "hubot_form_service.txt",
        "test/some_service",
        "firing",
        "error",
        "test/some_service is STATE: Some service is CRITICAL",
      ],
      ["pd_nagios_host_resolve.json", "host.test.local", "resolved", "error", "host.test.local"],
      [
        "pd_nagios_service_trigger.json",
        "service.test.local/service=test-service",
        "firing",
        "critical",
        "service.test.local/service=test-service is CRITICAL",
      ],
    ]);
  });
});
