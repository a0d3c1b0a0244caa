import { defineCommand } from "../core/command.ts";
import { countOf, cutPercent, formatDuration } from "../core/number-words.ts";
import { askStats, type Row, requireFound, statsReply, toldOf } from "../core/stats/answer.ts";
import { STATS_ARGS } from "../core/stats/args.ts";
import type { AvailabilityStats, ServiceAvailability } from "../core/stats/availability-types.ts";
import { DEFINITIONS } from "../core/stats/definitions.ts";
import { formatSpan } from "../core/time/range.ts";

const MOST = 10;

/** "99.952%": cut, not rounded, so that what was down is never 100%. */
const availableWords = (available: number): string => `${cutPercent(available)}%`;

const serviceWords = ({ available, downMs, failures, mtbfMs, maintenanceMs }: ServiceAvailability): string =>
  [
    available === null ? "maintenance all the time" : availableWords(available),
    ...(downMs > 0 ? [`down ${formatDuration(downMs)}`] : []),
    ...(available === null ? [] : [failures === 0 ? "no failure" : countOf(failures, "failure")]),
    ...(mtbfMs === null ? [] : [`MTBF ${formatDuration(mtbfMs)}`]),
    ...(maintenanceMs > 0 && available !== null ? [`maintenance ${formatDuration(maintenanceMs)}`] : []),
  ].join(" · ");

const serviceRows = ({ services }: AvailabilityStats): readonly Row[] => {
  const rows = services
    .slice(0, MOST)
    .map((one) => ({ label: one.name || "unknown service", value: serviceWords(one) }));
  const more = services.length - rows.length;
  return more > 0 ? [...rows, { label: `${more} others`, value: "better than these" }] : rows;
};

const windowWords = ({ window, range }: AvailabilityStats): readonly string[] =>
  window.fromMs < window.toMs && window.fromMs > range.fromMs
    ? [`Counted over ${formatSpan(window.fromMs, window.toMs, range.tz)}.`]
    : [];

/** How long services were up. */
export default defineCommand({
  name: "oncall stats availability",
  aliases: ["oncall stats uptime", "oncall stats mtbf"],
  help: "Says how long each service was up, and how far apart its failures were.",
  examples: ["oncall stats availability last month", "oncall stats availability last 90 days service:checkout"],
  args: STATS_ARGS,
  notes: [DEFINITIONS.availability],

  async run(context, given) {
    const asked = await askStats(context, given);
    const stats = await context.stats("availability", asked.query);
    requireFound(stats, context.names);
    const { services, window } = stats;
    const up = services.length === 0 && window.fromMs < window.toMs;
    const some = services.length > 0;
    return statsReply(asked, stats, {
      part: "availability",
      title: "Availability",
      lines: [
        ...toldOf(stats, context.names),
        ...windowWords(stats),
        ...(up ? ["No outage was seen."] : []),
        ...(some ? ["Services without an outage or maintenance are not listed: 100%."] : []),
      ],
      rows: serviceRows(stats),
    });
  },
});
