import type { Actor } from "../../core/integration.ts";
import type { Undo } from "../../core/message.ts";
import type { OnCallSource } from "../../core/oncall.ts";
import type { PagerIncident, Responding } from "../../core/responding.ts";

/** What is asked of the source before anything is taken back there. */
export interface Looking {
  readonly responding: Pick<Responding, "read" | "list">;
  readonly oncall?: Pick<OnCallSource, "personByEmail"> | undefined;
}

/** From so many on, all open ones are read at once. */
const MANY = 4;

/** Why this one is not taken back any more; undefined where it still can be, or already was by an earlier try. */
const why = (now: PagerIncident, to: Undo["to"], me: string | undefined, again: boolean): string | undefined => {
  if (to === "reopen") return now.status === "resolved" || again ? undefined : "It is open again already.";
  if (now.status === "resolved") return "It is over already.";
  if (now.status === "triggered") return again ? undefined : "Nobody is on it any more.";
  const others = now.ackedBy.filter(({ id }) => id !== me);
  const [other] = me === undefined ? others.slice(1) : others;
  return other && `${other.name} is on it now.`;
};

/** As the source has them now, by id; of many, only those that are open. */
const readNow = async (
  ids: readonly string[],
  { responding }: Looking,
): Promise<ReadonlyMap<string, PagerIncident>> => {
  const all =
    ids.length < MANY ? await Promise.all(ids.map((id) => responding.read(id))) : (await responding.list({})).incidents;
  return new Map(all.map((one) => [one.id, one]));
};

/**
 * What somebody else has done since stays: those of these ids that are not to be taken back any more, each with why. Our
 * own store may not have heard of it yet. Throws what the source throws.
 */
export const overtaken = async (
  ids: readonly string[],
  to: Undo["to"],
  { email }: Actor,
  again: boolean,
  looking: Looking,
): Promise<ReadonlyMap<string, string>> => {
  const [now, me] = await Promise.all([readNow(ids, looking), looking.oncall?.personByEmail(email)]);
  const left = new Map<string, string>();
  for (const id of ids) {
    const incident = now.get(id);
    const gone = to === "unack" && ids.length >= MANY ? "It is over already." : undefined;
    const tell = incident ? why(incident, to, me?.id, again) : gone;
    if (tell !== undefined) left.set(id, tell);
  }
  return left;
};
