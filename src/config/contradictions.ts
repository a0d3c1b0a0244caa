import { WATCH } from "../core/watch.ts";
import { integrations } from "../integrations/index.ts";
import { nearestName } from "./fields.ts";
import type { Sections } from "./sections.ts";
import { takesAll } from "./to-policy.ts";

/** What fits by itself and not together, or names what is not there. */
export interface Contradiction {
  readonly at: readonly PropertyKey[];
  readonly why: string;
}

/** All of them. */
export const contradictions = ({
  routes = [],
  runbooks = [],
  heartbeats = [],
  shifts = [],
}: Sections): readonly Contradiction[] => [
  ...twice("routes", routes),
  ...twice("heartbeats", heartbeats),
  ...saidNowhere(shifts),
  ...misplaced(routes),
  ...heartbeats.flatMap(({ source }, index) => unknownSources(source, ["heartbeats", index, "source"], SENDERS)),
  ...[...routes.entries()].flatMap(([index, { match }]) =>
    unknownSources(match?.source, ["routes", index, "match", "source"]),
  ),
  ...[...runbooks.entries()].flatMap(([index, { match }]) =>
    unknownSources(match?.source, ["runbooks", index, "match", "source"]),
  ),
];

const twice = (section: string, items: readonly { readonly name: string }[]): readonly Contradiction[] =>
  items.flatMap(({ name }, index) =>
    items.findIndex((one) => one.name === name) < index
      ? [{ at: [section, index, "name"], why: `is "${name}" like one before it. Give each its own name.` }]
      : [],
  );

/** A schedule that is there twice would be told twice; texts need a channel to be said in. */
const saidNowhere = (shifts: NonNullable<Sections["shifts"]>): readonly Contradiction[] =>
  shifts.flatMap(({ schedule, channel, text, topic }, index) => [
    ...(shifts.findIndex((one) => one.schedule.toLowerCase() === schedule.toLowerCase() && one.channel === channel) <
    index
      ? [
          {
            at: ["shifts", index, "schedule"],
            why: `is "${schedule}", which is there already for the same channel. Take one out.`,
          },
        ]
      : []),
    ...(["text", "topic"] as const)
      .filter((name) => channel === undefined && { text, topic }[name] !== undefined)
      .map((name) => ({ at: ["shifts", index, name], why: "needs a channel. Say which." })),
  ]);

const misplaced = (routes: NonNullable<Sections["routes"]>): readonly Contradiction[] => {
  const all = routes.findIndex(takesAll);
  const early = routes.findIndex(({ name }) => name === "default");
  return [
    ...(all >= 0 && all < routes.length - 1
      ? [
          {
            at: ["routes", all + 1],
            why: `is never reached: "${routes[all]?.name}" before it takes everything. Put it in front.`,
          },
        ]
      : []),
    ...(early >= 0 && !(early === routes.length - 1 && all === early)
      ? [{ at: ["routes", early, "name"], why: "is default, which is the name of the last one. Take another." }]
      : []),
  ];
};

/** Those that send us something. */
const SENDERS: readonly string[] = integrations.flatMap(({ name, relay }) => (relay ? [name] : []));
/** Those whose alerts are routed: our own thresholds too. */
const SOURCES: readonly string[] = [...SENDERS, WATCH];

/** A mistyped source would never match, and nobody would be told. */
const unknownSources = (
  asked: string | readonly string[] | undefined,
  at: readonly PropertyKey[],
  sources = SOURCES,
): readonly Contradiction[] =>
  [asked ?? []]
    .flat()
    .map((glob) => glob.replace(/^!/, ""))
    .filter((name) => !name.includes("*") && !sources.includes(name.toLowerCase()))
    .map((name) => {
      const near = nearestName(name, sources);
      const hint = near === undefined ? `It takes ${sources.join(", ")}.` : `Did you mean ${near}?`;
      return { at, why: `is "${name}", which is no source. ${hint}` };
    });
