import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { createOpsGenie } from "../../src/demo/pagers/opsgenie.ts";
import type { LogLine, OpsGenieHistory, PastAlert } from "../../src/demo/pagers/opsgenie-history.ts";
import { connect } from "../../src/integrations/opsgenie/connect.ts";
import opsgenie from "../../src/integrations/opsgenie.ts";
import { DAY, failureOf, HOUR, lines, MINUTE, patient, readAll, START } from "./collect-kit.ts";

const KEY = "eb243592-faa2-4ba2-a551-1afdf565c889";
const ANA = { id: "u-ana", username: "ana@acme.example", fullName: "Ana Kovac", timeZone: "Europe/Berlin" };
const BEN = { id: "u-ben", username: "ben@acme.example", fullName: "Ben Carter", timeZone: "Nowhere/At all" };
const MIDNIGHT = Date.parse("2026-11-21T00:00:00Z");

const alert = (id: string, createdAtMs: number, more: Partial<PastAlert> = {}): PastAlert => ({
  ...{ id, tinyId: id.slice(1), message: `Alert ${id}`, priority: "P1", createdAtMs, updatedAtMs: createdAtMs },
  ...{ status: "open", acknowledged: false, teamId: "t-platform", integrationId: "i-shop", logs: [], recipients: [] },
  ...more,
});

const line = (atMs: number, log: string, owner = ANA.username, type: LogLine["type"] = "system"): LogLine => ({
  ...{ atMs, log, owner, type },
});

const world = async (alerts: readonly PastAlert[], more: Partial<OpsGenieHistory> & { perMinute?: number } = {}) => {
  const here = patient();
  const { perMinute = 1e9, ...rest } = more;
  const history: OpsGenieHistory = {
    users: [ANA, BEN],
    teams: [{ id: "t-platform", name: "Platform" }],
    integrations: [{ id: "i-shop", name: "Shop" }],
    ...{ alerts: [...alerts], schedules: [], maintenance: [] },
    ...rest,
  };
  const server = await createOpsGenie({ apiKey: KEY, clock: here.connection.clock, perMinute, history });
  const settings = {
    ...{ OPSGENIE_API_KEY: undefined, OPSGENIE_TEAM: undefined, OPSGENIE_URL: server.url, OPSGENIE_READ_KEY: KEY },
    ...{ OPSGENIE_COLLECT_MINUTES: "30", OPSGENIE_OVERLAP_MINUTES: "45", OPSGENIE_HISTORY_DAYS: undefined },
  };
  const collectWith = (key: string) =>
    connect({ ...settings, OPSGENIE_READ_KEY: key }, here.connection, here.waitsBy)?.collect;
  const collect = collectWith(KEY);
  assert.ok(collect);
  return { ...here, server, history, collect, collectWith, [Symbol.asyncDispose]: () => server.close() };
};

