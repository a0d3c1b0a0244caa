/** Where Loki is, and how people look at it. */
export interface LokiOptions {
  readonly base: URL;
  /** Streams in which plain words are looked for. */
  readonly selector: string | undefined;
  /** Grafana's address for people. */
  readonly explore: URL | undefined;
  /** Name or uid of the data source there. */
  readonly datasource: string;
}
