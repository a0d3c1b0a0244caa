import { defineCommand } from "../core/command.ts";
import { formReply } from "../core/pager/change-words.ts";
import { pageWords } from "../core/pager/page-args.ts";
import { whomToPage } from "../core/pager/which.ts";
import { incidentItem, namesOf, refOf, sayOf } from "../core/pager/words.ts";

/** Opens an incident for a person, a schedule, a policy or a service, and says at once who was called. */
export default defineCommand({
  name: "oncall page",
  aliases: ["oncall trigger", "oncall call"],
  help: "Pages a person, whoever is on call in a schedule, an escalation policy or a service, at once.",
  examples: ["oncall page payments checkout is down", 'oncall page "Ana Souza" please join the call low'],
  args: { wish: pageWords() },
  notes: [
    "The longest name at the beginning is whom to page; put it in quotes to be sure. @mentions work too.",
    'High urgency unless the last word is "low".',
    "Without words it opens a form.",
  ],
  changes: true,
  deed: "page",

  async run({ pager }, { wish }) {
    if (wish.named === undefined && wish.text === "") return formReply({ name: "page", about: "" }, "Page whom?");
    const { target, message } = await whomToPage(pager, wish);
    if (message === "")
      return formReply({ name: "page", about: sayOf(target) }, `Page ${target.name}: what shall they read?`);
    const { incident, called } = await pager.page(target, message, wish.urgency);
    const names = called.map((name) => ({ name }));
    const whom = called.includes(target.name) ? "" : ` for ${target.name}`;
    const urgency = wish.urgency === "high" ? "high urgency" : "low urgency: it wakes nobody";
    const louder = `oncall page ${sayOf(target)} ${message} urgency:high`;
    return {
      title: called.length === 0 ? `Paged ${target.name}` : `Paged ${namesOf(names)}${whom}`,
      lines: [
        `${pager.name} accepted it: ${refOf(incident)}, ${urgency}.`,
        ...(called.length === 0 ? [`${pager.name} has not said yet whom it calls.`] : []),
      ],
      items: [incidentItem(incident)],
      ...(wish.urgency === "low" && louder.length <= 1_900
        ? { buttons: [{ label: "Page at high urgency", say: louder }] }
        : {}),
      did: { about: `${refOf(incident)} ${incident.title}, for ${target.name}` },
    };
  },
});
