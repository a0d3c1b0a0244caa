import type { CommandContext } from "../command.ts";
import { Failure } from "../failure.ts";
import type { Incident } from "../incident.ts";
import type { IncidentRef } from "../incident-ref.ts";
import type { OnCall } from "../oncall.ts";
import { turnsOf } from "../oncall-words.ts";
import type { Deed } from "../permissions.ts";
import type { PagerIncident, Target } from "../responding.ts";
import type { WhichIncidents } from "./args.ts";
import type { PagerDesk } from "./desk.ts";
import { type PageWords, pageSplits } from "./page-args.ts";

const HERE: IncidentRef = { kind: "here" };

/** Those that were named, or the card's own when nothing was; undefined: the asker's. */
export const refsOf = (which: WhichIncidents, here: Incident | undefined): readonly IncidentRef[] | undefined => {
  if (which.whose === "listed") return which.refs;
  return which.whose === "unsaid" && here ? [HERE] : undefined;
};

/** More numbers than these come to the same as "all". */
const FEW = 10;

/** What it takes to change these: "bulk" too for everybody's, and for so many that it comes to the same. */
export const deedsOf = ({ whose, refs }: WhichIncidents): readonly Deed[] =>
  whose === "all" || refs.length > FEW ? ["act", "bulk"] : ["act"];

/** The asker's own that stand so. */
export const openOf = async (
  pager: Pick<PagerDesk, "me" | "incidents" | "name">,
  statuses: readonly PagerIncident["status"][],
): Promise<readonly IncidentRef[]> => {
  const { id } = await pager.me();
  const { value, stale } = await pager.incidents({ statuses, personIds: [id] });
  if (stale !== undefined)
    throw new Failure("unavailable", "the list of incidents is an old one", {
      tell: `${pager.name} does not say which are yours now. Say their numbers, or try again in a minute.`,
    });
  return value.incidents.map((one) => ({ kind: "ref", ref: one.id }));
};

/** What a form is about: the incident that was named, or the pager's own of this thread; "" when there is none. */
export const aboutHere = async (
  { here, pager }: Pick<CommandContext, "here" | "pager">,
  ref: IncidentRef | undefined,
): Promise<string> => {
  if (ref?.kind === "ref") return ref.ref;
  return (await here()) === undefined ? "" : (await pager.incident(HERE)).number;
};

const ANYBODY = ["person", "schedule", "policy", "service"] as const;

/** Whom the words page and what they say: a marked name, else the longest beginning that names something. */
export const whomToPage = async (
  pager: Pick<PagerDesk, "target">,
  { named, text }: PageWords,
): Promise<{ readonly target: Target; readonly message: string }> => {
  if (named !== undefined) return { target: await pager.target(named, ANYBODY), message: text };
  let nobody: Failure | undefined;
  for (const { name, message } of pageSplits(text)) {
    try {
      return { target: await pager.target(name, ANYBODY), message };
    } catch (error) {
      if (!(error instanceof Failure && error.code === "not_found")) throw error;
      nobody = error;
    }
  }
  throw nobody ?? new Failure("usage", "nobody to page", { tell: "Page whom?" });
};

/** Turns of what was named: a policy, a schedule, else a service's policy. Throws what finding the name throws. */
export const turnsNamed = async (
  all: readonly OnCall[],
  name: string,
  pager: Pick<PagerDesk, "target" | "services">,
): Promise<readonly OnCall[]> => {
  const turns = turnsOf(all, name);
  if (turns.length > 0) return turns;
  const { kind, id } = await pager.target(name, ["schedule", "policy", "service"]);
  if (kind === "schedule") return all.filter((turn) => turn.scheduleIds?.includes(id));
  if (kind === "policy") return all.filter((turn) => turn.policyId === id);
  const policy = (await pager.services()).value.find((service) => service.id === id)?.policy;
  if (policy === undefined) return [];
  return all.filter((turn) =>
    turn.policyId === undefined ? turn.policy === policy.name : turn.policyId === policy.id,
  );
};

/** The name of the service with that id at the pager; other words stay as they are: labels of any source. */
export const serviceNamed = async (pager: Pick<PagerDesk, "target">, words: string): Promise<string> => {
  if (!/^P[A-Z0-9]{5,13}$/.test(words)) return words;
  try {
    return (await pager.target(words, ["service"])).name;
  } catch (error) {
    if (error instanceof Failure && (error.code === "not_found" || error.code === "config")) return words;
    throw error;
  }
};
