import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { createVictorOps } from "../../src/demo/pagers/victorops.ts";
import type { PastIncident, VictorOpsHistory } from "../../src/demo/pagers/victorops-history.ts";
import { connect } from "../../src/integrations/victorops/connect.ts";
import { DAY, failureOf, HOUR, lines, MINUTE, patient, readAll, START } from "./collect-kit.ts";

const API = { apiId: "4db9c3ea", apiKey: "4eeb5d430d2ae2fe18d54f0c95707539" };
const MIDNIGHT = Date.parse("2026-11-21T00:00:00Z");

const incident = (number: string, startMs: number, more: Partial<PastIncident> = {}): PastIncident => ({
  ...{ number, startMs, phase: "triggered", title: `Problem ${number}`, service: "Shop", entityState: "critical" },
  ...{ pagedUsers: ["ana"], teamSlug: "team-1", transitions: [{ name: "triggered", atMs: startMs, manually: false }] },
  ...more,
});

const world = async (incidents: readonly PastIncident[], more: Partial<VictorOpsHistory> = {}) => {
  const here = patient();
  const history: VictorOpsHistory = {
    ...API,
    users: [
      { username: "ana", firstName: "Ana", lastName: "Kovac", email: "ana@acme.example" },
      { username: "ben", firstName: "", lastName: "", email: "ben@acme.example" },
    ],
    teams: [{ slug: "team-1", name: "Platform" }],
    ...{ incidents: [...incidents], onCall: [], maintenance: [] },
    ...more,
  };
  const server = await createVictorOps({ restKey: "k", clock: here.connection.clock, history });
  const collectWith = (apiKey: string) =>
    connect(
      {
        ...{ VICTOROPS_REST_KEY: undefined, VICTOROPS_ROUTING_KEY: undefined, VICTOROPS_ALERT_URL: undefined },
        ...{ VICTOROPS_API_ID: API.apiId, VICTOROPS_API_KEY: apiKey, VICTOROPS_API_URL: server.url },
        ...{ VICTOROPS_COLLECT_MINUTES: "60", VICTOROPS_OVERLAP_MINUTES: "60", VICTOROPS_HISTORY_DAYS: "30" },
      },
      here.connection,
      here.waitsBy,
    )?.collect;
  const collect = collectWith(API.apiKey);
  assert.ok(collect);
  return { ...here, server, collect, collectWith, [Symbol.asyncDispose]: () => server.close() };
};

const ended = (number: string, startMs: number, by: string | undefined): PastIncident =>
  incident(number, startMs, {
    phase: "resolved",
    transitions: [
      { name: "triggered", atMs: startMs, manually: false },
      { name: "acknowledged", atMs: startMs + 2 * MINUTE, by: "ana", manually: true },
      { name: "resolved", atMs: startMs + 9 * MINUTE, manually: by !== undefined, ...(by ? { by } : {}) },
    ],
  });

