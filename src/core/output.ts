/** One number on its way out. */
export interface Sample {
  readonly kind: "count" | "time" | "gauge";
  /** From general to special, as they came: ["pagerduty", "Ana Kovac", "acked"]. Each output writes them its own way. */
  readonly name: readonly string[];
  /** How many, milliseconds for "time", the value for "gauge". */
  readonly value: number;
  /** The same as labels, for outputs that take tags. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Where numbers go: StatsD, the terminal, /metrics. `send` never throws and never waits for the network. */
export interface Output {
  /** "statsd". */
  readonly name: string;
  send(samples: readonly Sample[]): void;
  /** Lets go what is on its way. */
  close(): Promise<void>;
}
