import type { Alert } from "./alert.ts";
import type { Change, Incident } from "./incident.ts";
import type { Mute } from "./mute.ts";

/** What is known at the moment of a change besides the problem itself. */
export interface Known {
  readonly nowMs: number;
  /** Those that are quiet now or will be. */
  readonly mutes: readonly Mute[];
  /** Source -> since when its expected heartbeat is missing. */
  readonly silent: ReadonlyMap<string, number>;
}

/** How an alert finds its incident. */
export interface Gathering {
  /** Alerts of one source with the same group key share an incident. */
  readonly group?: { readonly key: string; readonly title: string } | undefined;
  /** Problems that come later than this after a group opened begin another. */
  readonly groupWindowMs: number;
  /** A problem that fires so long after its end, or a notice so long after the last, is a new occurrence with a card of its own. */
  readonly freshAfterMs: number;
  /** What the incident shares with others of its kind; its key when absent. */
  readonly problem?: string | undefined;
}

/** What people configured about alerts. Pure: asked within the transaction that applies them. */
export interface Rules {
  gather(alert: Alert): Gathering;
  /** The incident with what holds for it from outside: where it is said, who muted it, whether it flaps, an end in doubt. */
  judge(incident: Incident, change: Change, alert: Alert, known: Known): Incident;
}

/** No groups, no mutes, one incident a key for ever. */
export const PLAIN_RULES: Rules = {
  gather: () => ({ groupWindowMs: 0, freshAfterMs: Number.POSITIVE_INFINITY }),
  judge: (incident) => incident,
};
