/** Counts and times what happens, for /metrics. Names and labels are fixed where the metrics are declared. */
export interface Tally {
  count(name: string, labels?: Readonly<Record<string, string>>, by?: number): void;
  /** Milliseconds. */
  time(name: string, ms: number, labels?: Readonly<Record<string, string>>): void;
}
