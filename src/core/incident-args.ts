import type { Arg } from "./args.ts";
import { Failure } from "./failure.ts";
import type { PagerIncident } from "./responding.ts";
import { rangeFromQuery, rangeToQuery } from "./time-query.ts";
import { parseTimeRange, type RangeContext, type TimeRange } from "./time-range.ts";

/** Whose incidents, opened since when; `words` say the same again. */
export interface ScopeWords {
  readonly mine: boolean;
  readonly range: TimeRange | undefined;
  readonly words: string;
}

const usage = (message: string, tell: string): Failure => new Failure("usage", message, { tell });

const readScope = (text: string, context: RangeContext): ScopeWords => {
  const [, whose = "", time = ""] = /^(?:(mine|my|me|all|open|everybody'?s)\b ?)?(.*)$/i.exec(text.trim()) ?? [];
  const mine = /^m/i.test(whose);
  if (time === "") return { mine, range: undefined, words: mine ? "mine" : "" };
  const range = parseTimeRange(time, context);
  return { mine, range, words: `${mine ? "mine " : ""}${time}` };
};

/** `[mine|all] [since …]` */
export const incidentScope = (): Arg<ScopeWords> => ({
  text: "rest",
  usage: "[mine|all] [since …]",
  parse: (value, context) => readScope(value ?? "", context),
  fromQuery: (query, name, context) => {
    const mine = query.get(name) === "mine";
    return { mine, range: rangeFromQuery(query, context), words: mine ? "mine" : "" };
  },
  toQuery: ({ mine, range }, query, name) => {
    if (mine) query.append(name, "mine");
    if (range) rangeToQuery(range, query);
  },
});

const STATUSES: Readonly<Record<string, readonly PagerIncident["status"][]>> = {
  open: ["triggered", "acknowledged"],
  triggered: ["triggered"],
  firing: ["triggered"],
  new: ["triggered"],
  acknowledged: ["acknowledged"],
  acked: ["acknowledged"],
  ack: ["acknowledged"],
  resolved: ["resolved"],
  closed: ["resolved"],
  all: ["triggered", "acknowledged", "resolved"],
  any: ["triggered", "acknowledged", "resolved"],
};

const readStatuses = (value: string | null | undefined): readonly PagerIncident["status"][] | undefined => {
  if (value === undefined || value === null || value === "") return undefined;
  const found = value
    .toLowerCase()
    .split(/[|,]/)
    .map((word) => STATUSES[word.trim()]);
  if (found.every((one) => one !== undefined)) return [...new Set(found.flat())];
  throw usage(`no status ${value}`, "A status is one of open, triggered, acked, resolved, all.");
};

/** `[status:open|triggered|acked|resolved|all]`; several with "|". */
export const statusLabel = (): Arg<readonly PagerIncident["status"][] | undefined> => ({
  text: "label",
  usage: "[status:…]",
  parse: readStatuses,
  fromQuery: (query, name) => readStatuses(query.get(name)),
  toQuery: (value, query, name) => {
    if (value) query.append(name, value.join("|"));
  },
});
