import { Failure } from "../core/failure.ts";
import type { Clock, Log } from "../core/log.ts";
import type { StatisticName, StatisticOf } from "../core/stats/statistic.ts";
import type { StatsQuery } from "../core/stats.ts";
import type { Store } from "../core/store.ts";
import { createAudit } from "./audit.ts";
import { backup } from "./backup.ts";
import { createBudgets } from "./budgets.ts";
import { createCare } from "./care.ts";
import { createChanges } from "./changes.ts";
import { createCollected } from "./collected.ts";
import { createCovers } from "./covers.ts";
import { createDues } from "./dues.ts";
import type { Db, Engine } from "./engine.ts";
import { createGraphs } from "./graphs.ts";
import { createHeartbeats } from "./heartbeats.ts";
import { createInbox } from "./inbox.ts";
import { createIncidentAt } from "./incident-at.ts";
import { createIncidentList } from "./incident-list.ts";
import { createIncidents } from "./incidents.ts";
import { createKnownAnswers } from "./known-answers.ts";
import { createLeases } from "./leases.ts";
import { createCounts, createStorms } from "./live-counts.ts";
import { createMutes } from "./mutes.ts";
import { createNoise } from "./noise.ts";
import { createOccurrences } from "./occurrences.ts";
import { createOutbox } from "./outbox.ts";
import { prune } from "./prune.ts";
import { createReader, type Reader } from "./reader.ts";
import { createRelay } from "./relay.ts";
import { createSmallTables } from "./small-tables.ts";
import { createSnapshots } from "./snapshots.ts";
import { openSqliteEngine } from "./sqlite-engine.ts";
import { statsStatements } from "./stats-statements.ts";

/** Which database: `url` wins over `file`, and one of them is needed. */
export interface StoreOptions {
  /** PostgreSQL: `postgres://…`. */
  readonly url?: string | undefined;
  /** SQLite: path of the file, made when missing. */
  readonly file?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** IANA zone of people whose own is unknown; UTC when absent. */
  readonly tz?: string | undefined;
}

const STATS_MS = 20_000;

/** Opens the store and brings its schema up to date. Throws Failure("config") for a newer schema, "unavailable" when it cannot be reached. */
export const openStore = async (options: StoreOptions): Promise<Store> => assemble(await openEngine(options), options);

const openEngine = async ({ url, file, clock, log }: StoreOptions): Promise<Engine> => {
  if (url !== undefined) {
    const { openPostgresEngine } = await import("./postgres-engine.ts");
    return openPostgresEngine(url, clock, log);
  }
  if (file !== undefined) return openSqliteEngine(file, clock);
  throw new Failure("config", "the store needs a file or a URL", { tell: "Set DATA_DIR or DATABASE_URL." });
};

const createStats =
  (db: Db, reader: Reader): Store["stats"] =>
  async <K extends StatisticName>(name: K, query: StatsQuery): Promise<StatisticOf[K]> => {
    const answer = await reader.ask(
      { do: "stats", name, query, statements: statsStatements(db, name, query) },
      STATS_MS,
    );
    // The worker computes the statistic of that name; the thread boundary keeps no types.
    if ("stats" in answer) return answer.stats as StatisticOf[K];
    throw new Failure("internal", "the reader answered another question");
  };

const assemble = (engine: Engine, { clock, log, tz = "UTC" }: StoreOptions): Store => {
  const { db } = engine;
  const changes = createChanges(engine, log);
  const inbox = createInbox(engine, changes, clock);
  const incidents = createIncidents(engine);
  const reader = createReader(engine.reader, log);
  return {
    ...createSmallTables(engine, clock),
    snapshots: createSnapshots(db),
    graphs: createGraphs(db, reader),
    inbox,
    outbox: createOutbox(engine, changes, reader),
    leases: createLeases(engine),
    budgets: createBudgets(engine),
    relay: createRelay(engine, changes, clock),
    collected: createCollected(engine, changes, clock),
    incident: async (id) => (await incidents.read(db, [id])).get(id),
    incidents: createIncidentList(db, reader),
    counts: createCounts(db, reader),
    storms: createStorms(db),
    noise: createNoise(db, reader),
    ...createOccurrences(db, clock, tz),
    mutes: createMutes(engine, changes),
    dues: createDues(engine),
    heartbeats: createHeartbeats(engine),
    audit: createAudit(engine, reader),
    covers: createCovers(engine),
    known: createKnownAnswers(engine),
    incidentAt: createIncidentAt(db),
    stats: createStats(db, reader),
    ...createCare(engine, reader),
    onChange: changes.onChange,
    prune: (nowMs, keep) => prune(db, nowMs, keep),
    backup: (file) => backup(engine.reader, file, log),
    async ping() {
      await db.selectFrom("schema_version").select("version").limit(1).execute();
    },
    async close() {
      await inbox.idle();
      await reader.close();
      await engine.close();
    },
  };
};
