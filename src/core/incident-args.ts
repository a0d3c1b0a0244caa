import { type Arg, usage, wordsArg } from "./args.ts";
import type { PagerIncident } from "./responding.ts";
import { parseTimeRange, type RangeContext, type TimeRange } from "./time/range.ts";

/** Whose incidents, opened since when; `words` say the same again. */
export interface ScopeWords {
  readonly mine: boolean;
  readonly range: TimeRange | undefined;
  readonly words: string;
}

const readScope = (text: string, context: RangeContext): ScopeWords => {
  const [, whose = "", time = ""] = /^(?:(mine|my|me|all|open|everybody'?s)\b ?)?(.*)$/i.exec(text) ?? [];
  const mine = /^m/i.test(whose);
  if (time === "") return { mine, range: undefined, words: mine ? "mine" : "" };
  const range = parseTimeRange(time, context);
  return { mine, range, words: `${mine ? "mine " : ""}${time}` };
};

/** `[mine|all] [since …]` */
export const incidentScope = (): Arg<ScopeWords> => wordsArg("[mine|all] [since …]", readScope);

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

const readStatuses = (value: string | undefined): readonly PagerIncident["status"][] | undefined => {
  if (value === undefined || value === "") return undefined;
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
});
