import { matcherWords } from "../core/alerts-args.ts";
import { defineCommand } from "../core/command.ts";
import { Failure } from "../core/failure.ts";

/** Where an alert with these labels would go, and why. */
export default defineCommand({
  name: "alerts route",
  aliases: ["alerts routes", "alerts where"],
  help: "Says where an alert with these labels would go, and why.",
  examples: [
    "alerts route source:papertrail host:web1",
    'alerts route source:nagios severity:critical title:"Disk full"',
  ],
  args: { facts: matcherWords("label:value …") },

  async run(context, { facts }) {
    const { labels = {}, words = [] } = facts;
    const stray = words.filter((word) => !word.includes("="));
    if (stray.length > 0)
      throw new Failure("usage", `no label: ${stray[0]}`, {
        tell: `"${stray[0]}" is no label. Write source:papertrail host:web1.`,
      });
    const pairs = words.map((word): [string, string] => [
      word.slice(0, word.indexOf("=")),
      word.slice(word.indexOf("=") + 1).replace(/^"(.*)"$/, "$1"),
    ]);
    const given = {
      ...Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, [value].flat().join("|")])),
      ...Object.fromEntries(pairs),
    };
    return { title: "Where it would go", lines: context.alerts.explainRoute(given), private: true };
  },
});
