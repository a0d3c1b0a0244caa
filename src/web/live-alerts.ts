import type { Press } from "../core/inbound.ts";
import type { Incident } from "../core/incident.ts";
import type { Known } from "../core/known.ts";
import type { HandledBy, IncidentCounts, LiveStorm, LiveUnreadable } from "../core/live-list.ts";
import type { Mute } from "../core/mute.ts";
import type { OnCall } from "../core/oncall.ts";
import type { Delivery, IncidentFilter, IncidentList } from "../core/store.ts";

/** What became of a press: `failed` says in words for the person why it did not work. */
export type PressOutcome = "waiting" | "done" | { readonly failed: string };

/** A stored delivery and what became of it. */
export type StoredDelivery = Delivery & { readonly state: string; readonly why?: string };

/** What the live list shows and what can be done there. */
export interface LiveAlerts {
  list(filter: IncidentFilter, order: "worst" | "recent", limit: number): Promise<IncidentList>;
  /** Of everything that is firing or acked; `muted` of it is not in the other counts. */
  counts(): Promise<IncidentCounts>;
  incident(id: string): Promise<Incident | undefined>;
  /** Newest change first, in any state. */
  stream(limit: number): Promise<readonly Incident[]>;
  /** Throws a Failure whose `tell` says why nobody can know. Asked every few seconds at most. */
  oncall(): Promise<Known<readonly OnCall[]>>;
  /** Quiet now or to come. */
  mutes(): Promise<readonly Mute[]>;
  /** Newest first, a few. */
  unreadable(): Promise<readonly LiveUnreadable[]>;
  storms(): Promise<readonly LiveStorm[]>;
  /** Only unreadable ones are shown. */
  delivery(id: string): Promise<StoredDelivery | undefined>;
  /** Takes secrets out of a text. */
  redact(text: string): string;
  /** Runbook by the configured table. */
  runbookFor(incident: Incident): string | undefined;
  handledBy(source: string): HandledBy;
  /** Name of the pager that can be called; absent when there is none. */
  readonly pager?: string | undefined;
  /** On disk when it resolves. A press made here has an id that begins with "web:", no channel and no `ts`. */
  press(press: Press): Promise<void>;
  /** By the id of the press. "done" for one that is kept no more. */
  outcome(id: string): Promise<PressOutcome>;
  /** Calls back when something may have changed, as often as it likes. Answers how to stop. */
  onData(listener: () => void): () => void;
}
