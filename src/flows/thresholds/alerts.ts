import type { Alert, AlertGraph } from "../../core/alert.ts";
import type { Incident } from "../../core/incident.ts";
import { formatValue } from "../../core/measure/units.ts";
import { formatDuration } from "../../core/number-words.ts";
import type { ThresholdRule } from "../../core/policy.ts";
import { WATCH } from "../../core/watch.ts";
import { keyOf, limitWords, ruleIn, type Verdict } from "./judge.ts";

/** A problem of a rule that is open in the store. */
export interface Open {
  readonly key: string;
  readonly rule: string;
  readonly title: string;
  readonly labels: Readonly<Record<string, string>>;
}

const FAILING = "failing";
const MOST_LABELS = 12;
const LONGEST_LABEL = 200;
const MOST_IN_TITLE = 3;

/** Key of the alert that says a rule cannot be looked at. */
export const failingKey = (rule: string): string => keyOf(rule, FAILING);

type Piece = Omit<Open, "rule">;

/** An incident, or the firing ones of the problems that share it. */
const piecesOf = ({ members, ...incident }: Incident): readonly Piece[] =>
  members?.filter(({ state }) => state === "firing") ?? [incident];

/** Every problem of ours that is open, those that share a card one by one. */
export const openProblems = (incidents: readonly Incident[]): ReadonlyMap<string, Open> =>
  new Map(
    incidents.flatMap((incident) =>
      piecesOf(incident).map(({ key, title, labels }): [string, Open] => [
        key,
        { key, title, labels, rule: ruleIn(key) },
      ]),
    ),
  );

/** Shorter than the time between two looks, so that each look's news is news. */
const SAME_MS = 10_000;

const common = (key: string, state: "firing" | "resolved", nowMs: number) => ({
  ...{ source: WATCH, key, state, atMs: nowMs, details: [] },
  // The same for a while, so that a second process or a restart says nothing new.
  eventId: `${key}:${state}:${Math.floor(nowMs / SAME_MS)}`,
});

/** What is looked at, for its graph. */
const graphOf = (rule: ThresholdRule, source: string, unit: string | undefined): AlertGraph => ({
  ...{ source, query: rule.query, thresholds: [rule.threshold], title: rule.name },
  ...(rule.by === undefined ? {} : { by: rule.by }),
  ...(unit === undefined ? {} : { unit }),
});

/** " (job=api, instance=web-1)": what a series is of which there is no other. */
const labelWords = (labels: Verdict["labels"]): string => {
  const all = Object.entries(labels).slice(0, MOST_IN_TITLE);
  return all.length === 0
    ? ""
    : ` (${all.map(([name, value]) => `${name}=${value}`).join(", ")})`.slice(0, LONGEST_LABEL);
};

/** A series that is beyond the limit. */
export const firingAlert = (
  rule: ThresholdRule,
  verdict: Verdict,
  from: {
    readonly source: string;
    readonly unit: string | undefined;
    readonly alone: boolean;
    readonly url: string | undefined;
  },
  nowMs: number,
): Alert => {
  const unit = rule.unit ?? from.unit;
  const limit = limitWords(rule, unit);
  const shown = Object.entries(verdict.labels)
    .slice(0, MOST_LABELS)
    .map(([name, value]) => [name, value.slice(0, LONGEST_LABEL).toWellFormed()]);
  return {
    ...common(verdict.key, "firing", nowMs),
    severity: rule.severity,
    title: from.alone ? `${rule.name}${labelWords(verdict.labels)}` : `${rule.name}: ${verdict.name}`,
    url: from.url,
    runbook: rule.runbook,
    what: `${limit} for ${formatDuration(rule.forMs)}`,
    labels: { ...Object.fromEntries(shown), ...rule.labels, value: formatValue(verdict.value, unit), threshold: limit },
    graph: graphOf(rule, from.source, unit),
    // All series of a rule share a card.
    group: { key: `rule:${rule.name}`, title: rule.name },
  };
};

/** The end of an open problem; `what` says why. */
export const resolvedAlert = ({ key, title, labels }: Open, what: string, nowMs: number): Alert => ({
  ...common(key, "resolved", nowMs),
  ...{ severity: "error", severityKnown: false, title, what, labels, ending: "auto" },
});

/** A rule that nobody can look at; those of one source share a card. */
export const failingAlert = (rule: ThresholdRule, source: string, why: string, nowMs: number): Alert => ({
  ...common(failingKey(rule.name), "firing", nowMs),
  severity: rule.severity === "critical" ? "error" : rule.severity,
  title: `Nobody watches "${rule.name}": its query gives no answer`,
  runbook: rule.runbook,
  what: why,
  labels: { ...rule.labels, reason: why },
  group: { key: `failing:${source}`, title: `Nobody watches: no answers${source && ` from ${source}`}` },
});
