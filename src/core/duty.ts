/** Somebody was on call on a schedule, half-open; who stands in an escalation policy by name alone is on no rota. */
export interface Duty {
  readonly source: string;
  readonly personId: string;
  /** Id and name of the schedule. */
  readonly scheduleId: string;
  readonly schedule: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Planned work on one service, half-open. */
export interface PlannedWork {
  readonly source: string;
  /** Id at the source, together with the service. */
  readonly ref: string;
  readonly service: string;
  readonly fromMs: number;
  readonly toMs: number;
}
