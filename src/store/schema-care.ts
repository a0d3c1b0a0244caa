/** Somebody on a schedule: one row for each UTC day at least, so that a day is found by its beginning. */
export interface DutyTable {
  from_ms: number;
  source: string;
  schedule_id: string;
  person_id: string;
  to_ms: number;
  schedule: string;
}

/** Planned work on one service. */
export interface PlannedWorkTable {
  source: string;
  ref: string;
  service: string;
  from_ms: number;
  to_ms: number;
}

/** What somebody said of a problem. */
export interface VerdictTable {
  incident_id: string;
  tag: string;
  note: string | null;
  user_id: string;
  by_whom: string;
  at_ms: number;
}

/** What somebody said of a shift of theirs. */
export interface RatingTable {
  user_id: string;
  schedule: string;
  from_ms: number;
  to_ms: number;
  email: string | null;
  hard: number | null;
  sleep: number | null;
  note: string | null;
  at_ms: number;
}
