import { SEVERITIES } from "../core/alert.ts";
import { matcherWords } from "../core/alerts-args.ts";
import { defineCommand } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import type { Incident } from "../core/incident.ts";
import { formatMatcher, type Matcher } from "../core/match.ts";
import { countOf, formatDuration } from "../core/number-words.ts";
import type { IncidentFilter } from "../core/store.ts";

const MOST = 15;
const LOOK = { firing: "🔴", acked: "🟠", resolved: "🟢", notice: "⚪" } as const;
const FIELDS = ["source", "service", "severity", "state"];

const listOf = (wanted: string | readonly string[] | undefined): readonly string[] | undefined =>
  typeof wanted === "string" ? [wanted] : wanted;

/** Words of a person -> what the store is asked. Throws Failure("usage") for labels it cannot look up. */
const filterOf = ({ labels = {}, words }: Matcher): IncidentFilter => {
  const strange = Object.keys(labels).find((name) => !FIELDS.includes(name));
  if (strange !== undefined)
    throw new Failure("usage", `no filter by ${strange}`, {
      tell: `I can look for ${FIELDS.map((name) => `${name}:`).join(", ")} and for words, not for "${strange}:".`,
    });
  const severities = listOf(labels.severity)?.map((wanted) => {
    const found = SEVERITIES.find((one) => one === wanted.toLowerCase());
    if (found) return found;
    throw new Failure("usage", `no severity ${wanted}`, { tell: `A severity is one of ${SEVERITIES.join(", ")}.` });
  });
  const states = listOf(labels.state)?.filter((one) => one === "firing" || one === "acked");
  return {
    states: states && states.length > 0 ? states : ["firing", "acked"],
    sources: listOf(labels.source),
    services: listOf(labels.service),
    severities,
    words,
  };
};

const rowOf = (incident: Incident, nowMs: number) => {
  const { state, severity, title, source, labels, openedAtMs, members, ackedBy } = incident;
  const firing = members?.filter((one) => one.state === "firing").length ?? 0;
  const facts = [
    severity,
    labels.service ?? source,
    labels.host,
    firing > 1 ? `${firing} firing` : undefined,
    formatDuration(nowMs - openedAtMs),
    state === "acked" ? `taken by ${ackedBy ?? "somebody"}` : undefined,
    incident.mutedBy === undefined ? undefined : "muted",
  ];
  return { label: `${LOOK[state]} ${title || incident.key}`, value: facts.filter(Boolean).join(" · ") };
};

/** What is open now, most severe first. */
export default defineCommand({
  name: "alerts list",
  aliases: ["alerts open", "alerts now", "alerts show", "open alerts", "alerts"],
  help: "Lists what is open now, most severe first.",
  examples: ["alerts list", "alerts list service:checkout", "alerts list severity:critical 502s"],
  args: { wanted: matcherWords("[words|source:…|service:…|severity:…]") },

  async run(context, { wanted }) {
    const filter = filterOf(wanted);
    const { alerts, nowMs } = context;
    const [shown, muted] = await Promise.all([
      alerts.list({ ...filter, muted: false }, "worst", MOST),
      alerts.list({ ...filter, muted: true }, "worst", 1),
    ]);
    const more = shown.total - shown.incidents.length;
    const asked = formatMatcher(wanted);
    const none = asked === "" ? "Nothing is open." : `Nothing open matches ${asked}`;
    return {
      title: shown.total === 0 ? none : `${countOf(shown.total, "problem")} open${asked && `: ${asked}`}`,
      rows: shown.incidents.map((incident) => rowOf(incident, nowMs)),
      footer: [
        ...(more > 0 ? [`and ${more} more on the live list`] : []),
        ...(muted.total > 0 ? [`${countOf(muted.total, "muted problem")} not shown: "alerts mutes" says why`] : []),
      ],
      links: [{ label: "Live list", url: alerts.liveUrl() }],
    };
  },
});
