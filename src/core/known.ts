/** What a service said, and when: the last known answer where it does not answer now. */
export interface Known<T> {
  readonly value: T;
  readonly atMs: number;
  /** It is an older answer, because the service gave none in time; for people: "PagerDuty does not answer". */
  readonly stale?: string | undefined;
}
