/** Somebody asks to be covered; whoever presses first takes their turns. Times are epoch milliseconds. */
export interface Cover {
  readonly id: string;
  /** Who asks. */
  readonly userId: string;
  readonly by: string;
  /** Id at the pager. */
  readonly personId: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Their turns in it: the parts that need somebody. */
  readonly parts: readonly {
    readonly scheduleId: string;
    readonly schedule: string;
    readonly fromMs: number;
    readonly toMs: number;
  }[];
  readonly atMs: number;
  readonly state: "open" | "taken" | "withdrawn";
  readonly takenBy?: string | undefined;
}

/** Requests to be covered. */
export interface Covers {
  add(cover: Cover): Promise<void>;
  read(id: string): Promise<Cover | undefined>;
  /** Open -> taken by this person (chat user's id); true also when it was theirs already. */
  take(id: string, userId: string, by: string): Promise<boolean>;
  /** Back to open, for one whose overrides could not be made; or withdrawn. */
  set(id: string, state: "open" | "withdrawn"): Promise<void>;
}
