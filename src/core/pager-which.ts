import type { CommandContext } from "./command.ts";
import { Failure } from "./failure.ts";
import type { Incident } from "./incident.ts";
import type { IncidentRef } from "./incident-ref.ts";
import type { WhichIncidents } from "./pager-args.ts";
import type { PagerDesk } from "./pager-desk.ts";
import { type PageWords, pageSplits } from "./pager-page-args.ts";
import type { PagerIncident, Target } from "./responding.ts";

const HERE: IncidentRef = { kind: "here" };

/** Those that were named, or the card's own when nothing was; undefined: the asker's. */
export const refsOf = (which: WhichIncidents, here: Incident | undefined): readonly IncidentRef[] | undefined => {
  if (which.whose === "listed") return which.refs;
  return which.whose === "unsaid" && here ? [HERE] : undefined;
};

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
