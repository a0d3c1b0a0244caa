import type { Alert } from "../../core/alert.ts";
import { fingerprint } from "../../core/fingerprint.ts";
import type { ThresholdState } from "../../core/graph/desk.ts";
import type { ThresholdRule } from "../../core/policy.ts";
import type { Store } from "../../core/store.ts";
import { ruleWords } from "./judge.ts";

/** What is remembered of a rule between two looks, for all processes. */
export interface RuleState {
  /** Of the rule as it was then: another rule of the same name begins anew. */
  readonly rule: string;
  readonly atMs: number;
  readonly state: ThresholdState["state"];
  readonly value?: string | undefined;
  /** When that was found; `atMs` is the last look, whatever came of it. */
  readonly foundAtMs?: number | undefined;
  /** Values of what fires, as they were told last, by key. */
  readonly values?: Readonly<Record<string, number>> | undefined;
  /** Looks in a row that found nothing out. */
  readonly failures: number;
}

/** What was told a moment ago and may not be in the store yet. */
export interface Told {
  readonly state: Alert["state"];
  readonly atMs: number;
}

/** What all processes remember between two looks. */
export interface Memory {
  /** By name of the rule. */
  readonly states: Map<string, RuleState>;
  /** By key of the alert. */
  readonly told: Map<string, Told>;
}

const NAME = "watch:states";

/** All that a rule asks, expects and says, so that a changed one is known. */
export const markOf = ({ everyMs: _every, ...rule }: ThresholdRule): string => fingerprint(JSON.stringify(rule));

type Known = Pick<Store, "known">;

interface Written {
  readonly states: Readonly<Record<string, RuleState>>;
  readonly told: Readonly<Record<string, Told>>;
}

/** What was found and told at the last looks, by whichever process. */
export const readMemory = async ({ known }: Known): Promise<Memory> => {
  const row = await known.read(NAME);
  const { states, told }: Written = row ? JSON.parse(row.value) : { states: {}, told: {} };
  return { states: new Map(Object.entries(states)), told: new Map(Object.entries(told)) };
};

/** Keeps it. */
export const saveMemory = ({ known }: Known, { states, told }: Memory, nowMs: number): Promise<void> => {
  const written: Written = { states: Object.fromEntries(states), told: Object.fromEntries(told) };
  return known.save(NAME, JSON.stringify(written), nowMs);
};

/** Each rule as it stands, for people; what was found of another rule of that name is not told. */
export const thresholdStates = async (
  store: Known,
  rules: readonly ThresholdRule[],
): Promise<readonly ThresholdState[]> => {
  const { states } = await readMemory(store);
  return rules.map((rule) => {
    const found = states.get(rule.name);
    const fits = found?.rule === markOf(rule) ? found : undefined;
    return {
      name: rule.name,
      words: ruleWords(rule),
      severity: rule.severity,
      atMs: fits?.foundAtMs ?? fits?.atMs,
      state: fits?.state ?? "unknown",
      value: fits?.value,
    };
  });
};
