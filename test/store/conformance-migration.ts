import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import type { Incident } from "../../src/core/incident.ts";
import { start } from "../../src/store/migrations/0001-start.ts";
import { problems } from "../../src/store/migrations/0002-problems.ts";
import { digest } from "../../src/store/migrations/0003-digest.ts";
import { muteProblems } from "../../src/store/migrations/0004-mute-problems.ts";
import { audit } from "../../src/store/migrations/0005-audit.ts";
import { graphs } from "../../src/store/migrations/0006-graphs.ts";
import type { Tables } from "../../src/store/schema.ts";
import { alert, laneOf, leaseOf, MONDAY, outcome, toOps } from "./made.ts";
import type { Place } from "./place.ts";
import { rulesOf } from "./rules.ts";
import { rowsOf } from "./stats-rows.ts";
import type { NewPlace } from "./with-store.ts";

const MIN = 60_000;
const ROWS = 450;

/** As the first schema kept incidents: without a problem, members or flips. */
const oldIncident = (index: number, more: Partial<Incident> = {}): Incident => ({
  id: `pagerduty:K${index}`,
  source: "pagerduty",
  key: `K${index}`,
  version: 3,
  state: "resolved",
  severity: "warning",
  title: `Disk ${index} is full`,
  labels: { service: "db", severity: "critical" },
  openedAtMs: MONDAY + index,
  resolvedAtMs: MONDAY + index + MIN,
  firings: 1,
  history: [{ atMs: MONDAY + index + 2 * MIN, what: "noted" }],
  last: { atMs: MONDAY + index + MIN, rank: 3, eventId: "e" },
  ...more,
});

const OLD: readonly Incident[] = [
  ...Array.from({ length: ROWS }, (_, index) => oldIncident(index)),
  oldIncident(ROWS, {
    state: "acked",
    severity: "critical",
    title: "Ärger \u0000 'mit' \ud800 %",
    ackedAtMs: MONDAY,
    resolvedAtMs: undefined,
  }),
];

const textOf = (value: string | number | null | undefined): string =>
  typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value ?? null);

const insertOf = (one: Incident): string =>
  `insert into incident (id, source, key, version, based_on, state, service, teams, opened_ms, acked_ms, resolved_ms,
    ending, last_ms, data) values (${[
      ...[one.id, one.source, one.key, one.version, 0, one.state, "db", "[]", one.openedAtMs, one.ackedAtMs],
      ...[one.resolvedAtMs, one.ending, one.last.atMs, JSON.stringify(one)],
    ]
      .map(textOf)
      .join(", ")})`;

/** The first step reads nothing. */
const nothing = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** A store as the first version left it: incidents, a posted card, an event that was seen. */
const makeOld = async (place: Place): Promise<void> => {
  const postgres = place.kind === "postgres";
  const types = { bytes: postgres ? "bytea" : "blob", factIndex: "at_ms" } as const;
  const statements: string[] = [];
  await start(async (statement) => void statements.push(statement), types, nothing);
  statements.push(
    "create table schema_version (version integer primary key, at_ms bigint not null)",
    "insert into schema_version (version, at_ms) values (1, 0)",
    ...OLD.map(insertOf),
    "insert into seen (source, event_id, at_ms) values ('pagerduty', 'old-event', 0)",
    `insert into outbox (id, channel, note, incident_id, card_id, lines, wanted, shown, ts, trying_ms, tried_ms, attempts,
      created_ms, owed_ms, dead) values ('card:pagerduty:K${ROWS}:ops', 'ops', 0, 'pagerduty:K${ROWS}', null, '[]', 3, 3,
      '1.1', null, null, 0, 0, 0, null)`,
    "insert into lane (channel, next_ms, holder, until_ms, fence, blocked) values ('ops', 0, '', 0, 0, null)",
  );
  await place.sql(statements.join(";\n"));
};

/** Statements of the first six steps, as they were released: those that read first find an empty store. */
const beforeCare = async (kind: Place["kind"]): Promise<readonly string[]> => {
  const types =
    kind === "postgres"
      ? ({ bytes: "bytea", factIndex: "at_ms" } as const)
      : ({
          bytes: "blob",
          factIndex: "at_ms, source, kind, person_id, incident_key, channel, service, teams",
        } as const);
  const statements: string[] = [];
  for (const step of [start, problems, digest, muteProblems, audit, graphs])
    await step(async (statement) => void statements.push(statement), types, nothing);
  return statements;
};

const ACKED: readonly Incident[] = Array.from({ length: ROWS }, (_, index) =>
  oldIncident(index, {
    title: index === 7 ? "Ärger \u0000 'mit' \ud800 %" : `Disk ${index} is full`,
    ...(index % 3 === 0 ? {} : { ackedAtMs: MONDAY + index }),
    ...(index % 3 === 1 ? { ackedBy: "Ana" } : {}),
  }),
);

