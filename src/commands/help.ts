import { type ArgSpecs, words } from "../core/args.ts";
import { type Command, defineCommand } from "../core/command.ts";
import type { Reply } from "../core/message.ts";
import { RANGE_EXAMPLES } from "../core/time/range.ts";
import { findCommand, howTo, usageLine } from "../core/words.ts";

type AnyCommand = Command<ArgSpecs>;

const HOW_TO_TYPE =
  "Type /oncall …, /alerts …, /graph …, /measure … or /drm … in any channel, @drm … where I was invited and in threads, or the words alone in a direct message to me.";

/** What commands are about; the first whose pattern fits a name has it. */
const GROUPS = [
  { name: "alerts", title: "Alerts", fits: /^alerts / },
  { name: "graphs", title: "Graphs", fits: /^(?:graph|measure)\b/ },
  { name: "numbers", title: "Numbers", fits: /^oncall (?:stats|live|report|next)\b/ },
  { name: "afterwards", title: "Afterwards", fits: /^oncall (?:verdicts?|rate|ratings)\b/ },
  { name: "drm", title: "You and Dr. M", fits: /^drm |^oncall (?:link|forget|whoami|queue|help|audit|undo)\b/ },
  { name: "shifts", title: "Shifts", fits: /^oncall (?:when|am i|my|schedules?|overrides?|take|cover)\b/ },
  { name: "acting", title: "Acting", fits: undefined },
  { name: "asking", title: "Asking", fits: undefined },
] as const;
/** As help shows them. */
const ORDER = ["asking", "acting", "graphs", "shifts", "alerts", "numbers", "afterwards", "drm"] as const;

type GroupName = (typeof ORDER)[number];

const groupOf = ({ name, changes }: AnyCommand): GroupName =>
  GROUPS.find(({ fits }) => fits?.test(name))?.name ?? (changes ? "acting" : "asking");

const titleOf = (name: GroupName): string => GROUPS.find((group) => group.name === name)?.title ?? name;

const inGroup = (name: GroupName, all: readonly AnyCommand[]): readonly AnyCommand[] =>
  all.filter((command) => groupOf(command) === name);

/** "ack", "mute": a name without the slash command that its group goes by. */
const shortName = ({ name }: AnyCommand): string => name.replace(/^(?:oncall|alerts) /, "");

/** "override delete" goes without saying where there is "override". */
const isOwn =
  (all: readonly AnyCommand[]) =>
  ({ name }: AnyCommand): boolean =>
    !all.some((other) => name.startsWith(`${other.name} `));

const rowOf = (command: AnyCommand) => ({ label: `/${usageLine(command)}`, value: command.help });

const groupButtons = (but?: GroupName) =>
  ORDER.filter((name) => name !== but).map((name) => ({ label: titleOf(name), say: `oncall help ${name}` }));

/** One line a group: short enough for a phone. */
const short = (all: readonly AnyCommand[]): Reply => ({
  title: "What I can do",
  rows: ORDER.map((name) => ({ name, commands: inGroup(name, all) }))
    .filter(({ commands }) => commands.length > 0)
    .map(({ name, commands }) => ({
      label: name === "alerts" ? `${titleOf(name)} (/alerts …)` : titleOf(name),
      value: commands.filter(isOwn(commands)).map(shortName).join(", "),
    })),
  buttons: groupButtons(),
  footer: [HOW_TO_TYPE, '"help ack" explains one of them, "help all" lists all.'],
  private: true,
});

const whole = (all: readonly AnyCommand[]): Reply => ({
  title: "All I can do",
  rows: ORDER.flatMap((name) => inGroup(name, all)).map(rowOf),
  footer: [HOW_TO_TYPE, `Ranges: ${RANGE_EXAMPLES.join(", ")}.`],
  private: true,
});

const oneGroup = (name: GroupName, all: readonly AnyCommand[]): Reply => ({
  title: titleOf(name),
  rows: inGroup(name, all).map(rowOf),
  buttons: groupButtons(name),
  private: true,
});

/** Everything that the definition of one says, and which commands begin as it does. */
const one = (command: AnyCommand, all: readonly AnyCommand[]): Reply => {
  const [usage = "", examples = ""] = howTo(command);
  const others = command.examples.slice(2).map((example) => `"${example}"`);
  const also = command.aliases?.length ? [`Also: ${command.aliases.join(", ")}`] : [];
  const longer = all.filter(({ name }) => name.startsWith(`${command.name} `)).map(shortName);
  const more = longer.length > 0 ? [`More: ${longer.join(", ")}`] : [];
  return {
    title: command.help,
    lines: [usage, [examples, ...others].join(" or "), ...also, ...more, ...(command.notes ?? [])],
    private: true,
  };
};

/** What there is to say, in short, by group or all; or one command, whole. Made from the definitions. */
export default defineCommand({
  name: "oncall help",
  aliases: ["help", "commands", "usage", "alerts help", "graph help", "measure help"],
  help: "Says in short what I can do, or explains one command.",
  examples: ["oncall help", "oncall help stats", "oncall help all", "oncall help shifts"],
  args: { about: words("[command|group|all]") },

  async run(context, { about }) {
    const all = context.commands();
    const group = ORDER.find(
      (name) => name === about?.toLowerCase() || titleOf(name).toLowerCase() === about?.toLowerCase(),
    );
    if (about === undefined || /^(?:me|please)$/i.test(about)) return short(all);
    if (/^(?:all|everything)$/i.test(about)) return whole(all);
    return group === undefined ? one(findCommand(about, all), all) : oneGroup(group, all);
  },
});
