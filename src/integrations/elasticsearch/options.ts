/** Where lines are, and how people look at them. */
export interface ElasticsearchOptions {
  readonly base: URL;
  readonly index: string;
  readonly timeField: string;
  readonly messageField: string;
  /** Kibana's or the Dashboards' Discover, for people. */
  readonly discover: URL | undefined;
}
