/** What somebody said of a shift of theirs when it was over. Private: theirs and the leads' to see, told to others only in sums. */
export interface Rating {
  /** Chat id. */
  readonly userId: string;
  /** Address at the pager, where it is known. */
  readonly email?: string | undefined;
  /** The shift: schedule by name, half-open. */
  readonly schedule: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** How hard it was: 1 (easy) to 5 (very hard). */
  readonly hard?: number | undefined;
  /** How well they slept: 1 (badly) to 5 (well). */
  readonly sleep?: number | undefined;
  readonly note?: string | undefined;
  readonly atMs: number;
}
