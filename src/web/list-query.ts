import { SEVERITIES } from "../core/alert.ts";
import { Failure } from "../core/failure.ts";
import type { IncidentState } from "../core/incident.ts";
import type { IncidentFilter } from "../core/store.ts";

const STATES: readonly IncidentState[] = ["firing", "acked", "resolved", "notice"];
const OPEN: readonly IncidentState[] = ["firing", "acked"];
const PAGE = 200;
const MOST_ROWS = 400;
const FEW_MUTED = 30;
const MOST_VALUES = 50;
const MOST_WORDS = 10;

/** What the live list is asked: `limit` problems, and of the muted ones `mutedLimit`. */
export interface ListQuestion {
  readonly filter: IncidentFilter;
  readonly order: "worst" | "recent";
  readonly limit: number;
  readonly mutedLimit: number;
}

const valuesOf = (query: URLSearchParams, name: string): readonly string[] => {
  const values = query.getAll(name).filter((value) => value !== "");
  if (values.length <= MOST_VALUES && values.every((value) => value.length <= 300)) return values;
  throw new Failure("usage", `too many or too long values of ${name}`, { tell: `That is too much for "${name}".` });
};

const oneOf = <T extends string>(name: string, value: string, known: readonly T[]): T => {
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  throw new Failure("usage", `unknown ${name}`, { tell: `"${name}" is one of ${known.join(", ")}.` });
};

const statesOf = (query: URLSearchParams): readonly IncidentState[] => {
  const given = valuesOf(query, "state");
  if (given.includes("all")) return STATES;
  return given.length === 0 ? OPEN : given.flatMap((one) => (one === "open" ? OPEN : [oneOf("state", one, STATES)]));
};

const some = <T>(values: readonly T[]): readonly T[] | undefined => (values.length === 0 ? undefined : values);

/**
 * `state` (firing, acked, resolved, notice, open, all; open unless given), `source`, `service`, `severity`, each as
 * often as wanted; `q`: words that title or labels must have; `limit`; `muted=all`: more of the muted ones. Throws
 * Failure("usage") for what cannot be meant.
 */
export const parseListQuery = (query: URLSearchParams): ListQuestion => {
  const states = statesOf(query);
  const words = (query.get("q") ?? "").slice(0, 300).split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  const limit = Number(query.get("limit") ?? PAGE);
  if (!Number.isInteger(limit) || limit < 1)
    throw new Failure("usage", "limit is no count", { tell: '"limit" is a number of problems.' });
  return {
    filter: {
      states,
      sources: some(valuesOf(query, "source")),
      services: some(valuesOf(query, "service")),
      severities: some(valuesOf(query, "severity").map((one) => oneOf("severity", one, SEVERITIES))),
      words: some(words),
    },
    order: states.some((state) => OPEN.includes(state)) ? "worst" : "recent",
    limit: Math.min(limit, MOST_ROWS),
    mutedLimit: query.get("muted") === "all" ? PAGE : FEW_MUTED,
  };
};
