import { strict as assert } from "node:assert";
import { createHmac } from "node:crypto";
import { describe, it } from "node:test";
import sentry from "../../src/integrations/sentry.ts";
import { RECEIVED_MS, readsCaptured, sourceKit, wantsToken } from "./source-kit.ts";

const sign = (secret: string, body: Uint8Array): string => createHmac("sha256", secret).update(body).digest("hex");

describe("Sentry", () => {
  const source = sourceKit(sentry);
  const { only, parse, fixture, verify, refused } = source;

  wantsToken(source);

  it("wants a signature over the raw bytes", async () => {
    const body = new TextEncoder().encode('{ "action": "triggered" }');
    const compact = new TextEncoder().encode('{"action":"triggered"}');
    const settings = { SENTRY_CLIENT_SECRET: "old, new" };
    const signed = (secret: string, of = body) => ({ "sentry-hook-signature": sign(secret, of) });
    await verify({ body, headers: signed("new") }, settings);
    await verify({ body, headers: signed("old") }, settings);
    await verify({ body, headers: { "sentry-app-signature": sign("new", body) } }, settings);
    await verify({ headers: signed("new", new Uint8Array()) }, settings);
    await refused({ body, headers: signed("other") }, settings);
    await refused({ body, headers: signed("new", compact) }, settings);
    await refused({ body: compact, headers: signed("new") }, settings);
    await refused({ body, headers: { "sentry-hook-signature": "" } }, settings);
    await refused({ body, headers: { "sentry-hook-signature": `sha256=${sign("new", body)}` } }, settings);
    await refused({ body }, settings);
    await refused({ body, headers: signed("") }, { SENTRY_CLIENT_SECRET: " , " });
    await refused({ body, headers: signed("") }, {});
  });

  it("never takes a token for a signature that is wrong", async () => {
    const token = "0123456789abcdef";
    const settings = { SENTRY_CLIENT_SECRET: "s3cr3t", SENTRY_TOKEN: token };
    await verify({ pathToken: token }, settings);
    for (const signature of ["00", ""])
      await refused({ pathToken: token, headers: { "sentry-hook-signature": signature } }, settings);
  });

  it("joins the alert, the issue and its comments by the issue", () => {
    const files = [
      "01-event-alert",
      "02-issue-created",
      "03-issue-assigned",
      "04-issue-resolved-by-person",
      "08-comment",
    ];
    const alerts = files.map((file) => only(fixture(`${file}.json`)));
    assert.deepEqual(new Set(alerts.map(({ key }) => key)), new Set(["55001"]));
    assert.equal(new Set(alerts.map(({ eventId }) => eventId)).size, files.length);
    assert.deepEqual(
      alerts.map(({ state }) => state),
      ["firing", "firing", "update", "resolved", "update"],
    );
  });

  it("swallows no second resolve, and no retry", () => {
    const [first, second] = ["04-issue-resolved-by-person.json", "06-issue-resolved-by-sentry.json"].map(fixture);
    assert.ok(first && second);
    assert.notEqual(only(first).eventId, only(second).eventId);
    assert.equal(only(first, "a").eventId, only(first, "b").eventId);
    assert.deepEqual([only(first).ending, only(second).ending], ["human", "auto"]);
  });

  it("takes equal bodies of two requests for two changes, and a request that comes twice for one", () => {
    const body = fixture("04-issue-resolved-by-person.json");
    const idOf = (id: string, deliveryId: string) =>
      only(body, { deliveryId, contentType: `application/json; request-id=${id}` }).eventId;
    assert.equal(idOf("a1", "d1"), idOf("a1", "d2"));
    assert.notEqual(idOf("a1", "d1"), idOf("b2", "d3"), "resolved, opened again and resolved once more");
  });

  it("keeps a metric alert one problem from warning to resolved", () => {
    const alerts = ["09-metric-warning", "10-metric-critical", "11-metric-resolved"].map((file) =>
      only(fixture(`${file}.json`)),
    );
    assert.deepEqual(new Set(alerts.map(({ key }) => key)), new Set(["metric:70:31"]));
    assert.deepEqual(new Set(alerts.map(({ title }) => title)), new Set(["Too many 502s"]));
    assert.deepEqual(
      alerts.map(({ state, severity, labels }) => [state, severity, labels.threshold]),
      [
        ["firing", "warning", "> 250.5"],
        ["firing", "critical", "> 1,000"],
        ["resolved", "error", undefined],
      ],
    );
    assert.deepEqual([alerts[0]?.atMs, alerts[2]?.atMs], [RECEIVED_MS, Date.parse("2026-11-22T08:30:00Z")]);
  });

  it("points at the application's own frame and shows the stack from the top", () => {
    const { labels, details } = only(fixture("01-event-alert.json"));
    assert.equal(labels.where, "shop/step8.py:18");
    assert.equal(details[0], "at read (/usr/lib/python3/io.py:99)");
    assert.equal(details.at(-1), "and 6 more");
  });

  it("shows nothing of users, requests and variables", () => {
    const text = JSON.stringify(only(fixture("01-event-alert.json")));
    assert.doesNotMatch(text, /customer@|192\.0\.2|s3cr3t|4111|Cookie/);
  });

  it("keeps big ids, cuts long titles, links to nothing but the web", () => {
    const event = { event_id: "x", title: "t".repeat(100_000), web_url: "javascript:alert(1)" };
    const body = JSON.stringify({ action: "triggered", data: { event } }).replace(
      '"event_id"',
      '"issue_id":90071992547409931234,"event_id"',
    );
    const { key, title, url } = only(body);
    assert.deepEqual([key, title.length, url], ["90071992547409931234", 500, undefined]);
  });

  it("is silent about installations, single errors and what it does not know", () => {
    for (const file of ["13-installation.json", "14-error-created.json", "15-unknown-resource.json"])
      assert.deepEqual(parse(fixture(file)), [], file);
  });

  it("refuses what is none of its bodies, in words", () => {
    assert.throws(() => parse({ hello: "world" }), /not a Sentry webhook/);
  });

  readsCaptured(source, {
    "event_alert_exception_js.json": ["1731239773", "firing", "error", "Error: Something external broke."],
    "event_alert_exception_python.json": ["1635244907", "firing", "error", "Exception: Custom exception!"],
    "event_alert_message_python.json": ["1635261062", "firing", "info", "A simple message-based issue."],
    "event_alert_sample.json": ["4218258981", "firing", "error", "This is an example Python exception"],
    "issue_assigned_user.json": ["1638844654", "update", "info", "A test message event from golang."],
    "issue_created.json": ["1635244907", "firing", "error", "Exception: Custom exception!"],
    "issue_resolved.json": ["1638821441", "resolved", "error", "Exception: program has entered an invalid state."],
    "legacy_plugin_exception_python.json": ["1972208801", "firing", "error", "ValueError: new sentry error."],
    "metric_alert_resolved.json": ["metric:7:1", "resolved", "error", "Too many errors"],
  });
});
