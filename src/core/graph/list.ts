import type { Incident } from "../incident.ts";
import type { Reply, SayButton } from "../message.ts";
import { countOf } from "../number-words.ts";
import type { SavedGraph } from "./asked.ts";
import type { GraphSource } from "./desk.ts";
import { type Placeholder, placeholdersOf } from "./fill.ts";

/** So many fit into one message, with the longest names that there can be. */
const MOST_ROWS = 24;
const MOST_BUTTONS = 5;
const LONGEST_QUERY = 80;
/** Of many, whose names say what they are. */
const FEW = 10;
const SHORT_QUERY = 40;

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const holderWords = ({ name, byDefault }: Placeholder): string => `${name}=${byDefault ?? "…"}`;

/** "latency host=…": a name with what it takes. */
const called = ({ name, graph }: SavedGraph): string =>
  [name, ...placeholdersOf(graph.query).map(holderWords)].join(" ");

const needsValues = ({ graph }: SavedGraph): boolean => placeholdersOf(graph.query).some(({ byDefault }) => !byDefault);

const rowOf = (one: SavedGraph, sources: readonly GraphSource[], longest: number) => {
  const source =
    sources.find((source) => source.source === one.graph.source)?.name ?? `${one.graph.source}, not connected`;
  return { label: called(one), value: `${cut(one.graph.query, longest)} · ${source} · ${one.ownerName}` };
};

const sayOf = ({ name }: SavedGraph): SayButton => ({ label: name, say: `graph "${name}"` });

const HOW = [
  'Save one: "graph save checkout latency = <query>". Draw any: "graph <query> last 2h".',
  '"graph search <words>" finds metrics and panels.',
];

/** Saved graphs, those that need no more words as buttons. `about` is what was looked for. */
export const savedReply = (
  all: readonly SavedGraph[],
  sources: readonly GraphSource[],
  incident: Incident | undefined,
  about = "",
): Reply => {
  const shown = all.slice(0, MOST_ROWS);
  const ready = shown.filter((one) => !needsValues(one)).map(sayOf);
  const few = ready.length <= MOST_BUTTONS;
  const like = about === "" ? "" : ` like "${about}"`;
  return {
    title:
      all.length > 0
        ? `${countOf(all.length, "saved graph")}${like}`
        : about === ""
          ? "No graph is saved yet"
          : `No saved graph is${like}`,
    lines: [
      ...(sources.length === 0
        ? ["Nothing can be drawn yet: no source of metrics or logs is connected. Whoever runs me has to set one up."]
        : []),
      ...(incident && about === "" ? ["What this problem was measured by is not known: say which graph."] : []),
    ],
    rows: shown.map((one) => rowOf(one, sources, all.length > FEW ? SHORT_QUERY : LONGEST_QUERY)),
    ...(few ? { buttons: ready } : {}),
    ...(few
      ? {}
      : {
          choose: {
            label: "Which one?",
            options: ready.flatMap(({ label, say = "" }) => (say === "" ? [] : [{ label, say }])),
          },
        }),
    footer: [
      ...(all.length > MOST_ROWS ? [`and ${all.length - MOST_ROWS} more: say a word of the name.`] : []),
      ...HOW,
    ],
  };
};
