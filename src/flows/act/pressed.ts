import type { ChatUser } from "../../core/chat.ts";
import type { Press } from "../../core/inbound.ts";
import type { Incident } from "../../core/incident.ts";
import type { Act, Pager, Upkeep } from "../../core/integration.ts";
import type { Clock } from "../../core/log.ts";
import type { Undo } from "../../core/message.ts";
import type { Store } from "../../core/store.ts";
import type { TellOurs } from "../tell-admin.ts";

/** What a press needs from outside. */
export interface PressPorts {
  readonly store: Pick<Store, "incident" | "linkedEmail" | "mutes" | "dues">;
  /** Source -> what can be done there. */
  readonly acts: ReadonlyMap<string, Act>;
  /** Whether "I'm on it" and "Resolve" mean something here for a problem of that source. */
  readonly claims: (source: string) => boolean;
  /** Whom "Page on-call" calls; undefined while none is configured. */
  readonly pager?: Pager | undefined;
  /** Source -> what can be mended there. */
  readonly upkeeps: ReadonlyMap<string, Upkeep>;
  /** Where the end of a mute is reported when its problem was said nowhere yet. */
  readonly channel: string;
  readonly tellOurs: TellOurs;
  readonly clock: Clock;
  /** Asks for a poll soon, in case the source's webhook gets lost. */
  readonly nudge: (source: string) => void;
  /** Sources that take an ack or an end back; none when absent. */
  readonly respondings?: ReadonlyMap<string, unknown> | undefined;
}

/** One press on its way: who pressed what, under which id it is stored, since when. */
export interface Pressed {
  readonly press: Press;
  readonly incident: Incident;
  readonly user: ChatUser;
  /** Id of the stored action: the same on every try. */
  readonly id: string;
  readonly atMs: number;
  /** It may have been done before: a try that timed out, a crash. */
  readonly again: boolean;
}

/** What a press did: about which problem, and how it is taken back. */
export interface PressDone {
  readonly incident: Incident;
  readonly undo?: Undo | undefined;
}

/** What all words of ours about a pressed problem share. */
export const oursOf = ({ incident, user, id, atMs }: Pressed) => ({
  source: incident.source,
  key: incident.key,
  incidentId: incident.id,
  eventId: id,
  severity: incident.severity,
  severityKnown: false,
  by: user.name,
  atMs,
});
