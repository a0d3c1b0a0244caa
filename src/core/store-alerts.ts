import type { Severity } from "./alert.ts";
import type { Due } from "./due.ts";
import type { Incident } from "./incident.ts";
import type { Mute } from "./mute.ts";

/** Mutes and maintenance, ended ones included for their retention. */
export interface Mutes {
  /** A repeated id is ignored. Owes its end as `due`. */
  add(mute: Mute): Promise<void>;
  /** Ends it at that moment. False: there is none, or it has ended. */
  end(id: string, nowMs: number): Promise<boolean>;
  read(id: string): Promise<Mute | undefined>;
  /** Quiet now or to come, soonest end first. */
  live(nowMs: number): Promise<readonly Mute[]>;
  /** Problems that it ever kept quiet, how many; and the open ones that it keeps quiet still. */
  swallowed(id: string): Promise<{ readonly all: number; readonly open: readonly Incident[] }>;
}

/** What is to be done at a time. */
export interface Dues {
  /** A repeated id moves it to the new time. */
  add(due: Due): Promise<void>;
  /** Due by then and of these kinds, oldest first. */
  take(nowMs: number, limit: number, kinds: readonly Due["kind"][]): Promise<readonly Due[]>;
  /** With `atMs`: unless it was moved to another time meanwhile. */
  done(id: string, atMs?: number): Promise<void>;
  nextMs(): Promise<number | null>;
}

/** An expected sign of life. */
export interface Heartbeat {
  readonly name: string;
  readonly source: string;
  readonly lastMs: number;
  /** Said to be missing since then. */
  readonly silentSinceMs?: number | undefined;
}

/** Expected signs of life, by name. */
export interface Heartbeats {
  /** Notes signs of life; a name seen for the first time begins here. */
  heard(beats: readonly { readonly name: string; readonly source: string; readonly atMs: number }[]): Promise<void>;
  all(): Promise<readonly Heartbeat[]>;
  /** It is missing, or came back (`undefined`). False: that was so already. */
  silent(name: string, sinceMs: number | undefined): Promise<boolean>;
  /** Those that are configured no more. */
  keep(names: readonly string[]): Promise<void>;
}

/** What a list of problems is asked. */
export interface IncidentFilter {
  readonly states?: readonly Incident["state"][] | undefined;
  readonly sources?: readonly string[] | undefined;
  readonly services?: readonly string[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  /** Each must be part of the title or a label. */
  readonly words?: readonly string[] | undefined;
  readonly muted?: boolean | undefined;
  readonly openedFromMs?: number | undefined;
  readonly openedToMs?: number | undefined;
}

/** A page of problems: most severe first, then newest; or newest change first. */
export interface IncidentList {
  readonly incidents: readonly Incident[];
  /** Of all that match, not of this page. */
  readonly total: number;
}

/** How loud one problem was in a range. */
export interface Noise {
  readonly source: string;
  readonly problem: string;
  readonly title: string;
  readonly service: string;
  readonly occurrences: number;
  readonly firings: number;
  /** Ended without anybody acking or resolving it. */
  readonly endedAlone: number;
  readonly muted: number;
  readonly lastMs: number;
  readonly hasRunbook: boolean;
  /** The newest one, for a link. */
  readonly incidentId: string;
}