describe("collecting from Splunk On-Call", () => {
  it("tells what happened to whom, and nobody where a machine did it", async () => {
    const at = START - 3 * HOUR;
    await using here = await world([ended("7", at, undefined), ended("8", at + HOUR, "ben")]);
    const { facts, incidents, people, done } = await readAll(here.collect, START - DAY, START);
    assert.deepEqual(
      lines(
        facts.filter(({ incidentKey }) => incidentKey === "7"),
        at,
      ),
      ["notified ana 0 other", "opened - 0", "acked ana 2", "resolved - 9"],
    );
    assert.ok(facts.every(({ service, teams }) => service === "Shop" && teams.join() === "Platform"));
    assert.equal(new Set(facts.map(({ id }) => id)).size, facts.length);
    const [seven, eight] = [incidents.get("7"), incidents.get("8")];
    assert.deepEqual([seven?.state, seven?.severity, seven?.ending], ["resolved", "critical", "auto"]);
    assert.deepEqual(
      [seven?.ackedAtMs, seven?.ackedBy, seven?.resolvedAtMs],
      [at + 2 * MINUTE, "Ana Kovac", at + 9 * MINUTE],
    );
    assert.deepEqual([eight?.ending, eight?.resolvedBy], ["human", "ben"]);
    assert.deepEqual(
      people.map(({ id, name, email }) => [id, name, email]),
      [
        ["ana", "Ana Kovac", "ana@acme.example"],
        ["ben", "ben", "ben@acme.example"],
      ],
    );
    assert.deepEqual(done, [START]);
  });

  it("late acks are found, older facts are not told again, and what is open is told however old", async () => {
    const late = incident("1", START - 30 * HOUR, {
      phase: "acknowledged",
      transitions: [
        { name: "triggered", atMs: START - 30 * HOUR, manually: false },
        { name: "acknowledged", atMs: START - 5 * MINUTE, by: "ben", manually: true },
      ],
    });
    await using here = await world([late, incident("2", START - 40 * DAY)]);
    const { facts, incidents } = await readAll(here.collect, START - HOUR, START);
    assert.deepEqual([...new Set(lines(facts, START))], ["acked ben -5"]);
    assert.deepEqual([incidents.get("1")?.state, incidents.get("2")?.state], ["acked", "firing"]);
  });

  it("reads one page of history a minute: it waits, is never refused, and reads everything", async () => {
    const incidents = Array.from({ length: 250 }, (_, at) => ended(String(at), START - 20 * DAY + at * HOUR, "ben"));
    await using here = await world(incidents);
    const { facts } = await readAll(here.collect, START - 30 * DAY, START);
    assert.equal(facts.filter(({ kind }) => kind === "opened").length, 250);
    assert.ok(here.waits.length >= 3 && here.waits.every((ms) => ms <= 60_000), here.waits.join());
    assert.deepEqual(here.warnings, []);
    assert.ok(here.server.calls.every(({ status }) => status === 200));
  });

  it("a 403 of the history may mean too often: it waits a minute; of anything else it means the keys", async () => {
    await using here = await world([]);
    for (let calls = 0; calls < 2; calls++) here.server.failNext({});
    here.server.failNext({ status: 403 });
    await readAll(here.collect, START - HOUR, START);
    assert.ok(here.waits.includes(60_000));
    const collect = here.collectWith("wrong-key-of-ours");
    assert.ok(collect);
    const told = await failureOf(readAll(collect, START - HOUR, START));
    assert.equal(told.code, "credentials");
    assert.match(told.tell ?? "", /VICTOROPS_API_KEY/);
    assert.ok(!JSON.stringify([told.message, told.tell, here.warnings]).includes("wrong-key"));
  });

  it("tells who was on call as far as the log is up to date, once for each policy", async () => {
    const policy = { name: "Primary", slug: "pol-1" };
    const turn = (username: string, fromHour: number, toHour?: number) => ({
      ...{ team: "team-1", username, policy, fromMs: MIDNIGHT + fromHour * HOUR },
      ...(toHour === undefined ? {} : { toMs: MIDNIGHT + toHour * HOUR }),
    });
    await using here = await world([], { onCall: [turn("ana", -30, 6), turn("ben", 6), turn("ana", 2, 4)] });
    const { spans } = await readAll(here.collect, START - HOUR, START);
    assert.deepEqual(
      spans.map(({ fromMs, toMs, duties }) => [
        ...[fromMs, toMs].map((ms) => (ms - MIDNIGHT) / HOUR),
        duties.map((one) => [one.personId, one.schedule, (one.fromMs - MIDNIGHT) / HOUR, (one.toMs - MIDNIGHT) / HOUR]),
      ]),
      [
        [
          0,
          9.25,
          [
            ["ana", "Primary", 0, 6],
            ["ben", "Primary", 6, 9.25],
          ],
        ],
      ],
    );
  });

  it("maintenance mode lasts until now, and longer with each poll", async () => {
    const startedAtMs = START - HOUR;
    await using here = await world([], { maintenance: [{ id: "m1", startedAtMs, keys: ["default"] }] });
    const work = { source: "victorops", ref: "m1", service: "default", fromMs: startedAtMs };
    assert.deepEqual((await readAll(here.collect, START - HOUR, START)).planned, [{ ...work, toMs: START }]);
    here.time.nowMs += HOUR;
    const { planned } = await readAll(here.collect, START, here.time.nowMs);
    assert.deepEqual(planned, [{ ...work, toMs: START + HOUR }]);
  });
});

describe("the stand-in's past", () => {
  it("refuses unknown parameters, other keys, and more than it allows", async () => {
    await using here = await world([]);
    const headers = { "X-VO-Api-Id": API.apiId, "X-VO-Api-Key": API.apiKey };
    const get = async (path: string, given: Record<string, string> = headers) =>
      (await fetch(here.server.url + path, { headers: given })).status;
    assert.equal(await get("/api-public/v1/user", {}), 401);
    assert.equal(await get("/api-public/v1/user", { ...headers, "X-VO-Api-Key": "other" }), 403);
    assert.equal(await get("/api-public/v1/user?limit=5"), 400);
    assert.equal(await get("/api-reporting/v2/incidents?limit=101"), 400);
    assert.equal(await get("/api-reporting/v2/incidents"), 429, "once a minute, refused ones too");
    here.time.nowMs += MINUTE;
    assert.equal(await get("/api-reporting/v2/incidents?currentPhase=open"), 400);
    assert.equal(await get("/api-reporting/v1/team/none/oncall/log"), 404);
  });
});
