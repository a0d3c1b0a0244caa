import type { StatisticName, StatisticOf } from "../core/stats/statistic.ts";
import type { StatsQuery } from "../core/stats.ts";

/** Where the reader connects to. */
export type ReaderSource =
  | { readonly kind: "sqlite"; readonly file: string }
  | { readonly kind: "postgres"; readonly url: string };

/** A statement that the main thread compiled; the worker needs no query builder. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** The SQL that one answer is read by, compiled beforehand: the worker knows no query builder. */
export interface StatsStatements {
  /** Each incident once. */
  readonly incidents: readonly Statement[];
  readonly facts: Statement;
  readonly people: Statement;
  readonly duties: Statement | undefined;
  readonly planned: Statement | undefined;
  /** Of our own. */
  readonly maintenance: Statement | undefined;
  readonly asOf: Statement;
  readonly since: Statement;
}

/** What goes to the worker; its answer carries the same id. */
export type ReaderRequest =
  | {
      readonly id: number;
      readonly do: "stats";
      readonly name: StatisticName;
      readonly query: StatsQuery;
      readonly statements: StatsStatements;
    }
  | { readonly id: number; readonly do: "read"; readonly statements: readonly Statement[] }
  | { readonly id: number; readonly do: "backup"; readonly file: string };

/** A Failure as it crosses the thread boundary. */
export interface SentFailure {
  readonly code: string;
  readonly message: string;
  readonly tell: string | undefined;
}

/** What comes back: a result, or the failure as plain data. */
export type ReaderAnswer =
  | { readonly id: number; readonly stats: StatisticOf[StatisticName] }
  /** The rows of each statement, as arrays in the order of its columns. */
  | { readonly id: number; readonly rows: readonly (readonly (readonly unknown[])[])[] }
  | { readonly id: number; readonly done: true }
  | { readonly id: number; readonly failure: SentFailure };
