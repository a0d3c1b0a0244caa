import { type Arg, usage, wordsArg } from "../core/args.ts";
import { type CommandContext, defineCommand } from "../core/command.ts";
import { toFailure } from "../core/failure.ts";
import type { SavedGraph } from "../core/graph/asked.ts";
import type { GraphDesk } from "../core/graph/desk.ts";
import { placeholdersOf } from "../core/graph/fill.ts";
import { requireGraphName } from "../core/graph/name.ts";
import { requireSource } from "../core/graph/sources.ts";
import { bareQuery, byOf, optionsOf } from "../core/graph/which.ts";
import { type GraphWords, parseGraphWords } from "../core/graph/words.ts";

interface Saving {
  readonly name: string;
  /** undefined: what the newest picture here shows. */
  readonly words: GraphWords | undefined;
}

const SHAPE = /^([^={}()[\]]+?)\s*(?:=\s*(.*))?$/s;
/** Plain words before another "=": LogQL has one behind its streams. */
const TWO_NAMES = /^[\p{L}\p{N}_. -]+\s=\s/u;

const saving = (): Arg<Saving> =>
  wordsArg(
    "<name> = <query and options>",
    (text, context) => {
      const [, name, said] = SHAPE.exec(text.replace(/[“”„«»]/g, '"')) ?? [];
      const odd = name === undefined ? /^(\S[^=]*?)\s+=\s/.exec(text)?.[1] : undefined;
      if (odd !== undefined && !/[{"]/.test(odd)) requireGraphName(odd, context);
      if (text !== "" && name === undefined)
        throw usage("no name before the query", 'The name comes first: "graph save latency = <query>".');
      if (TWO_NAMES.test(said ?? ""))
        throw usage("two =", 'Only one "=" can stand there, between the name and the query. A name has none.');
      const words = said === undefined ? undefined : parseGraphWords(said, context);
      if (words?.what === "") throw usage("nothing to save", `What shall "${name}" draw? Write the query after "=".`);
      if (words?.values)
        throw usage(
          "values in a saved graph",
          `Write what changes as a placeholder in the query: $host, or \${host:web-1} with a default.`,
        );
      return { name: requireGraphName(name ?? "", context), words };
    },
    { free: true },
  );

const graphOf = (words: GraphWords, { graphs }: CommandContext): SavedGraph["graph"] => {
  const { source, kind } = requireSource(words.source, graphs.sources());
  const by = byOf(words.by, words.what);
  return {
    ...{ kind, source, query: bareQuery(words.what, kind) },
    ...(kind === "logs" ? { shape: "count" } : {}),
    ...(by === undefined ? {} : { by }),
    ...optionsOf(words),
  };
};

const newestHere = async (graphs: GraphDesk, name: string): ReturnType<GraphDesk["posted"]> => {
  try {
    return await graphs.posted(undefined);
  } catch (error) {
    const { code, message } = toFailure(error);
    if (code !== "not_found") throw error;
    const [called = name, rest = "<query>"] = /^(\S+) (\S*[_.:].*)$/.exec(name)?.slice(1) ?? [];
    throw usage(
      message,
      `No picture was posted here that could be saved. A query stands behind "=": "graph save ${called} = ${rest}".`,
    );
  }
};

/** What the newest picture of this place shows, without the name of the alert that it was drawn for. */
const shownHere = async ({ graphs, here }: CommandContext, name: string): Promise<SavedGraph["graph"]> => {
  const asked = await graphs.askedOf(await newestHere(graphs, name));
  if (asked === undefined) throw usage("nothing to save", `What shall "${name}" draw? Write the query after "=".`);
  const { incidentId: _incidentId, title, ...graph } = asked;
  const incident = await here();
  const isAlerts = title !== undefined && (title === incident?.title || title === incident?.graph?.title);
  return isAlerts || title === undefined ? graph : { ...graph, title };
};

/** Saves a query under a name that everybody can ask for. */
export default defineCommand({
  name: "graph save",
  help: "Saves a query under a name; without a query, the picture above.",
  examples: [
    "graph save checkout latency = avg(checkout_ms) unit:ms above 500",
    `graph save latency = avg(latency_ms{host="\${host:web-1}"})`,
    "graph save checkout errors",
  ],
  args: { wish: saving() },
  notes: [`$host and \${host:web-1} in a query are filled in when it is asked for: graph latency host=web-2.`],
  changes: true,

  async run(context, { wish: { name, words } }) {
    const graph = words ? graphOf(words, context) : await shownHere(context, name);
    const before = await context.graphs.save(name, graph);
    const holders = placeholdersOf(graph.query).map(({ name: holder, byDefault }) => `${holder}=${byDefault ?? "…"}`);
    const timed = words?.range !== undefined || words?.vs !== undefined;
    return {
      title: `Saved: ${name}`,
      lines: [
        words ? graph.query : `The picture above: ${graph.query}`,
        ...(before ? [`Before: ${before.graph.query}`] : []),
        ...(timed ? ["The time is not saved: say it when you ask."] : []),
      ],
      buttons:
        holders.length === 0 || placeholdersOf(graph.query).every(({ byDefault }) => byDefault)
          ? [{ label: "Draw", say: `graph "${name}"` }]
          : [],
      footer: [`Ask for it with "${["graph", name, ...holders].join(" ")}".`],
      did: { about: name },
    };
  },
});
