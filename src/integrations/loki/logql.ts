import { usage } from "../../core/args.ts";
import { literalOf } from "../../lib/log-text.ts";

/** A Go string holds what JSON.stringify writes, but for halves of surrogate pairs. */
const quoted = (text: string): string => JSON.stringify(text.toWellFormed());

/**
 * Plain words or LogQL -> the lines that are meant, in LogQL: `502` in {env="prod"} is `{env="prod"} |= "502"`. Throws
 * Failure("usage") for words without a selector. https://grafana.com/docs/loki/latest/query/log_queries/
 */
export const selected = (text: string, selector: string | undefined): string => {
  const said = text.trim();
  if (said.startsWith("{")) return said;
  if (selector !== undefined) return `${selector} |= ${quoted(literalOf(said) ?? said)}`;
  throw usage(
    "plain words without LOKI_SELECTOR",
    `I do not know in which of Loki's streams to look. Write LogQL, like {app="web"} |= ${quoted(literalOf(said) ?? said)}, or have whoever runs me set LOKI_SELECTOR.`,
  );
};

/** A label to count by. Throws Failure("usage") for what is none. */
export const requireLabel = (by: string): string => {
  if (/^[A-Za-z_]\w{0,127}$/.test(by)) return by;
  throw usage(`no label ${by}`, `"${by}" is not a label in Loki: letters, digits and _ only.`);
};

/** How many lines, as LogQL; on a line of its own so that a comment in the query ends before it. */
export const counting = (logs: string, rangeMs: number, by?: string, offsetNs?: bigint): string => {
  const offset = offsetNs === undefined ? "" : ` offset ${offsetNs}ns`;
  return `sum${by === undefined ? "" : ` by (${by}) `}(count_over_time(${logs}\n[${rangeMs}ms]${offset}))`;
};
