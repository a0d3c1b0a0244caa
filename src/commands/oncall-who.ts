import { type CommandContext, defineCommand } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import type { Known } from "../core/known.ts";
import { formatDuration } from "../core/number-words.ts";
import type { OnCall } from "../core/oncall.ts";
import { policyItems, turnWords, untilWords } from "../core/oncall-words.ts";
import { turnsNamed } from "../core/pager/which.ts";
import { knownFooter } from "../core/pager/words.ts";
import { nextButton, paged, pageOf } from "../core/paging.ts";
import { whoWords } from "../core/schedule-args.ts";
import type { WhenAsked } from "../core/time/moment.ts";
import { when, whenSpan } from "../core/time/when.ts";

const SIZE = 10;

/** Those on call at that moment, or at any time of those days; now when no time is asked for. */
const turnsAt = async ({ pager }: CommandContext, at: WhenAsked | undefined): Promise<Known<readonly OnCall[]>> => {
  if (at === undefined) return pager.oncall();
  const known = await pager.turns({ fromMs: at.fromMs, toMs: at.moment ? at.fromMs + 60_000 : at.toMs });
  const { fromMs, toMs } = at;
  const value = known.value.filter((turn) => (turn.fromMs ?? 0) < toMs && (turn.toMs ?? Infinity) > fromMs);
  return { ...known, value };
};

/** " · ☎ +49 170 111" by person, where numbers may be shown: always, or while the pager does not answer; then as they are known. */
const phonesOf = async (known: Known<readonly OnCall[]>, { pager, asker }: CommandContext) => {
  const wanted = pager.phones === "shown" || (pager.phones === "stale" && known.stale !== undefined);
  if (!wanted || asker.outsider || known.value.length === 0) return new Map<string, string>();
  const people = await peopleOf(known.stale !== undefined, pager);
  const reachable = people.filter(({ phones }) => phones.length > 0);
  return new Map(reachable.map(({ id, phones }) => [id, ` · ☎ ${phones.join(", ")}`]));
};

/** Without their numbers, who is on call is still an answer. */
const peopleOf = async (anyAge: boolean, pager: CommandContext["pager"]) => {
  try {
    return (await pager.people({ anyAge })).value;
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
};

/** A turn of an old answer that has ended since. */
const isOver = ({ toMs }: OnCall, at: WhenAsked | undefined, { nowMs }: CommandContext): boolean =>
  at === undefined && toMs !== null && toMs <= nowMs;

/** Nobody knows who came after them. */
const endedWords = ({ toMs }: OnCall): string => ` until ${when(toMs ?? 0)}: ended, and who came then is not known`;

/** What a page would go to: the only policy shown, or nothing in particular. */
const oneOf = (turns: readonly OnCall[]): string => {
  const [policy = "", ...others] = new Set(turns.map((turn) => turn.policy));
  return others.length === 0 ? policy : "";
};

const timeWords = (at: WhenAsked | undefined, { stale, atMs }: Known<unknown>, nowMs: number): string => {
  if (at === undefined) return stale === undefined ? "now" : `as known ${formatDuration(nowMs - atMs)} ago`;
  if (at.moment) return when(at.fromMs);
  const hours = (at.toMs - at.fromMs) / 3_600_000;
  const day = hours > 13 && hours <= 25;
  return day ? when(at.fromMs, "day") : whenSpan(at);
};

/** Who is on call now or then, by policy and level; where names are not for the channel, or numbers are told, for the asker alone. */
export default defineCommand({
  name: "oncall who",
  aliases: ["who", "who is oncall", "whos oncall", "whose oncall", "who oncall", "oncall now"],
  help: "Says who is on call, now or then, of everything or of one policy, schedule or service.",
  examples: ["oncall who", "who's on call for payments?", "oncall who for payments at 3am tomorrow"],
  args: { wanted: paged(whoWords()) },

  async run(context, { wanted }) {
    const { asked, page } = wanted;
    const { wanted: name, at } = asked;
    const known = await turnsAt(context, at);
    const turns = name === undefined ? known.value : await turnsNamed(known.value, name, context.pager);
    const phones = await phonesOf(known, context);
    const write = (turn: OnCall): string => {
      const of = turn.schedule === undefined ? "" : ` (${turn.schedule})`;
      const then = isOver(turn, at, context)
        ? endedWords(turn)
        : at === undefined || at.moment
          ? untilWords(turn)
          : ` ${turnWords(turn)}`;
      return `${turn.name}${of}${then}${phones.get(turn.personId) ?? ""}`;
    };
    const policies = pageOf(policyItems(turns, write), page, SIZE);
    const named = name === undefined ? "" : ` · ${name}`;
    const again = `oncall who ${name === undefined ? "" : `for "${name}" `}${asked.when ?? ""}`;
    return {
      title: `${turns.length === 0 ? "Nobody is on call" : "On call"} ${timeWords(at, known, context.nowMs)}${named}`,
      items: policies.shown,
      buttons: [
        ...nextButton(again, page, SIZE, policies.left),
        ...(turns.length === 0 ? [] : [{ label: "Page…", form: { name: "page", about: oneOf(turns) } } as const]),
      ],
      footer: [...knownFooter(known, context.nowMs), policies.words].filter(Boolean),
      // A channel may have guests, and remembers numbers for good.
      private: context.names !== "shown" || turns.some(({ personId }) => phones.has(personId)),
    };
  },
});
