import { SEVERITIES } from "../core/alert.ts";
import type { Duty, PlannedWork } from "../core/duty.ts";
import { FACT_KINDS, type Fact, type FactKind, type Person } from "../core/fact.ts";
import type { StatsFact, StatsIncident, StatsRows } from "../core/stats/rows.ts";
import { isVerdictTag } from "../core/verdict.ts";
import { plannedHere } from "./reader-maintenance.ts";
import type { Statement, StatsStatements } from "./reader-protocol.ts";

type Cell = unknown;
type Row = readonly Cell[];
/** Runs a statement; rows as arrays in the order of the columns, to be gone through once. */
export type ReadArrays = (statement: Statement) => Promise<Iterable<Row>>;

const text = (cell: Cell): string => (typeof cell === "string" ? cell : "");
const textOrNone = (cell: Cell): string | undefined => (typeof cell === "string" ? cell : undefined);
const whole = (cell: Cell): number => (typeof cell === "number" ? cell : 0);
const wholeOrNull = (cell: Cell): number | null => (typeof cell === "number" ? cell : null);

const KINDS = new Map<string, FactKind>(FACT_KINDS.map((kind) => [kind, kind]));
const CHANNELS = new Map<string, NonNullable<Fact["channel"]>>(
  (["push", "sms", "phone", "email", "other"] as const).map((one) => [one, one]),
);
const ENDINGS = new Map((["human", "auto", "merged"] as const).map((one) => [String(one), one]));
const ACKERS = new Map((["human", "auto"] as const).map((one) => [String(one), one]));

type Teams = (cell: Cell) => readonly string[];
type Same = (cell: Cell) => string;

/** A million rows name a few people and services: one text for each of them saves memory and makes comparing quick. */
const createSame = (): Same => {
  const known = new Map<string, string>();
  return (cell) => {
    const one = text(cell);
    const had = known.get(one);
    if (had !== undefined) return had;
    known.set(one, one);
    return one;
  };
};

/** The same few lists of teams come in many rows: each is parsed once. */
const createTeams = (): Teams => {
  const known = new Map<string, readonly string[]>();
  return (cell) => {
    const json = text(cell);
    const had = known.get(json);
    if (had) return had;
    const teams: readonly string[] = JSON.parse(json || "[]");
    known.set(json, teams);
    return teams;
  };
};

const incidentOf =
  (teamsOf: Teams, same: Same) =>
  (row: Row): StatsIncident => {
    const tag = text(row[11]);
    return {
      source: same(row[0]),
      key: text(row[1]),
      service: same(row[2]),
      teams: teamsOf(row[3]),
      openedAtMs: whole(row[4]),
      ackedAtMs: wholeOrNull(row[5]),
      ackedBy: ACKERS.get(text(row[6])) ?? null,
      resolvedAtMs: wholeOrNull(row[7]),
      ending: ENDINGS.get(text(row[8])) ?? null,
      severity: SEVERITIES.find((one) => one === row[9]) ?? "info",
      title: text(row[10]),
      verdict: isVerdictTag(tag) ? tag : null,
    };
  };

const factOf =
  (teamsOf: Teams, same: Same) =>
  (row: Row): StatsFact => ({
    source: same(row[0]),
    kind: KINDS.get(text(row[1])) ?? "noted",
    atMs: whole(row[2]),
    personId: row[3] === null ? undefined : same(row[3]),
    incidentKey: text(row[4]),
    channel: CHANNELS.get(text(row[5])),
    service: same(row[6]),
    teams: teamsOf(row[7]),
  });

const personOf = (row: Row): Person => ({
  source: text(row[0]),
  id: text(row[1]),
  name: text(row[2]),
  email: textOrNone(row[3]),
  tz: textOrNone(row[4]),
  url: textOrNone(row[5]),
});

const dutyOf = (row: Row): Duty => ({
  source: text(row[0]),
  personId: text(row[1]),
  scheduleId: text(row[2]),
  schedule: text(row[3]),
  fromMs: whole(row[4]),
  toMs: whole(row[5]),
});

const plannedOf = (row: Row): PlannedWork => ({
  source: text(row[0]),
  ref: text(row[1]),
  service: text(row[2]),
  fromMs: whole(row[3]),
  toMs: whole(row[4]),
});

type ReadIf = (statement: Statement | undefined) => Promise<Iterable<Row>>;

const readPlanned = async (
  read: ReadIf,
  { planned, maintenance }: StatsStatements,
  incidents: readonly StatsIncident[],
): Promise<readonly PlannedWork[]> => {
  const told = Array.from(await read(planned), plannedOf);
  const ours = Array.from(await read(maintenance), (row) => ({
    ...{ id: text(row[0]), match: text(row[1]), fromMs: whole(row[2]), untilMs: whole(row[3]) },
    endedMs: wholeOrNull(row[4]),
  }));
  return [
    ...told,
    ...plannedHere(
      ours,
      [...incidents, ...told].map(({ service }) => service),
    ),
  ];
};

/** The newest of the moments in the first row; null when there is none. */
const newestOf = (rows: Iterable<Row>): number | null => {
  const times = Array.from(rows).flatMap((row) => row.filter((cell) => typeof cell === "number"));
  return times.length > 0 ? Math.max(...times) : null;
};

/** Reads what `statsStatements` compiled into the rows that statistics take. */
export const readStatsRows = async (read: ReadArrays, statements: StatsStatements): Promise<StatsRows> => {
  const teamsOf = createTeams();
  const same = createSame();
  const readIf: ReadIf = async (statement) => (statement ? read(statement) : []);
  const toIncident = incidentOf(teamsOf, same);
  const incidents: StatsIncident[] = [];
  for (const statement of statements.incidents)
    for (const row of await read(statement)) incidents.push(toIncident(row));
  const facts = Array.from(await read(statements.facts), factOf(teamsOf, same));
  return {
    incidents,
    facts,
    people: Array.from(await read(statements.people), personOf),
    duties: Array.from(await readIf(statements.duties), dutyOf),
    planned: await readPlanned(readIf, statements, incidents),
    sinceMs: newestOf(await read(statements.since)),
    asOfMs: newestOf(await read(statements.asOf)),
  };
};
