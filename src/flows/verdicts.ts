import type { Incident } from "../core/incident.ts";
import type { CareRules } from "../core/policy.ts";

/** Whoever ended it is asked while they remember. */
const BY_HAND_MS = 5_000;
/** What ended by itself may come back at once. */
const ALONE_MS = 60_000;

/** Somebody was called about it: from here, or by a source that calls people itself. */
const calledSomebody = ({ paged = [], source, labels }: Incident, escalates: ReadonlySet<string>): boolean =>
  paged.length > 0 || (escalates.has(source) && labels.urgency !== "low");

/**
 * How long after its end people are asked whether a problem needed anybody; undefined: not at all. What was merged away,
 * and what never fired, is no question. Pure.
 */
export const askAfterMs = (
  incident: Incident,
  { verdicts }: Pick<CareRules, "verdicts">,
  escalates: ReadonlySet<string>,
): number | undefined => {
  const { ending, firings, severity } = incident;
  if (verdicts === "off" || ending === "merged" || firings === 0 || severity === "info") return undefined;
  if (verdicts === "paged" && !calledSomebody(incident, escalates)) return undefined;
  return ending === "human" ? BY_HAND_MS : ALONE_MS;
};
