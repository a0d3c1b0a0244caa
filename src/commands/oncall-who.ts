import { type CommandContext, defineCommand } from "../core/command.ts";
import type { Known } from "../core/known.ts";
import type { OnCall } from "../core/oncall.ts";
import { policyItems, turnsOf, turnWords, untilWords } from "../core/oncall-words.ts";
import { knownFooter } from "../core/pager-words.ts";
import { nextButton, paged, pageOf } from "../core/paging.ts";
import { whoWords } from "../core/schedule-args.ts";
import type { WhenAsked } from "../core/time-moment.ts";
import { formatMoment } from "../core/time-range.ts";
import { when } from "../core/when.ts";

const SIZE = 10;

/** Those on call at that moment, or at any time of those days; now when no time is asked for. */
const turnsAt = async ({ pager }: CommandContext, at: WhenAsked | undefined): Promise<Known<readonly OnCall[]>> => {
  if (at === undefined) return pager.oncall();
  const known = await pager.turns({ fromMs: at.fromMs, toMs: at.moment ? at.fromMs + 60_000 : at.toMs });
  const { fromMs, toMs } = at;
  const value = known.value.filter((turn) => (turn.fromMs ?? 0) < toMs && (turn.toMs ?? Infinity) > fromMs);
  return { ...known, value };
};

/** Turns of what was named: a policy, a schedule, else a service's policy. Throws what finding the name throws. */
const requireTurns = async (all: readonly OnCall[], name: string, { pager }: CommandContext) => {
  const turns = turnsOf(all, name);
  if (turns.length > 0) return turns;
  const { kind, id } = await pager.target(name, ["schedule", "policy", "service"]);
  if (kind !== "service") return [];
  const policy = (await pager.services()).value.find((service) => service.id === id)?.policy;
  return all.filter(
    (turn) => policy !== undefined && (turn.policyId ?? policy.id) === policy.id && turn.policy === policy.name,
  );
};

/** " · ☎ +49 170 111" by person, where numbers may be shown: always, or while the pager does not answer. */
const phonesOf = async (known: Known<readonly OnCall[]>, { pager, asker }: CommandContext) => {
  const wanted = pager.phones === "shown" || (pager.phones === "stale" && known.stale !== undefined);
  if (!wanted || asker.outsider || known.value.length === 0) return new Map<string, string>();
  const people = (await pager.people()).value.filter(({ phones }) => phones.length > 0);
  return new Map(people.map(({ id, phones }) => [id, ` · ☎ ${phones.join(", ")}`]));
};

/** What a page would go to: the only policy shown, or nothing in particular. */
const oneOf = (turns: readonly OnCall[]): string => {
  const [policy = "", ...others] = new Set(turns.map((turn) => turn.policy));
  return others.length === 0 ? policy : "";
};

const timeWords = (at: WhenAsked | undefined): string => {
  if (at === undefined) return "now";
  if (at.moment) return when(at.fromMs);
  const day = at.toMs - at.fromMs <= 25 * 3_600_000;
  return day ? when(at.fromMs, "day") : `${when(at.fromMs)} – ${when(at.toMs)}`;
};

/** Who is on call now or then, by policy and level; where names are not for the channel, for the asker alone. */
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
    const turns = name === undefined ? known.value : await requireTurns(known.value, name, context);
    const phones = await phonesOf(known, context);
    const write = (turn: OnCall): string => {
      const of = turn.schedule === undefined ? "" : ` (${turn.schedule})`;
      const then = at === undefined || at.moment ? untilWords(turn) : ` ${turnWords(turn)}`;
      return `${turn.name}${of}${then}${phones.get(turn.personId) ?? ""}`;
    };
    const policies = pageOf(policyItems(turns, write), page, SIZE);
    const named = name === undefined ? "" : ` · ${name}`;
    const again = `oncall who ${name === undefined ? "" : `for "${name}" `}${asked.when ?? ""}`;
    return {
      title: turns.length === 0 ? `Nobody is on call ${timeWords(at)}${named}` : `On call ${timeWords(at)}${named}`,
      items: policies.shown,
      buttons: [
        ...nextButton(again, page, SIZE, policies.left),
        ...(turns.length === 0 ? [] : [{ label: "Page…", form: { name: "page", about: oneOf(turns) } } as const]),
      ],
      footer: [
        ...knownFooter(known, context.nowMs),
        [policies.words, `${formatMoment(context.nowMs, context.asker.tz)}, ${context.asker.tz}`]
          .filter(Boolean)
          .join(" · "),
      ],
      private: context.names !== "shown",
    };
  },
});
