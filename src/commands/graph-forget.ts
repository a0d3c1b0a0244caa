import { words } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import { nearSaved, plainName, savedCalled } from "../core/graph/name.ts";

/** Forgets a saved graph. */
export default defineCommand({
  name: "graph forget",
  aliases: ["graph delete", "graph unsave"],
  help: "Forgets a saved graph, yours or, with the permission admin, anybody's.",
  examples: ["graph forget checkout latency"],
  args: { name: words("<name>") },
  changes: true,

  async run({ graphs }, { name }) {
    if (name === undefined)
      throw new Failure("usage", "no name given", { tell: 'Which one? "graph list" shows them.' });
    const all = await graphs.saved();
    const one = savedCalled(name, all);
    if (!one) {
      const near = nearSaved(name, all, 5).map((other) => ({ label: other.name, value: other.name }));
      throw new Failure("not_found", `no saved graph ${name}`, {
        tell: `No graph is saved as "${plainName(name)}". "graph list" shows those that are.`,
        ...(near.length > 0 ? { choices: { words: name, options: near } } : {}),
      });
    }
    const { graph, ownerName } = await graphs.forget(one.name);
    return {
      title: `Forgotten: ${one.name}`,
      lines: [`It was ${ownerName}'s: ${graph.query}`],
      did: { about: one.name },
    };
  },
});
