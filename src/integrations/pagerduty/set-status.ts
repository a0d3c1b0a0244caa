import * as z from "zod";
import { Failure, type FailureCode, toFailure } from "../../core/failure.ts";
import type { Actor } from "../../core/integration.ts";
import { eachOf } from "../../lib/each-of.ts";
import { alreadySo } from "./already.ts";
import { ApiIncident } from "./api-shapes.ts";
import { changeIncident, incidentIn, send } from "./change.ts";
import { type Client, requireAnswer } from "./client.ts";
import type { JustRead } from "./just-read.ts";
import { readNow } from "./read-incident.ts";
import { UnknownRequester } from "./refusals.ts";
import { listOf } from "./shapes.ts";
import { readStates } from "./states.ts";
import type { Answer } from "./transport.ts";

/** Hears which incidents were not changed, and why. */
export type Refused = (id: string, why: Failure) => void;

/** What is to be done, in whose name. */
interface Job {
  readonly client: Client;
  readonly justRead: JustRead;
  readonly status: ApiIncident["status"];
  readonly actor: Actor;
  readonly refused: Refused;
}

/** https://developer.pagerduty.com/api-reference/b21ba4f8ea8ce-manage-incidents */
const MOST_AT_ONCE = 250;
const Changed = z.object({ incidents: listOf(ApiIncident) });
/** What may be wrong with one incident and right with the next. */
const ABOUT_ONE: ReadonlySet<FailureCode> = new Set(["conflict", "not_found", "forbidden", "rejected"]);

/** The failure of one incident. Throws what is about all of them. */
const requireAboutOne = (error: unknown): Failure => {
  const failure = toFailure(error);
  if (failure instanceof UnknownRequester || !ABOUT_ONE.has(failure.code)) throw failure;
  return failure;
};

/** Sets one incident. Throws Failure("conflict") when it is so already. */
export const setOne = async (
  client: Client,
  id: string,
  status: ApiIncident["status"],
  actor: Actor,
  known?: ApiIncident,
): Promise<Answer> => {
  const why = status === "acknowledged" ? alreadySo(known ?? (await readNow(client, id)), status) : undefined;
  if (why) throw why;
  return changeIncident(client, id, { status }, actor);
};

/** Those that may still be set, as they are now; `refused` hears about the others. */
const settable = async (
  { client, justRead, status, refused }: Job,
  ids: readonly string[],
): Promise<readonly string[]> => {
  const states = await readStates(client, justRead, ids);
  return ids.filter((id) => {
    const state = states.get(id);
    const why = state instanceof Failure ? state : state && alreadySo(state, status);
    if (why) refused(id, why);
    return why === undefined;
  });
};

/** All in one call; undefined when PagerDuty refuses them because of one: it does not say which. */
const allAtOnce = async (job: Job, ids: readonly string[]): Promise<readonly ApiIncident[] | undefined> => {
  if (ids.length === 0) return [];
  const { client, status, actor } = job;
  const incidents = ids.map((id) => ({ id, type: "incident_reference", status }));
  const call = { method: "PUT", path: "/incidents", data: { incidents }, from: actor.email } as const;
  const asked = { about: `${ids.length} incidents`, email: actor.email, thing: "these incidents" };
  try {
    return requireAnswer(call.path, Changed, (await send(client, call, asked)).data).incidents ?? [];
  } catch (error) {
    requireAboutOne(error);
    return undefined;
  }
};

const oneByOne = async ({ client, status, actor, refused }: Job, ids: readonly string[]) => {
  const done = await eachOf(ids, async (id) => {
    try {
      return incidentIn(id, await changeIncident(client, id, { status }, actor));
    } catch (error) {
      refused(id, toFailure(error));
      return undefined;
    }
  });
  return done.flatMap((incident) => incident ?? []);
};

/** All at once; where that is refused, without those that are so already; where it still is, one by one. */
const setChunk = async (job: Job, ids: readonly string[]): Promise<readonly ApiIncident[]> => {
  const acking = job.status === "acknowledged";
  if (!acking) for (const id of ids) job.justRead.take(id);
  const asked = acking ? await settable(job, ids) : ids;
  const first = await allAtOnce(job, asked);
  if (first) return first;
  const rest = await settable(job, asked);
  const second = rest.length < asked.length ? await allAtOnce(job, rest) : undefined;
  return second ?? oneByOne(job, rest);
};

/** Whoever was neither refused nor answered in the new state changed under our hands. */
const tellUnchanged = (
  { status, refused }: Job,
  ids: readonly string[],
  told: ReadonlySet<string>,
  done: readonly ApiIncident[],
) => {
  const changed = new Set(done.filter((incident) => incident.status === status).map(({ id }) => id));
  const tell = "It changed in the meantime. Look at it again.";
  for (const id of ids)
    if (!changed.has(id) && !told.has(id)) refused(id, new Failure("conflict", `PagerDuty: ${id}: ${tell}`, { tell }));
  return done.filter(({ id }) => changed.has(id));
};

/**
 * Sets several; answers those that were changed, and `refused` hears of each other one. Throws what is about all of
 * them, unless some are done already: then the others hear it.
 */
const setMany = async (job: Job, ids: readonly string[]): Promise<readonly ApiIncident[]> => {
  const all = [...new Set(ids)];
  const done: ApiIncident[] = [];
  for (let start = 0; start < all.length; start += MOST_AT_ONCE) {
    const chunk = all.slice(start, start + MOST_AT_ONCE);
    const told = new Set<string>();
    const refused: Refused = (id, why) => {
      told.add(id);
      job.refused(id, why);
    };
    try {
      done.push(...tellUnchanged({ ...job, refused }, chunk, told, await setChunk({ ...job, refused }, chunk)));
    } catch (error) {
      if (done.length === 0) throw error;
      for (const id of chunk) if (!told.has(id)) refused(id, toFailure(error));
    }
  }
  return done;
};

/** For those who do not listen: throws the first refusal when all were refused. */
const setSome = async (job: Omit<Job, "refused">, ids: readonly string[]): Promise<readonly ApiIncident[]> => {
  const refusals: Failure[] = [];
  const done = await setMany({ ...job, refused: (_id, why) => void refusals.push(why) }, ids);
  const [first] = refusals;
  if (done.length === 0 && first) throw first;
  return done;
};

/** As `Responding.setStatus` says. */
export const setStatus = async (
  { refused, ...job }: Omit<Job, "refused"> & { readonly refused: Refused | undefined },
  ids: readonly string[],
): Promise<readonly ApiIncident[]> => {
  const [id, ...others] = new Set(ids);
  if (id === undefined) return [];
  if (others.length > 0) return refused ? setMany({ ...job, refused }, ids) : setSome(job, ids);
  const { client, justRead, status, actor } = job;
  try {
    return [incidentIn(id, await setOne(client, id, status, actor, justRead.take(id)))];
  } catch (error) {
    if (refused === undefined) throw error;
    refused(id, requireAboutOne(error));
    return [];
  }
};
