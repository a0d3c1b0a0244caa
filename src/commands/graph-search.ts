import { usage } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import type { Failure } from "../core/failure.ts";
import type { GraphDesk, GraphSource } from "../core/graph/desk.ts";
import { noGraphSource, requireSource } from "../core/graph/sources.ts";
import { graphWords } from "../core/graph/words.ts";
import type { Item } from "../core/message.ts";
import { countOf } from "../core/number-words.ts";

const MOST = 10;
const LOOKED_AT = 60;
const LONGEST_SAY = 1_900;

type Found = Awaited<ReturnType<GraphDesk["search"]>>[number];

const itemOf = ({ source, title, query, url }: Found, names: ReadonlyMap<string, string>): Item => {
  const say = `graph source:${source} ${query}`;
  return {
    title,
    ...(url === undefined ? {} : { url }),
    lines: [[names.get(source) ?? source, title === query ? undefined : query].filter(Boolean).join(" · ")],
    ...(say.length <= LONGEST_SAY ? { buttons: [{ label: "Draw", say }] } : {}),
  };
};

const nounsOf = (found: readonly Found[]): readonly [one: string, more: string] => {
  const theirs = found.filter(({ source }) => source === "grafana").length;
  if (theirs === 0) return ["metric", "metrics"];
  return theirs === found.length ? ["panel or dashboard", "panels and dashboards"] : ["", "metrics and panels"];
};

/** What was found; who did not answer may have it. */
const titleOf = (found: readonly Found[], like: string, missed: readonly string[]): string => {
  if (found.length > 0)
    return `${found.length < LOOKED_AT ? "" : "At least "}${countOf(found.length, ...nounsOf(found))}${like}`;
  if (missed.length > 0)
    return `No answer from ${missed.join(" and ")}: I cannot say what is called so. Try again in a minute.`;
  return `Nothing is called${like || " anything"}`;
};

/** Failure("usage"): there are no names where lines are counted. */
const linesAlone = (what: string, { name, source }: GraphSource): Failure =>
  usage(
    `${source} has no names`,
    `${name} has lines, and no metrics that have names. Count them: "measure count "${what || "502"}" source:${source}".`,
  );

/** Metrics and panels by words of their names, at every source at once. */
export default defineCommand({
  name: "graph search",
  aliases: ["graph find"],
  help: "Finds metrics and panels whose names have all these words.",
  examples: ["graph search checkout latency", "graph search queue source:rabbitmq"],
  args: { words: graphWords("<words> [source:…]") },

  async run({ graphs }, { words: { what, source } }) {
    const sources = graphs.sources();
    const only = source === undefined ? undefined : requireSource(source, sources);
    if (sources.length === 0) throw noGraphSource();
    if (only?.kind === "logs") throw linesAlone(what, only);
    const silent: string[] = [];
    const words = what.split(/\s+/).filter(Boolean);
    const found = await graphs.search(words, LOOKED_AT, (name) => silent.push(name), only?.source);
    const names = new Map(sources.map((one) => [one.source, one.name]));
    const missed = silent.map((name) => names.get(name) ?? name);
    const like = what === "" ? "" : ` like "${what}"`;
    return {
      title: titleOf(found, like, missed),
      lines:
        found.length === 0 && missed.length === 0 ? ["Fewer words find more; names are as the source has them."] : [],
      items: found.slice(0, MOST).map((one) => itemOf(one, names)),
      footer: [
        ...(found.length > MOST ? [`${countOf(found.length - MOST, "more", "more")}: say more words.`] : []),
        ...(missed.length > 0 && found.length > 0 ? [`Did not answer in time: ${missed.join(", ")}.`] : []),
      ],
    };
  },
});
