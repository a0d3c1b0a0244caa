import type { ChatUser } from "../../core/chat.ts";
import { Failure, toFailure } from "../../core/failure.ts";
import { formatMatcher } from "../../core/match.ts";
import type { Mute } from "../../core/mute.ts";
import { endMute } from "../due/mutes-end.ts";
import { actorAt, type DeskPorts } from "./ports.ts";

/** Ends a mute by its id or words, at the pager too. Failure("not_found") when none fits, "usage" when several do. */
export const removeMute = async (idOrWords: string, asker: ChatUser, ports: DeskPorts): Promise<Mute> => {
  const { store, clock } = ports;
  const mute = chooseMute(idOrWords, await store.mutes.live(clock()));
  await endWindow(mute, asker, ports);
  await endMute(mute, clock(), store);
  return { ...mute, endedAtMs: clock() };
};

const fold = (text: string): string => text.trim().replace(/\s+/g, " ").toLowerCase();

const chooseMute = (idOrWords: string, live: readonly Mute[]): Mute => {
  const wanted = fold(idOrWords);
  const byId = live.find(({ id }) => fold(id) === wanted);
  if (byId) return byId;
  const exact = live.filter(({ match }) => fold(formatMatcher(match) || "everything") === wanted);
  const found = exact.length > 0 ? exact : live.filter(({ match }) => fold(formatMatcher(match)).includes(wanted));
  const [first, ...others] = found;
  if (!first || wanted === "")
    throw new Failure("not_found", `no mute is "${idOrWords}"`, {
      tell: `Nothing is muted as "${idOrWords}". /alerts mutes lists what is.`,
    });
  if (others.length === 0) return first;
  const listed = found.map(({ id, match, by }) => `${id}: ${formatMatcher(match) || "everything"}, by ${by}`);
  throw new Failure("usage", `several mutes are "${idOrWords}"`, {
    tell: `Several fit. Say which by its id:\n${listed.slice(0, 10).join("\n")}`,
  });
};

/** Ends the window at the pager too; one that is gone or over there is as good as ended. */
const endWindow = async ({ origin, ref }: Mute, asker: ChatUser, ports: DeskPorts): Promise<void> => {
  const pager = origin === undefined ? undefined : ports.pagers.get(origin);
  if (!pager || ref === undefined) return;
  const actor = await actorAt(pager.oncall, asker, ports);
  if (!actor)
    throw new Failure("forbidden", `${asker.id} is unknown at ${origin}`, {
      tell: "This window stands at the pager, and it does not know you.\nType /oncall link me as you@example.com.",
    });
  try {
    await pager.maintenance.end(ref, actor);
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code !== "not_found" && failure.code !== "conflict") throw failure;
  }
};
