import { defineCommand } from "../core/command.ts";
import type { ThresholdState } from "../core/graph/desk.ts";
import { countOf, formatDuration } from "../core/number-words.ts";

const MOST = 40;
const MARKS: Readonly<Record<ThresholdState["state"], string>> = {
  firing: "🔴",
  failing: "⚠️",
  unknown: "⚪",
  ok: "🟢",
};
const ORDER: readonly ThresholdState["state"][] = ["firing", "failing", "unknown", "ok"];

const nowWords = ({ state, value, atMs }: ThresholdState, nowMs: number): string => {
  if (atMs === undefined) return "not looked at yet";
  const when = `${formatDuration(nowMs - atMs)} ago`;
  if (value === undefined) return when;
  return state === "failing" || state === "unknown" ? `no answer: ${value} · ${when}` : `${value} · ${when}`;
};

const titleOf = (all: readonly ThresholdState[]): string => {
  const firing = all.filter(({ state }) => state === "firing").length;
  const failing = all.filter(({ state }) => state === "failing").length;
  const told = [firing > 0 ? `${firing} firing` : "", failing > 0 ? `${failing} without an answer` : ""];
  return [countOf(all.length, "threshold"), ...told.filter(Boolean)].join(", ");
};

/** Thresholds of our own: one line each, the firing ones first. */
export default defineCommand({
  name: "graph watches",
  aliases: ["graph thresholds", "watches", "graph rules"],
  help: "Lists the thresholds that I watch: state, last value and when I last looked.",
  examples: ["graph watches"],
  args: {},
  notes: ["They are in the section watch of the config file."],

  async run(context) {
    const all = await context.graphs.thresholds();
    if (all.length === 0)
      return {
        title: "I watch no thresholds.",
        lines: ["Whoever runs me adds them to the section watch of the config file: a name, a query, above or below."],
      };
    const sorted = [...all].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
    return {
      title: titleOf(all),
      rows: sorted.slice(0, MOST).map((one) => ({
        label: `${MARKS[one.state]} ${one.name}`,
        value: `${nowWords(one, context.nowMs)} · ${one.severity} when ${one.words}`,
      })),
      ...(all.length > MOST ? { footer: [`and ${all.length - MOST} more`] } : {}),
    };
  },
});
