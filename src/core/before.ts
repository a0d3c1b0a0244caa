import type { VerdictTag } from "./verdict.ts";

/** An earlier occurrence of the same problem, as the card tells it. */
export interface Before {
  readonly incidentId: string;
  readonly openedAtMs: number;
  readonly endedAtMs?: number | undefined;
  /** Who acked or resolved it, by name. */
  readonly takenBy?: string | undefined;
  /** Somebody was called about it at an hour when people sleep where that person lives (22 to 8). */
  readonly woke: boolean;
  readonly url?: string | undefined;
  /** What somebody said of it when it was over. */
  readonly verdict?: VerdictTag | undefined;
}
