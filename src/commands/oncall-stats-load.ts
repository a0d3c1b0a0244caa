import { defineCommand } from "../core/command.ts";
import { countOf, formatCount, formatDuration } from "../core/number-words.ts";
import {
  askStats,
  changed,
  knowsBefore,
  peopleRows,
  type Row,
  requireFound,
  statsReply,
  toldOf,
} from "../core/stats/answer.ts";
import { STATS_ARGS } from "../core/stats/args.ts";
import { DEFINITIONS } from "../core/stats/definitions.ts";
import type { LoadStats, PersonLoad } from "../core/stats/load-types.ts";
import { isOfOne, OF_ONE } from "../core/stats/of-one.ts";
import { dayName } from "../core/time/range.ts";

const MOST_PEOPLE = 4;
const MOST_NAMES = 3;

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
const top = (values: readonly number[]): number => values.indexOf(Math.max(...values));

const whenRow = ({ people }: LoadStats): Row => {
  const part = (of: "business" | "off" | "sleep"): string => formatCount(sum(people.map((person) => person[of])));
  const value = `${part("business")} in business hours · ${part("off")} off hours · ${part("sleep")} at night`;
  return { label: "When", value };
};

const hourWords = (hour: number): string =>
  `${String(hour).padStart(2, "0")}:00-${String(hour + 1).padStart(2, "0")}:00`;

/** `alone`: of one person, whose hours are not for a channel. */
const busiestRow = ({ days, interruptions }: LoadStats, alone: boolean): Row => {
  const { days: perDay, hours } = interruptions;
  const { weekday, date, month } = dayName(days[top(perDay)] ?? "");
  const day = `${weekday} ${date} ${month} (${formatCount(Math.max(...perDay))})`;
  const hour = `${hourWords(top(hours))} (${formatCount(Math.max(...hours))})`;
  return { label: "Busiest (pages)", value: alone ? day : `${day} · ${hour}` };
};

/** "payments 12, api 8, search 2 and 4 more" */
const listed = (all: LoadStats["services"], none: string): string => {
  const paged = all.filter(({ pages }) => pages > 0);
  const first = paged.slice(0, MOST_NAMES).map(({ name, pages }) => `${name || none} ${formatCount(pages)}`);
  const more = paged.length - first.length;
  return `${first.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
};

const whatRows = ({ services, teams, alerts }: LoadStats): readonly Row[] => {
  const [alert] = alerts;
  return [
    { label: "Pages by service", value: listed(services, "unknown service") },
    ...(teams.some(({ name }) => name !== "") ? [{ label: "By team", value: listed(teams, "no team") }] : []),
    ...(alert && alert.pages > 0
      ? [
          {
            label: "Loudest alert",
            value: `${alert.name || "no title"} (${alert.service || "unknown service"}) · ${countOf(alert.pages, "page")}`,
          },
        ]
      : []),
  ];
};

const personWords = ({ pages, incidents, oncallMs }: PersonLoad): string =>
  [
    pages === 0 ? "no pages" : countOf(pages, "page"),
    ...(incidents > 0 ? [countOf(incidents, "incident")] : []),
    ...(oncallMs > 0 ? [`${formatDuration(oncallMs)} on call`] : []),
  ].join(" · ");

/** How much there was, when, from what and for whom. */
export default defineCommand({
  name: "oncall stats load",
  help: "Counts pages and incidents by day, hour, service, team, alert and person.",
  examples: ["oncall stats load this month", "oncall stats load last week team:payments"],
  args: STATS_ARGS,
  notes: [DEFINITIONS.load],

  async run(context, given) {
    const asked = await askStats(context, given);
    const stats = await context.stats("load", asked.query);
    requireFound(stats, context.names);
    const incidents = sum(stats.incidents.days);
    const pages = sum(stats.interruptions.days);
    const known = knowsBefore(stats, stats.previous.incidents + stats.previous.pages);
    const ofOne = !asked.alone && isOfOne(stats.people);
    const alone = asked.alone || ofOne;
    return statsReply(asked, stats, {
      part: "load",
      title: "On-call load",
      lines: [...toldOf(stats, context.names, known), ...(ofOne ? [OF_ONE] : [])],
      rows: [
        { label: "Incidents", value: changed(incidents, stats.previous.incidents, known) },
        { label: "Pages", value: changed(pages, stats.previous.pages, known) },
        ...(pages === 0 ? [] : [...(alone ? [] : [whenRow(stats)]), busiestRow(stats, alone), ...whatRows(stats)]),
        ...peopleRows(stats.people, context.names, MOST_PEOPLE, personWords),
      ],
    });
  },
});
