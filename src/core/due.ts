/**
 * What can be due: a look at a severe problem nobody took, the end of a mute, a flapping problem that may have settled,
 * the end of a call, a graph of what an alert was measured by, the question whether a problem needed anybody.
 */
export const DUE_KINDS = ["left_alone", "mute_end", "settle", "end_page", "graph", "verdict"] as const;

/** Something to do at a time, once. `subject` is the id of the incident or mute. */
export interface Due {
  readonly id: string;
  readonly kind: (typeof DUE_KINDS)[number];
  readonly atMs: number;
  readonly subject: string;
  /** For what comes in steps: 1 remind, 2 page. */
  readonly step: number;
}