/** A filled store as the version before left it. */
const makeBeforeCare = async (place: Place): Promise<void> => {
  const factRow = (id: string, at: number): string =>
    `insert into fact (source, id, kind, at_ms, person_id, incident_key, channel, service, teams)
      values ('pagerduty', '${id}', 'notified', ${MONDAY + at}, 'P1', 'K1', 'push', 'db', '["Core"]')`;
  await place.sql(
    [
      ...(await beforeCare(place.kind)),
      "create table schema_version (version integer primary key, at_ms bigint not null)",
      ...[1, 2, 3, 4, 5, 6].map((version) => `insert into schema_version (version, at_ms) values (${version}, 0)`),
      ...ACKED.map(insertOf),
      ...Array.from({ length: ROWS }, (_, at) => factRow(`f${at}`, at)),
      "insert into cursor (source, value, at_ms, since_ms) values ('pagerduty', 'c', 5, 3)",
    ].join(";\n"),
  );
};

const describeBeforeCare = (newPlace: NewPlace): void => {
  it("of the sixth version: titles and who acked are filled in, history is read as before", async () => {
    const place = await newPlace();
    try {
      await makeBeforeCare(place);
      const store = await place.open();
      const window = { fromMs: MONDAY, toMs: MONDAY + 24 * 60 * MIN };
      const rows = await rowsOf(place, { incidents: window, overlapping: window, facts: window, titles: true });
      assert.deepEqual([rows.incidents.length, rows.facts.length, rows.sinceMs], [ROWS, ROWS, 3]);
      assert.deepEqual(
        rows.incidents.slice(0, 3).map(({ ackedBy, title }) => [ackedBy, title]),
        [
          [null, "Disk 0 is full"],
          ["human", "Disk 1 is full"],
          ["auto", "Disk 2 is full"],
        ],
      );
      assert.equal(rows.incidents.filter(({ title }) => title === "").length, 0);
      assert.equal(rows.incidents[7]?.title, "Ärger  'mit' \ufffd %");
      const lease = await leaseOf(store, "collect");
      const again = { source: "pagerduty", id: "f1", kind: "notified", atMs: MONDAY, incidentKey: "K1" } as const;
      const batch = { incidents: [], facts: [{ ...again, service: "db", teams: [] }], people: [] };
      assert.deepEqual((await store.collected(lease, batch, { source: "pagerduty" })).facts, []);
    } finally {
      await place.clean();
    }
  });
};

export const describeMigration = (newPlace: NewPlace): void => {
  describe("a store of an earlier version", () => {
    describeBeforeCare(newPlace);
    it("of the first version is brought up to date with all that it holds, and goes on", async () => {
      const place = await newPlace();
      try {
        await makeOld(place);
        const store = await place.open();
        const worst = await store.incidents({}, "worst", 1_000);
        assert.equal(worst.total, OLD.length);
        assert.deepEqual(worst.incidents.map(({ id }) => id).toSorted(), OLD.map(({ id }) => id).toSorted());
        assert.equal(worst.incidents[0]?.id, `pagerduty:K${ROWS}`);
        assert.deepEqual(worst.incidents[0], JSON.parse(JSON.stringify(OLD.at(-1))));
        assert.equal((await store.incidents({ severities: ["warning"], words: ["disk 7 "] }, "worst", 9)).total, 1);
        assert.equal((await store.incidents({ words: ["ärger", "'mit'"] }, "recent", 9)).total, 1);
        const recent = await store.incidents({ states: ["resolved"] }, "recent", 1);
        assert.equal(recent.incidents[0]?.key, `K${ROWS - 1}`);
        const noise = await store.noise({ fromMs: MONDAY, toMs: MONDAY + 10 }, 1_000);
        assert.deepEqual([noise.length, noise.find(({ problem }) => problem === "K7")?.endedAlone], [10, 1]);

        const lease = await leaseOf(store, "relay");
        const seen = alert({ key: "K7", eventId: "old-event" });
        const soon = alert({ key: "K7", atMs: MONDAY + 10 * MIN });
        const late = alert({ key: "K8", atMs: MONDAY + 60 * MIN });
        const goesOn = alert({ key: `K${ROWS}`, state: "resolved", atMs: MONDAY + 5 * MIN });
        const applied = await store.relay(lease, [outcome("d", seen, soon, late, goesOn)], toOps, rulesOf());
        assert.deepEqual(
          applied.map(({ incident, change }) => [incident.id, change]),
          [
            ["pagerduty:K7", "reopened"],
            [`pagerduty:K8@${MONDAY + 60 * MIN}`, "opened"],
            [`pagerduty:K${ROWS}`, "resolved"],
          ],
        );
        const again = applied[1]?.incident;
        assert.ok(again);
        assert.deepEqual(
          (await store.before(again, 5)).map(({ incidentId }) => incidentId),
          ["pagerduty:K8"],
          "an incident of before is an occurrence of its key",
        );
        const owed = await store.outbox.owed(await laneOf(store), 10);
        assert.equal(owed.find(({ incidentId }) => incidentId === `pagerduty:K${ROWS}`)?.ts, "1.1");
      } finally {
        await place.clean();
      }
    });
  });
};
