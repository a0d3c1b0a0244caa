import type { Incident } from "./incident.ts";
import type { Rating } from "./rating.ts";
import type { TimeRange } from "./time/range.ts";
import type { Verdict, VerdictTag } from "./verdict.ts";

/** Verdicts, ratings and reports for one asker. */
export interface CareDesk {
  /** The problem with that id here ("pagerduty:Q1AB"), or its number or id at its source. Failure not_found. */
  problem(ref: string): Promise<Incident>;
  /** Keeps what the asker says of a problem; its message follows. Answers the problem and what was said before. */
  judge(
    incidentId: string,
    said: { readonly tag: VerdictTag; readonly note?: string | undefined },
  ): Promise<{ readonly incident: Incident; readonly before: Verdict | undefined }>;
  verdict(incidentId: string): Promise<Verdict | undefined>;
  missing(
    range: Pick<TimeRange, "fromMs" | "toMs">,
    limit: number,
  ): Promise<{ readonly incidents: readonly Incident[]; readonly total: number }>;
  /** Keeps what the asker says of a shift of theirs. */
  rate(rating: Omit<Rating, "userId" | "email" | "atMs">): Promise<void>;
  /** The asker's own shifts that were rated, newest first. */
  rated(range: Pick<TimeRange, "fromMs" | "toMs">): Promise<readonly Rating[]>;
}
