import pg from "pg";

/** Connection settings that the pools and the listener share: bigint as number (times fit), limits on every wait. */
export const postgresOptions = (url: string) =>
  ({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    idle_in_transaction_session_timeout: 15_000,
    statement_timeout: 15_000,
    application_name: "drm",
    types: {
      getTypeParser: (id: number, format?: "text" | "binary") =>
        id === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(id, format ?? "text"),
    },
  }) satisfies pg.PoolConfig;
