/** One line of what the doctor looked at. */
export interface Check {
  /** What was looked at: "Slack token". */
  readonly name: string;
  readonly state: "ok" | "warn" | "bad" | "skipped";
  /** How it is, or what is wrong; for people. */
  readonly says: string;
  /** The command, page or setting that mends it. */
  readonly mend?: string | undefined;
}

/** What a source can say about how it is connected. */
export interface Checkup {
  /** `thorough`: also what takes a try, such as whether the token may write. */
  checks(thorough: boolean): Promise<readonly Check[]>;
  /** Asks the source to send a test webhook to us; undefined where it cannot. Answers the subscription's name. */
  ping?(): Promise<string>;
}
