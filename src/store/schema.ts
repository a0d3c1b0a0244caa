/** The tables. Times are epoch milliseconds, flags 0/1, JSON is text; names as both engines take them unquoted. */
export interface Tables {
  inbox: InboxTable;
  seen: { source: string; event_id: string; at_ms: number };
  incident: IncidentTable;
  outbox: OutboxTable;
  recheck: { post_id: string; channel: string; at_ms: number; since_ms: number };
  lane: LaneTable;
  lease: { name: string; holder: string; until_ms: number; fence: number };
  budget: { name: string; tat_ms: number; hold_ms: number };
  fact: FactTable;
  person: { source: string; id: string; name: string; email: string | null; tz: string | null; url: string | null };
  cursor: { source: string; value: string; at_ms: number; since_ms: number | null };
  link: { user_id: string; email: string };
  kept: { name: string; value: string };
  snapshot: SnapshotTable;
  schema_version: { version: number; at_ms: number };
}

/** A delivery from outside; finished ones stay for their retention. */
export interface InboxTable {
  id: string;
  /** 0: hook, 1: action. */
  action: number;
  source: string;
  received_ms: number;
  content_type: string;
  body: Uint8Array;
  /** "new", "done", "unreadable" or "failed". */
  state: string;
  why: string | null;
  attempts: number;
  due_ms: number;
}

/** What statistics read stands in columns; `data` is the whole Incident. */
export interface IncidentTable {
  id: string;
  source: string;
  key: string;
  version: number;
  /** The version that the writer had read: compare and set. */
  based_on: number;
  state: string;
  service: string;
  /** JSON array of names. */
  teams: string;
  opened_ms: number;
  acked_ms: number | null;
  resolved_ms: number | null;
  ending: string | null;
  last_ms: number;
  data: string;
}

/** A card or note of one channel; owed while `wanted` is above `shown`. */
export interface OutboxTable {
  id: string;
  channel: string;
  /** 0: card, 1: note, so that cards sort first. */
  note: number;
  incident_id: string;
  /** The card that a note belongs to. */
  card_id: string | null;
  /** JSON array. */
  lines: string;
  wanted: number;
  shown: number;
  ts: string | null;
  trying_ms: number | null;
  /** First try of the post that is (or was last) in doubt. */
  tried_ms: number | null;
  attempts: number;
  created_ms: number;
  /** Since when it is owed. */
  owed_ms: number;
  dead: string | null;
}

/** A channel as the outbox workers share it; `blocked` says why it refuses us, `next_ms` when it is due. */
export interface LaneTable {
  channel: string;
  next_ms: number;
  holder: string;
  until_ms: number;
  fence: number;
  blocked: string | null;
}

/** What happened to a person; unique by source and id. */
export interface FactTable {
  source: string;
  id: string;
  kind: string;
  at_ms: number;
  person_id: string | null;
  incident_key: string;
  channel: string | null;
  service: string;
  /** JSON array of names. */
  teams: string;
}

/** A posted picture; `query` and `spec` (JSON) tell what it shows. */
export interface SnapshotTable {
  id: string;
  graph: string;
  query: string;
  spec: string;
  png: Uint8Array;
  at_ms: number;
  by_whom: string;
  channel: string | null;
}
