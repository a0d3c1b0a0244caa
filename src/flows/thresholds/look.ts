import type { Alert } from "../../core/alert.ts";
import { Failure, toFailure } from "../../core/failure.ts";
import { graphSources } from "../../core/graph/sources.ts";
import { formatValue } from "../../core/measure/units.ts";
import { MEASURE_TIMEOUT_MS, type Measure, type Measured, type MeasureQuestion } from "../../core/measure.ts";
import type { ThresholdRule } from "../../core/policy.ts";
import { inTime, LATE } from "../in-time.ts";
import { failingAlert, failingKey, firingAlert, type Open, resolvedAlert } from "./alerts.ts";
import { isWorse, judge, limitWords, type Verdict, windowMs, worstFirst } from "./judge.ts";
import type { ThresholdPorts } from "./ports.ts";
import { markOf, type RuleState } from "./states.ts";

/** What one look at a rule came to. */
export interface Look {
  readonly state: RuleState;
  /** Also of what is open already. */
  readonly alerts: readonly Alert[];
  /** Keys of what is told again: it has become so much worse since, or its rule is another one now. */
  readonly worse: ReadonlySet<string>;
}

/** Points of one window: enough to see a gap, few enough to be cheap. */
const POINTS = 120;
/** So many looks in a row have to fail before it is said. */
const FAILURES_TOLD = 3;
const MOST_WHY = 300;
const HOUR_MS = 3_600_000;

type Ports = Pick<ThresholdPorts, "measures" | "tz" | "log">;

/** Name of the source that a rule asks; undefined while none is connected. */
export const sourceNameOf = ({ source }: ThresholdRule, measures: ThresholdPorts["measures"]): string | undefined =>
  source ?? graphSources(measures, new Map())[0]?.source;

/** Whom a rule asks. Throws Failure("config"). */
const sourceFor = (
  rule: ThresholdRule,
  measures: ThresholdPorts["measures"],
): { readonly source: string; readonly measure: Measure } => {
  const { source } = rule;
  const name = sourceNameOf(rule, measures);
  const measure = name === undefined ? undefined : measures.get(name);
  if (name !== undefined && measure) return { source: name, measure };
  throw new Failure("config", `${source ?? "no source of points"} is not connected`, {
    tell: source === undefined ? "No source of points is connected." : `${source} is not connected.`,
  });
};

const windowOf = ({ query, by }: ThresholdRule, tz: string, nowMs: number, spanMs: number): MeasureQuestion => ({
  ...{ query, by, fromMs: nowMs - spanMs, toMs: nowMs, points: POINTS, tz },
});

/** What the source answers about the last `for`, or some minutes; a source that never answers holds up no other rule. */
const askWindow = async (rule: ThresholdRule, measure: Measure, tz: string, nowMs: number): Promise<Measured> => {
  const answer = await inTime(measure.ask(windowOf(rule, tz, nowMs, windowMs(rule))), 2 * MEASURE_TIMEOUT_MS);
  if (answer !== LATE) return answer;
  throw new Failure("timeout", `${measure.name} does not answer`, { tell: `${measure.name} does not answer in time.` });
};

/** A look that found nothing out: what is open stays so, and after three of them it is itself a problem. */
const failed = (
  rule: ThresholdRule,
  source: string,
  why: string,
  before: RuleState | undefined,
  nowMs: number,
): Look => {
  const failures = (before?.failures ?? 0) + 1;
  const told = failures >= FAILURES_TOLD;
  const reason = why.slice(0, MOST_WHY).toWellFormed();
  const news = told || before === undefined || before.state === "unknown";
  return {
    state: {
      ...{ rule: markOf(rule), atMs: nowMs, failures },
      state: told ? "failing" : (before?.state ?? "unknown"),
      value: news ? reason : before.value,
      foundAtMs: news ? nowMs : before.foundAtMs,
      values: before?.values,
    },
    alerts: told ? [failingAlert(rule, source, reason, nowMs)] : [],
    worse: new Set(),
  };
};

const valueWords = (rule: ThresholdRule, verdicts: readonly Verdict[], unit: string | undefined): string => {
  const [worst] = worstFirst(rule, verdicts);
  if (!worst) return "no data";
  return `${formatValue(worst.value, unit)}${verdicts.length > 1 ? ` (${worst.name})` : ""}`;
};

