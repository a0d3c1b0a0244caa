import type { ChatUser } from "../../core/chat.ts";
import type { SaidWhere } from "../../core/command.ts";
import type { Incident } from "../../core/incident.ts";
import type { Clock, Log } from "../../core/log.ts";
import type { OnCallSource } from "../../core/oncall.ts";
import type { PagerDesk } from "../../core/pager/desk.ts";
import type { PolicyNow } from "../../core/policy.ts";
import type { PagerDirectory, Responding, Rota } from "../../core/responding.ts";
import type { Store } from "../../core/store.ts";
import type { KnownAnswers } from "../known.ts";

/** What the desk needs from outside. */
export interface PagerDeskPorts {
  /** Name of the source: "pagerduty". */
  readonly source: string;
  /** As people know it: "PagerDuty". */
  readonly name: string;
  readonly oncall: OnCallSource;
  readonly responding: Responding;
  readonly directory: PagerDirectory;
  readonly rota: Rota;
  readonly known: KnownAnswers;
  readonly store: Pick<Store, "linkedEmail" | "unlinkEmail" | "covers" | "incident">;
  /** A chat user by id, for mentions; Failure where there is no chat. */
  readonly chatUser: (id: string) => Promise<ChatUser>;
  /** "I'm on it" or "Resolve" for a problem whose source takes no orders; throws what a press would. */
  readonly handleHere: (incident: Incident, to: "ack" | "resolve", said: DeskAsker) => Promise<void>;
  /** Asks for a poll soon, in case the source's webhook gets lost. */
  readonly nudge: (source: string) => void;
  readonly policy: PolicyNow;
  readonly newId: () => string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Who asks, where, and about which card's problem. */
export interface DeskAsker {
  readonly user: ChatUser;
  readonly said: SaidWhere;
  readonly here: () => Promise<Incident | undefined>;
}

/** The desk for one asker. */
export type DeskFor = (asker: DeskAsker) => PagerDesk;
