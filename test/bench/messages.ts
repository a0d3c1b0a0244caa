/** What the bench asks the bot's process. */
export type Ask =
  | { readonly do: "memory" }
  /** Begins to watch the event loop. */
  | { readonly do: "watch" }
  /** Ends it: p50 and p99 of the gaps. */
  | { readonly do: "gaps" }
  /** Draws a picture so many times, one after the other. */
  | { readonly do: "draw"; readonly picture: "bars" | "stats"; readonly times: number }
  | { readonly do: "stop" };

/** How the bot runs in the bench. */
export interface ChildOptions {
  /** No waiting between messages. */
  readonly fast: boolean;
  /** Incident number N goes to channel N modulo their number; none: all to the ops channel. */
  readonly channels: readonly string[];
  /** The bot's clock minus the machine's. */
  readonly clockOffsetMs: number;
}

export interface Answers {
  readonly memory: { readonly rssMb: number; readonly heapMb: number };
  readonly watch: true;
  readonly gaps: { readonly p50Ms: number; readonly p99Ms: number; readonly maxMs: number };
  readonly draw: { readonly tookMs: readonly number[]; readonly bytes: number };
  readonly stop: true;
}
