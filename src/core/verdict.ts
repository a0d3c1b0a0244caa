/**
 * What people say of a problem when it is over: whether it needed anybody. The eight with a longer name are those of
 * Etsy's opsweekly (https://github.com/etsy/opsweekly), the first three say the same in short.
 */
export const VERDICT_TAGS = [
  "action",
  "none",
  "fix",
  "issue",
  "issuetimeperiod",
  "viewissue",
  "incorrecttimeperiod",
  "downtimeexpired",
  "downtimenotset",
  "thresholdincorrect",
  "checkfaulty",
] as const;

/** One of them. */
export type VerdictTag = (typeof VERDICT_TAGS)[number];

/** What a tag says: somebody had to act, nobody had to, or nobody had to and the alert itself is what to mend. */
export type VerdictClass = "action" | "none" | "fix";

/** Every tag: what it counts as, and in words. */
export const VERDICTS: Readonly<Record<VerdictTag, { readonly counts: VerdictClass; readonly label: string }>> = {
  action: { counts: "action", label: "Action taken" },
  none: { counts: "none", label: "No action needed" },
  fix: { counts: "fix", label: "Fix the alert" },
  issue: { counts: "action", label: "Action taken: a service was down or at risk" },
  issuetimeperiod: { counts: "action", label: "Action taken, but it could have waited for working hours" },
  viewissue: { counts: "action", label: "Looked into, nothing had to be changed" },
  incorrecttimeperiod: { counts: "none", label: "No action: it should not page at this time" },
  downtimeexpired: { counts: "none", label: "No action: planned work took longer than its maintenance" },
  downtimenotset: { counts: "none", label: "No action: planned work without maintenance" },
  thresholdincorrect: { counts: "fix", label: "No action: the threshold is wrong" },
  checkfaulty: { counts: "fix", label: "No action: the check is faulty" },
};

/** What somebody said of one problem; the last one said holds. */
export interface Verdict {
  readonly incidentId: string;
  readonly tag: VerdictTag;
  /** Why, in their words. */
  readonly note?: string | undefined;
  /** Chat id and name of who said it. */
  readonly userId: string;
  readonly by: string;
  readonly atMs: number;
}

/** Whether a word is a tag. */
export const isVerdictTag = (word: string): word is VerdictTag => Object.hasOwn(VERDICTS, word);