describe("collecting from OpsGenie", () => {
  it("tells what happened to whom, as the log and the recipients say", async () => {
    const at = START - 3 * HOUR;
    const logs = [
      line(at + MINUTE, "Notification sent via SMS", ANA.username, "alertRecipient"),
      line(at + 2 * MINUTE, "Voice call sent to ben@acme.example", "System"),
      line(at + 2 * MINUTE, "Sent email notification", BEN.username, "alertRecipient"),
      line(at + 3 * MINUTE, "Viewed on [web]", ANA.username, "alertRecipient"),
      line(at + 4 * MINUTE, "Alert acknowledged via web", ANA.username),
      line(at + 5 * MINUTE, "Alert unacknowledged via API", "System"),
      line(at + 6 * MINUTE, "Alert escalated to [second level]", "System"),
      line(at + 7 * MINUTE, "Alert acknowledged via mobile", "left@acme.example"),
      line(at + 8 * MINUTE, "Alert closed via API", "Prometheus"),
    ];
    const report = { ack: { afterMs: 4 * MINUTE, by: ANA.username }, close: { afterMs: 8 * MINUTE, by: "Prometheus" } };
    const recipients = [{ userId: ANA.id, atMs: at, state: "action" }];
    const ended = { status: "closed", acknowledged: true, updatedAtMs: at + 8 * MINUTE } as const;
    await using here = await world([alert("a1", at, { logs, recipients, ...report, ...ended })]);
    const { facts, incidents, people } = await readAll(here.collect, START - DAY, START);
    assert.deepEqual(lines(facts, at), [
      "opened - 0",
      "assigned u-ana 0",
      "notified u-ana 1 sms",
      "notified u-ben 2 phone",
      "notified u-ben 2 email",
      "acked u-ana 4",
      "unacked - 5",
      "escalated - 6",
      "acked left@acme.example 7",
      "resolved - 8",
    ]);
    assert.equal(new Set(facts.map(({ id }) => id)).size, facts.length);
    assert.ok(
      facts.every(
        ({ service, teams, incidentKey }) => service === "Shop" && teams[0] === "Platform" && incidentKey === "a1",
      ),
    );
    const seen = incidents.get("a1");
    assert.ok(seen);
    assert.deepEqual(
      [seen.state, seen.severity, seen.ending, seen.title],
      ["resolved", "critical", "auto", "Alert a1"],
    );
    assert.deepEqual([seen.openedAtMs, seen.ackedAtMs, seen.resolvedAtMs], [at, at + 4 * MINUTE, at + 8 * MINUTE]);
    assert.equal(seen.ackedBy, "Ana Kovac");
    assert.equal(seen.labels.number, "1");
    assert.deepEqual(
      people.map(({ name, tz, email }) => [name, tz, email]),
      [
        ["Ana Kovac", "Europe/Berlin", "ana@acme.example"],
        ["Ben Carter", undefined, "ben@acme.example"],
      ],
    );
  });

  it("an ack that the log does not tell in words we know is taken from the report, once", async () => {
    const at = START - HOUR;
    const ack = { afterMs: 3 * MINUTE, by: BEN.username };
    await using here = await world([alert("a1", at, { ack, acknowledged: true, logs: [line(at, "Something else")] })]);
    const { facts, incidents } = await readAll(here.collect, START - DAY, START);
    assert.deepEqual(lines(facts, at), ["opened - 0", "acked u-ben 3"]);
    assert.equal(incidents.get("a1")?.state, "acked");
  });

  it("an ack that the report tells before the log does counts once", async () => {
    const at = START - 10 * MINUTE;
    const ack = { afterMs: 9 * MINUTE, by: ANA.username };
    const early = alert("a1", at, { ack, acknowledged: true, updatedAtMs: START - MINUTE });
    const told = { ...early, logs: [line(START - MINUTE, "Alert acknowledged via web")] };
    const acks: string[] = [];
    for (const [toMs, known] of [
      [START, early],
      [START + 10 * MINUTE, told],
    ] as const) {
      await using here = await world([known]);
      const { facts } = await readAll(here.collect, START - HOUR, toMs);
      acks.push(...facts.filter(({ kind }) => kind === "acked").map(({ id }) => id));
    }
    assert.equal(new Set(acks).size, 1, acks.join(" "));
  });

  it("late acks of older alerts are found, nothing before the window is told, and what is open is told", async () => {
    const old = START - 20 * DAY;
    const logs = [line(old + MINUTE, "Alert acknowledged via web"), line(START - 5 * MINUTE, "Alert closed via web")];
    const late = alert("a1", old, { status: "closed", updatedAtMs: START - 5 * MINUTE, logs });
    await using here = await world([late, alert("a2", old - DAY)]);
    const { facts, incidents } = await readAll(here.collect, START - HOUR, START);
    assert.deepEqual(lines(facts, START), ["resolved u-ana -5"]);
    assert.deepEqual([incidents.get("a1")?.state, incidents.get("a2")?.state], ["resolved", "firing"]);
  });

  it("pages through everything, says how far it came, and the same window again tells the same ids", async () => {
    const alerts = Array.from({ length: 230 }, (_, at) => alert(`a${at}`, START - 20 * DAY + at * 2 * HOUR));
    const logs = Array.from({ length: 150 }, (_, at) => line(START - 20 * DAY + at * MINUTE, "Note added"));
    alerts[0] = alert("a0", START - 20 * DAY, { logs });
    await using here = await world(alerts);
    const first = await readAll(here.collect, START - 21 * DAY, START);
    assert.equal(first.facts.filter(({ kind }) => kind === "opened").length, 230);
    assert.equal(first.facts.filter(({ kind }) => kind === "noted").length, 150);
    assert.equal(first.done.at(-1), START);
    assert.deepEqual(
      first.done.slice(0, -1).map((ms) => ms % DAY),
      [0, 0, 0],
    );
    const again = await readAll(here.collect, START - 21 * DAY, START);
    assert.deepEqual(again.facts.map(({ id }) => id).sort(), first.facts.map(({ id }) => id).sort());
  });

  it("tells who was on call, cut at the window's days, through teams too, once however often", async () => {
    const periods = [
      { userId: ANA.id, fromMs: MIDNIGHT - 5 * DAY, toMs: MIDNIGHT + 2 * HOUR },
      { userId: BEN.id, fromMs: MIDNIGHT + 2 * HOUR, toMs: MIDNIGHT + 3 * DAY, throughTeam: true },
      { userId: BEN.id, fromMs: MIDNIGHT + 3 * HOUR, toMs: MIDNIGHT + 4 * HOUR },
    ];
    await using here = await world([], { schedules: [{ id: "s1", name: "Platform rota", periods }] });
    const { spans } = await readAll(here.collect, START - DAY, START);
    assert.deepEqual(
      spans.map(({ fromMs, toMs, duties }) => [
        ...[fromMs, toMs].map((ms) => (ms - MIDNIGHT) / HOUR),
        duties.map((one) => [one.personId, one.schedule, (one.fromMs - MIDNIGHT) / HOUR, (one.toMs - MIDNIGHT) / HOUR]),
      ]),
      [
        [
          -24,
          9.5,
          [
            [ANA.id, "Platform rota", -24, 2],
            [BEN.id, "Platform rota", 2, 9.5],
          ],
        ],
      ],
    );
  });

  it("tells planned work that has begun by the integrations it is on", async () => {
    const work = (id: string, status: "past" | "active" | "planned" | "cancelled", fromMs: number) => ({
      ...{ id, status, fromMs, toMs: fromMs + 2 * HOUR, entityIds: ["i-shop", "a-policy"] },
    });
    await using here = await world([], {
      maintenance: [
        work("m1", "past", START - DAY),
        work("m2", "active", START - HOUR),
        work("m3", "planned", START + HOUR),
        work("m4", "cancelled", START - DAY),
      ],
    });
    const first = await readAll(here.collect, START - HOUR, START);
    assert.deepEqual(
      first.planned.map(({ ref, service, fromMs }) => [ref, service, (fromMs - START) / HOUR]),
      [
        ["m1", "Shop", -24],
        ["m2", "Shop", -1],
      ],
    );
    const before = here.server.calls.length;
    assert.deepEqual((await readAll(here.collect, START - HOUR, START)).planned, first.planned);
    const asked = here.server.calls.slice(before).filter(({ path }) => path === "/v1/maintenance/:id");
    assert.equal(asked.length, 1, "what is over is not read again");
  });

  it("waits as long as it is told, and loses nothing", async () => {
    const alerts = Array.from({ length: 30 }, (_, at) => alert(`a${at}`, START - DAY + at * MINUTE));
    await using here = await world(alerts, { perMinute: 20 });
    const { facts } = await readAll(here.collect, START - 2 * DAY, START);
    assert.equal(facts.length, 30);
    assert.ok(here.waits.length > 0 && here.waits.every((ms) => ms >= 60_000));
    here.server.failNext({ status: 429, headers: { "retry-after": "7" } });
    here.waits.length = 0;
    here.time.nowMs += HOUR;
    await readAll(here.collect, START - MINUTE, START);
    assert.equal(here.waits[0], 7_000);
  });

  it("says what to compare when the key is refused, and never the key", async () => {
    await using here = await world([]);
    const collect = here.collectWith("wrong-key-of-ours");
    assert.ok(collect);
    const told = await failureOf(readAll(collect, START - HOUR, START));
    assert.equal(told.code, "credentials");
    assert.match(told.tell ?? "", /OPSGENIE_READ_KEY/);
    assert.ok(!JSON.stringify([told.message, told.tell, here.warnings]).includes("wrong-key"));
  });

  it("is on when its key is set, at its own pace; wrong numbers are named", async () => {
    await using here = await world([]);
    assert.deepEqual(here.collect.pace, { everyMs: 30 * MINUTE, overlapMs: 45 * MINUTE, firstMs: undefined });
    const values = Object.fromEntries(Object.keys(opsgenie.settings).map((name) => [name, undefined]));
    const check = (changes: Readonly<Record<string, string>>) =>
      (opsgenie.check?.({ ...values, ...changes } as Parameters<NonNullable<typeof opsgenie.check>>[0]) ?? []).join();
    assert.equal(check({ OPSGENIE_COLLECT_MINUTES: "60" }), "");
    assert.match(check({ OPSGENIE_COLLECT_MINUTES: "soon" }), /OPSGENIE_COLLECT_MINUTES is "soon"/);
  });
});

describe("the stand-in's past", () => {
  it("refuses unknown parameters, wrong values and keys", async () => {
    await using here = await world([alert("a1", START)]);
    const get = async (path: string, key = KEY) =>
      (await fetch(here.server.url + path, { headers: { authorization: `GenieKey ${key}` } })).status;
    assert.equal(await get("/v2/alerts?limit=100&sort=createdAt&order=asc"), 200);
    assert.equal(await get("/v2/alerts", "other"), 401);
    for (const wrong of [
      "limit=101",
      "limit=0",
      "since=1",
      "sort=age",
      "query=createdAt>=yesterday",
      "offset=19950&limit=100",
    ])
      assert.equal(await get(`/v2/alerts?${wrong}`), 422, wrong);
    assert.equal(await get("/v2/alerts/none/logs"), 404);
    assert.equal(await get("/v2/alerts/a1/logs?limit=1000"), 422);
    assert.equal(await get("/v1/maintenance?type=active"), 422);
    assert.equal(await get("/v2/schedules/none/timeline"), 404);
  });
});
