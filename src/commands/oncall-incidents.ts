import { label } from "../core/args.ts";
import { type CommandContext, defineCommand } from "../core/command.ts";
import { incidentScope, statusLabel } from "../core/incident-args.ts";
import { countOf, formatCount } from "../core/number-words.ts";
import { incidentItem, knownFooter } from "../core/pager/words.ts";
import { nextButton, paged, pageOf } from "../core/paging.ts";
import type { IncidentQuery, PagerIncident } from "../core/responding.ts";
import { formatRange } from "../core/time/range.ts";

const SIZE = 10;
/** Resolved ones are asked for since then when no time is said. */
const RESOLVED_MS = 7 * 86_400_000;
const STATUS_RANK = { triggered: 0, acknowledged: 1, resolved: 2 } as const;

type Statuses = readonly PagerIncident["status"][] | undefined;

/** Who is needed first: nobody took it, high urgency, newest. */
const inOrder = (all: readonly PagerIncident[]): readonly PagerIncident[] =>
  [...all].sort(
    (a, b) =>
      STATUS_RANK[a.status] - STATUS_RANK[b.status] ||
      Number(a.urgency === "low") - Number(b.urgency === "low") ||
      b.openedAtMs - a.openedAtMs,
  );

const kindWords = (statuses: Statuses): string => {
  if (statuses === undefined) return "open";
  const [only, ...more] = statuses;
  if (only !== undefined && more.length === 0) return only;
  return statuses.includes("resolved") ? "" : "open";
};

/** What the words ask for; people and services by name cost one look each. */
const queryOf = async (
  { pager, nowMs }: CommandContext,
  mine: boolean,
  service: string | undefined,
  statuses: Statuses,
  sinceMs: number | undefined,
): Promise<{ readonly query: IncidentQuery; readonly service: string | undefined }> => {
  const [me, found] = await Promise.all([
    mine ? pager.me() : undefined,
    service === undefined ? undefined : pager.target(service, ["service"]),
  ]);
  const since = sinceMs ?? (statuses?.includes("resolved") ? nowMs - RESOLVED_MS : undefined);
  const query = {
    statuses,
    personIds: me && [me.id],
    serviceIds: found && [found.id],
    sinceMs: since,
  };
  return { query, service: found?.name };
};

/** "No open incidents", "12 resolved incidents" */
const countWords = (count: number, kind: string): string =>
  [count === 0 ? "No" : formatCount(count), kind, count === 1 ? "incident" : "incidents"].filter(Boolean).join(" ");

/** Incidents at the pager, those that nobody took first, each with its buttons. */
export default defineCommand({
  name: "oncall incidents",
  aliases: ["incidents", "open incidents"],
  help: "Lists incidents at the pager: open ones, or those of a status, a service or a time.",
  examples: ["incidents", "incidents mine", 'incidents service:"Checkout API" status:resolved since monday'],
  args: { of: paged(incidentScope()), service: label("service"), status: statusLabel() },
  notes: [
    "status: is open, triggered, acked, resolved or all. Resolved ones go back a week unless you say since when.",
  ],

  async run(context, { of, service, status }) {
    const { mine, range, words } = of.asked;
    const asked = await queryOf(context, mine, service, status, range?.fromMs);
    const known = await context.pager.incidents(asked.query);
    const { complete } = known.value;
    const all = inOrder(
      range ? known.value.incidents.filter(({ openedAtMs }) => openedAtMs < range.endMs) : known.value.incidents,
    );
    const page = pageOf(all, of.page, SIZE);
    const again = [
      "oncall incidents",
      words,
      service && `service:"${service}"`,
      status && `status:${status.join("|")}`,
    ];
    return {
      title: [
        `${countWords(all.length, kindWords(status))}${mine ? " of yours" : ""}${complete ? "" : ", and more"}`,
        asked.service,
        range && formatRange(range),
      ]
        .filter(Boolean)
        .join(" · "),
      items: page.shown.map((incident) => incidentItem(incident)),
      buttons: nextButton(again.filter(Boolean).join(" "), of.page, SIZE, page.left),
      footer: [
        ...(page.words === "" ? [] : [page.words]),
        ...(complete
          ? []
          : [
              `${context.pager.name} shows no more than these ${countOf(all.length, "incident")}: ask for a shorter time or one service.`,
            ]),
        ...(status?.includes("resolved") && !range ? ["Opened in the last 7 days: say since when for others."] : []),
        ...knownFooter(known, context.nowMs),
      ],
      private: mine || context.names !== "shown",
    };
  },
});
