/** One person's turn now or ahead. Null times: permanent. */
export interface OnCall {
  readonly personId: string;
  readonly name: string;
  readonly policy: string;
  readonly level: number;
  readonly schedule?: string | undefined;
  readonly policyId?: string | undefined;
  /** Every schedule that makes it so; none: the policy itself names the person. */
  readonly scheduleIds?: readonly string[] | undefined;
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

/** Where numbers of people and teams come from. */
export interface OnCallSource {
  /** Who is on call now, every page, each person once per policy and level. */
  now(): Promise<readonly OnCall[]>;
  personByEmail(
    email: string,
  ): Promise<{ readonly id: string; readonly name: string; readonly email: string } | undefined>;
}
