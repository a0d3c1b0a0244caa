import type { Incident } from "./incident.ts";
import type { Rating } from "./rating.ts";
import type { Verdict } from "./verdict.ts";

/** What people said of problems. */
export interface Verdicts {
  /** The last one said holds. Answers the one before. */
  set(verdict: Verdict): Promise<Verdict | undefined>;
  read(incidentId: string): Promise<Verdict | undefined>;
  /** Problems that ended in the range, were posted or paged, were not merged away, and of which nobody said anything; newest end first. */
  missing(
    range: { readonly fromMs: number; readonly toMs: number },
    limit: number,
  ): Promise<{ readonly incidents: readonly Incident[]; readonly total: number }>;
}

/** What people said of their shifts. One for each person, schedule and beginning: a later one completes it (what it does not say stays). */
export interface Ratings {
  save(rating: Rating): Promise<void>;
  /** Of everybody, those of shifts that touch the range, oldest first. */
  between(range: { readonly fromMs: number; readonly toMs: number }): Promise<readonly Rating[]>;
}

/** When jobs ran for the last time, by name. */
export interface Jobs {
  /** The moment that was due and has been done; undefined: never. */
  last(name: string): Promise<number | undefined>;
  /** Notes it; an earlier moment than the one noted changes nothing. */
  done(name: string, dueMs: number): Promise<void>;
}

/** Everything that is kept of one person, by their address at the pager and their chat id. */
export interface Personal {
  /** Table -> rows, as they are stored. */
  export(who: {
    readonly email: string;
    readonly userId?: string | undefined;
  }): Promise<Readonly<Record<string, readonly object[]>>>;
  /**
   * Takes them out: facts stay countable for the team, without the person; name, address, zone, link, ratings, notes of
   * verdicts, covers and saved graphs' owner go. Answers rows changed. What the source tells again comes back: erase there first.
   */
  erase(who: { readonly email: string; readonly userId?: string | undefined }): Promise<number>;
}
