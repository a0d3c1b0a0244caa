import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from "kysely";

/** What differs from the driver underneath. */
export interface Guard {
  /** Runs one statement; may try again. */
  run<T>(statement: () => Promise<T>): Promise<T>;
  /** How a transaction begins. */
  readonly begin?: CompiledQuery;
  /** What each parameter is sent as. */
  parameter?(value: unknown): unknown;
  /** Called around each hold of a connection. */
  enter?(): Promise<void>;
  leave?(): void;
}

/** A dialect whose statements, connections and transactions go through `guard`. */
export const guardDialect = (dialect: Dialect, guard: Guard): Dialect => ({
  createAdapter: () => dialect.createAdapter(),
  createIntrospector: (db) => dialect.createIntrospector(db),
  createQueryCompiler: () => dialect.createQueryCompiler(),
  createDriver: () => guardDriver(dialect.createDriver(), guard),
});

const guardDriver = (driver: Driver, guard: Guard): Driver => {
  const inner = new WeakMap<DatabaseConnection, DatabaseConnection>();
  const innerOf = (connection: DatabaseConnection): DatabaseConnection => inner.get(connection) ?? connection;
  return {
    init: () => guard.run(() => driver.init()),
    async acquireConnection() {
      await guard.enter?.();
      try {
        const connection = await guard.run(() => driver.acquireConnection());
        const guarded = guardConnection(connection, guard);
        inner.set(guarded, connection);
        return guarded;
      } catch (error) {
        guard.leave?.();
        throw error;
      }
    },
    async releaseConnection(connection) {
      await driver.releaseConnection(innerOf(connection));
      guard.leave?.();
    },
    async beginTransaction(connection, settings) {
      if (guard.begin) await connection.executeQuery(guard.begin);
      else await guard.run(() => driver.beginTransaction(innerOf(connection), settings));
    },
    commitTransaction: (connection) => guard.run(() => driver.commitTransaction(innerOf(connection))),
    rollbackTransaction: (connection) => guard.run(() => driver.rollbackTransaction(innerOf(connection))),
    destroy: () => driver.destroy(),
  };
};

const guardConnection = (connection: DatabaseConnection, guard: Guard): DatabaseConnection => ({
  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const sent = guard.parameter ? { ...query, parameters: query.parameters.map(guard.parameter) } : query;
    return guard.run(() => connection.executeQuery<R>(sent));
  },
  streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
});
