import { defineCommand } from "../core/command.ts";
import { oneIncident } from "../core/pager/args.ts";
import { incidentItem, refOf, wordOf } from "../core/pager/words.ts";

/** One incident as it stands, with what can be done about it. */
export default defineCommand({
  name: "oncall incident",
  aliases: ["incident", "show incident"],
  help: "Shows one incident; in the thread of its card you need not say which.",
  examples: ["incident 1234", "oncall incident https://acme.pagerduty.com/incidents/Q1AB2CD3EF4GH5"],
  args: { which: oneIncident() },

  async run(context, { which }) {
    const incident = await context.pager.incident(which);
    const { policy, teams } = incident;
    const item = incidentItem(incident);
    const facts = [
      policy === undefined ? "" : `Policy: ${policy.name}`,
      teams.length === 0 ? "" : `Team: ${teams.join(", ")}`,
    ].filter(Boolean);
    return {
      title: `Incident ${refOf(incident)}`,
      items: [{ ...item, lines: facts.length === 0 ? item.lines : [...item.lines, facts.join(" · ")] }],
      buttons: [{ label: "Read its notes", say: `oncall notes ${wordOf(incident)}` }],
      links: incident.url === undefined ? [] : [{ label: `Open in ${context.pager.name}`, url: incident.url }],
      private: context.names !== "shown",
    };
  },
});
