import { defineCommand } from "../core/command.ts";
import type { Link } from "../core/message.ts";
import { countOf, formatDuration } from "../core/number-words.ts";
import type { QueueReport } from "../core/store.ts";

type Row = { readonly label: string; readonly value: string };
const MOST = 10;
const MOST_LINKS = 5;

const some = <T>(all: readonly T[], what: string, row: (one: T) => Row): readonly Row[] => {
  const rows = all.slice(0, MOST).map(row);
  return all.length > MOST ? [...rows, { label: "…", value: `and ${all.length - MOST} more ${what}` }] : rows;
};

const rowsOf = ({ lanes, inboxWaiting, unreadable, dead }: QueueReport, nowMs: number): readonly Row[] => [
  ...(inboxWaiting > 0
    ? [{ label: "Inbox", value: `${countOf(inboxWaiting, "delivery", "deliveries")} to read` }]
    : []),
  ...some(lanes, "channels", ({ channel, waiting, oldestMs, blocked }) => {
    const age = oldestMs === null ? "" : `, oldest ${formatDuration(Math.max(0, nowMs - oldestMs))}`;
    return { label: channel, value: `${waiting} waiting${age}${blocked === undefined ? "" : ` · stuck: ${blocked}`}` };
  }),
  ...some(dead, "refused", ({ channel, incidentId, why }) => ({
    label: `${channel} · ${incidentId}`,
    value: `refused: ${why}`,
  })),
  ...some(unreadable, "unreadable", ({ source, id, receivedAtMs, why }) => ({
    label: `${source} · ${id}`,
    value: `unreadable, ${formatDuration(Math.max(0, nowMs - receivedAtMs))} ago: ${why}`,
  })),
];

/** Where the asker can see what a service sent; the link is theirs alone. */
const deliveryLinks = (unreadable: QueueReport["unreadable"], liveUrl: string): readonly Link[] =>
  unreadable.slice(0, MOST_LINKS).map(({ id, source }) => {
    const url = new URL(liveUrl);
    url.pathname = `/live/delivery/${encodeURIComponent(id)}`;
    return { label: `See what ${source} sent`, url: url.href };
  });

/** What waits, what is stuck and why. */
export default defineCommand({
  name: "oncall queue",
  aliases: ["queue"],
  help: "Shows what waits to be posted, what is stuck and why.",
  examples: ["oncall queue", "oncall queue retry"],
  args: {},
  insiders: true,

  async run(context) {
    const report = await context.queue();
    const rows = rowsOf(report, context.nowMs);
    const stuck = report.dead.length > 0 || report.lanes.some(({ blocked }) => blocked !== undefined);
    return {
      title: rows.length === 0 ? "Nothing waits: everything is said." : "What waits",
      rows,
      links: deliveryLinks(report.unreadable, context.alerts.personalLiveUrl()),
      lines: stuck ? ['Put the cause right, then say "oncall queue retry".'] : [],
      private: true,
    };
  },
});
