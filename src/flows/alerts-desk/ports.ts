import type { ChatUser } from "../../core/chat.ts";
import type { Actor, Maintenance } from "../../core/integration.ts";
import type { Clock, Log } from "../../core/log.ts";
import type { Facts } from "../../core/match.ts";
import type { OnCallSource } from "../../core/oncall.ts";
import type { Store } from "../../core/store.ts";
import type { TellOurs } from "../tell-admin.ts";

/** What the desk needs from outside. */
export interface DeskPorts {
  readonly store: Pick<Store, "incidents" | "mutes" | "dues" | "noise" | "linkedEmail">;
  /** Source -> its maintenance windows, and who its people are. */
  readonly pagers: ReadonlyMap<
    string,
    { readonly maintenance: Maintenance; readonly oncall?: OnCallSource | undefined }
  >;
  readonly tellOurs: TellOurs;
  readonly explainRoute: (facts: Facts) => readonly string[];
  readonly runbookFor: (facts: Facts) => string | undefined;
  readonly liveUrl: () => string;
  readonly personalLiveUrl: (userId: string) => string;
  /** Where ends of mutes are reported. */
  readonly channel: string;
  readonly newId: () => string;
  readonly log: Log;
  readonly clock: Clock;
}

/** The asker as the pager knows them; undefined when it does not. */
export const actorAt = async (
  oncall: OnCallSource | undefined,
  asker: ChatUser,
  { store }: DeskPorts,
): Promise<Actor | undefined> => {
  const email = (await store.linkedEmail(asker.id)) ?? asker.email;
  if (!email) return undefined;
  if (oncall && !(await oncall.personByEmail(email))) return undefined;
  return { email, name: asker.name };
};
