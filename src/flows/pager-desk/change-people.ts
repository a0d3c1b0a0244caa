import { Failure } from "../../core/failure.ts";
import type { Named, PagerPerson, Target } from "../../core/responding.ts";
import type { Changing } from "./change-ports.ts";

/**
 * The asker, for changes that the pager takes in nobody's name, so that its own roles hold nobody back from them: turns.
 * Failure forbidden for those who may only look there.
 */
export const requireTurnMaker = async ({ ports, reads }: Changing): Promise<PagerPerson> => {
  const me = await reads.me();
  if (me.looksOnly !== true) return me;
  throw new Failure("forbidden", `${me.id} may only look`, {
    tell: `At ${ports.name} you may only look: your role there changes no schedule.\nAsk somebody who is on call in it.`,
  });
};

/** Whoever is on call in a schedule now, each once. Failure not_found says whom else to ask when nobody is. */
export const peopleOn = async (changing: Changing, target: Target): Promise<readonly Named[]> => {
  const { ports, reads } = changing;
  if (target.kind === "service")
    throw new Failure("usage", "a service instead of a person", {
      tell: `${target.name} is a service. Say a person, a schedule or an escalation policy.`,
    });
  const nowMs = ports.clock();
  const { value } = await reads.turns({ fromMs: nowMs, toMs: nowMs + 1_000, scheduleIds: [target.id] });
  const now = value.filter(({ fromMs, toMs }) => (fromMs ?? 0) <= nowMs && (toMs ?? nowMs + 1) > nowMs);
  const people = new Map(now.map(({ personId, name }) => [personId, { id: personId, name }]));
  if (people.size === 0) throw nobodyOn(target, await policyNames(changing, target));
  return [...people.values()];
};

/** Names of the policies that use a schedule. */
const policyNames = async ({ reads }: Changing, target: Target): Promise<readonly string[]> => {
  const [{ value: schedules }, { value: policies }] = await Promise.all([reads.schedules(), reads.policies()]);
  const used = schedules.find(({ id }) => id === target.id)?.policies ?? [];
  return policies.filter(({ id, name }) => used.includes(id) || used.includes(name)).map(({ name }) => name);
};

const nobodyOn = (target: Target, policies: readonly string[]): Failure =>
  new Failure("not_found", `nobody is on call in ${target.id}`, {
    tell: [
      `Nobody is on call in ${target.name} now.`,
      policies.length === 0
        ? "Name a person or an escalation policy instead."
        : `It belongs to ${policies.map((name) => `"${name}"`).join(" and ")}: name that instead, or a person.`,
    ].join("\n"),
  });
