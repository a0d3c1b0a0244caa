import { SEVERITIES } from "../core/alert.ts";
import type { Fact, FactKind } from "../core/fact.ts";
import { FACT_KINDS } from "../core/fact.ts";
import type { StatsRows } from "../core/stats/rows.ts";
import type { Statement, StatsStatements } from "./reader-protocol.ts";

type Cell = unknown;
/** Runs a statement; rows as arrays in the order of the columns. */
export type ReadArrays = (statement: Statement) => Promise<readonly (readonly Cell[])[]>;

const text = (cell: Cell): string => (typeof cell === "string" ? cell : "");
const textOrNone = (cell: Cell): string | undefined => (typeof cell === "string" ? cell : undefined);
const whole = (cell: Cell): number => (typeof cell === "number" ? cell : 0);
const wholeOrNull = (cell: Cell): number | null => (typeof cell === "number" ? cell : null);

const KINDS = new Map<string, FactKind>(FACT_KINDS.map((kind) => [kind, kind]));
const CHANNELS = new Map<string, NonNullable<Fact["channel"]>>(
  (["push", "sms", "phone", "email", "other"] as const).map((one) => [one, one]),
);
const ENDINGS = new Map((["human", "auto", "merged"] as const).map((one) => [String(one), one]));

/** The same few lists of teams come in many rows: each is parsed once. */
const createTeams = (): ((cell: Cell) => readonly string[]) => {
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

/** Reads what `statsStatements` compiled into the rows that `computeStats` takes. */
export const readStatsRows = async (read: ReadArrays, statements: StatsStatements): Promise<StatsRows> => {
  const teamsOf = createTeams();
  const incidents = (await read(statements.incidents)).map((row) => ({
    source: text(row[0]),
    key: text(row[1]),
    service: text(row[2]),
    teams: teamsOf(row[3]),
    openedAtMs: whole(row[4]),
    ackedAtMs: wholeOrNull(row[5]),
    resolvedAtMs: wholeOrNull(row[6]),
    ending: ENDINGS.get(text(row[7])) ?? null,
    severity: SEVERITIES.find((one) => one === row[8]) ?? "info",
    ackedBy: null,
    title: "",
    verdict: null,
  }));
  const facts = (await read(statements.facts)).map((row) => ({
    source: text(row[0]),
    kind: KINDS.get(text(row[1])) ?? "noted",
    atMs: whole(row[2]),
    personId: textOrNone(row[3]),
    incidentKey: text(row[4]),
    channel: CHANNELS.get(text(row[5])),
    service: text(row[6]),
    teams: teamsOf(row[7]),
  }));
  const people = (await read(statements.people)).map((row) => ({
    source: text(row[0]),
    id: text(row[1]),
    name: text(row[2]),
    email: textOrNone(row[3]),
    tz: textOrNone(row[4]),
    url: textOrNone(row[5]),
  }));
  const times = (await read(statements.asOf)).flat().filter((cell) => typeof cell === "number");
  const [[since] = []] = await read(statements.since);
  return {
    incidents,
    facts,
    people,
    duties: [],
    planned: [],
    sinceMs: wholeOrNull(since),
    asOfMs: times.length > 0 ? Math.max(...times) : null,
  };
};