const endings = (
  rule: ThresholdRule,
  verdicts: readonly Verdict[],
  open: readonly Open[],
  unit: string | undefined,
  nowMs: number,
): readonly Alert[] =>
  open.flatMap((one) => {
    if (one.key === failingKey(rule.name)) return [resolvedAlert(one, "its query gives answers again", nowMs)];
    const verdict = verdicts.find(({ key }) => key === one.key);
    if (!verdict) return [resolvedAlert(one, "no data of it any more", nowMs)];
    if (verdict.state !== "ok") return [];
    const now = `${formatValue(verdict.value, unit)}, not ${limitWords(rule, unit)} all the time any more`;
    return [resolvedAlert(one, now, nowMs)];
  });

const isOpen = (open: readonly Open[], wanted: string): boolean => open.some(({ key }) => key === wanted);

/** What an answer comes to, against what is open. */
const found = (
  rule: ThresholdRule,
  { measured, source, measure }: Answer,
  told: RuleState["values"],
  open: readonly Open[],
  nowMs: number,
  tz: string,
): Look => {
  const verdicts = judge(rule, measured);
  const unit = rule.unit ?? measured.unit;
  const firing = verdicts.filter(({ key, state }) => state === "firing" || (state === "unsure" && isOpen(open, key)));
  const from = {
    ...{ source, unit, alone: verdicts.length === 1 && rule.by === undefined },
    url: measure.link(windowOf(rule, tz, nowMs, Math.max(HOUR_MS, rule.forMs))),
  };
  const hasWorsened = ({ key, value }: Verdict): boolean => !told || isWorse(rule, value, told[key] ?? value);
  const worse = new Set(firing.filter(hasWorsened).map(({ key }) => key));
  const valueTold = ({ key, value }: Verdict): number => (worse.has(key) ? value : (told?.[key] ?? value));
  return {
    worse,
    state: {
      ...{ rule: markOf(rule), atMs: nowMs, failures: 0, state: firing.length > 0 ? "firing" : "ok" },
      foundAtMs: nowMs,
      values: Object.fromEntries(firing.map((verdict) => [verdict.key, valueTold(verdict)])),
      value: valueWords(rule, firing.length > 0 ? firing : verdicts, unit),
    },
    alerts: [
      ...firing.map((verdict) => firingAlert(rule, verdict, from, nowMs)),
      ...endings(rule, verdicts, open, unit, nowMs),
    ],
  };
};

interface Answer {
  readonly source: string;
  readonly measure: Measure;
  readonly measured: Measured;
}

/** Throws Failure, also for no data where that is an alert. */
const answerTo = async (rule: ThresholdRule, nowMs: number, { measures, tz }: Ports): Promise<Answer> => {
  const { source, measure } = sourceFor(rule, measures);
  const measured = await askWindow(rule, measure, tz, nowMs);
  const { lacks } = measured;
  // What is not answered is neither well again nor gone.
  if (lacks !== undefined) throw new Failure("upstream", `a part has no answer: ${lacks}`, { tell: lacks });
  if (rule.noData === "ok" || judge(rule, measured).length > 0) return { source, measure, measured };
  throw new Failure("not_found", "no data", { tell: "No data: an unknown metric, or nothing in this range." });
};

/**
 * Asks for the last `for` of a rule and compares it with what is open. Never throws for what a source answers: that is
 * itself a finding.
 */
export const lookAt = async (
  rule: ThresholdRule,
  before: RuleState | undefined,
  open: readonly Open[],
  nowMs: number,
  ports: Ports,
): Promise<Look> => {
  const last = before?.rule === markOf(rule) ? before : undefined;
  try {
    return found(rule, await answerTo(rule, nowMs, ports), last?.values, open, nowMs, ports.tz);
  } catch (error) {
    const failure = toFailure(error);
    ports.log.warn({ rule: rule.name, code: failure.code, err: failure }, "a threshold could not be looked at");
    return failed(rule, sourceNameOf(rule, ports.measures) ?? "", failure.tell ?? failure.message, last, nowMs);
  }
};
