import type { DutyTable, PlannedWorkTable, RatingTable, VerdictTable } from "./schema-care.ts";

/** The tables. Times are epoch milliseconds, flags 0/1, JSON is text; names as both engines take them unquoted. */
export interface Tables {
  inbox: InboxTable;
  seen: { source: string; event_id: string; at_ms: number };
  incident: IncidentTable;
  /** Which incident a key stands for now, where that is not `<source>:<key>`. */
  problem: { source: string; key: string; incident_id: string };
  mute: MuteTable;
  due: { id: string; kind: string; at_ms: number; subject: string; step: number };
  heartbeat: { name: string; source: string; last_ms: number; silent_ms: number | null };
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
  /** What somebody asked to see; `definition` is JSON. */
  graph: { id: string; definition: string; made_ms: number; used_ms: number };
  saved_graph: SavedGraphTable;
  graph_watch: GraphWatchTable;
  audit: AuditTable;
  cover: CoverTable;
  /** Last known answers of services; `value` is JSON. */
  known: { name: string; value: string; at_ms: number };
  duty: DutyTable;
  planned_work: PlannedWorkTable;
  verdict: VerdictTable;
  rating: RatingTable;
  /** The moment of a job that was due last and has been done. */
  job: { name: string; due_ms: number };
  /** What retention deleted ("fact", "incident"): nothing older is left. */
  gone: { what: string; before_ms: number };
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

/** What statistics and lists ask for stands in columns; `data` is the whole Incident. */
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
  severity: string;
  /** 0 the worst. */
  rank: number;
  /** What it shares with other occurrences. */
  problem: string;
  /** Id of the mute that keeps it quiet. */
  muted_by: string | null;
  /** When the newest thing happened to it. */
  changed_ms: number;
  firings: number;
  /** 1: somebody acked or resolved it. */
  taken: number;
  /** Title and labels, in lower case. */
  words: string;
  title: string;
  /** Who gave the first ack: "human" or "auto". */
  acked_by: string | null;
  data: string;
}

/** A time of quiet; `match` is JSON. */
export interface MuteTable {
  id: string;
  kind: string;
  match: string;
  from_ms: number;
  until_ms: number;
  by_whom: string;
  user_id: string | null;
  channel: string;
  because: string;
  origin: string | null;
  ref: string | null;
  swallowed: number;
  /** Problems that it ever kept quiet. */
  problems: number;
  ended_ms: number | null;
}

/** A card, note or digest of one channel; owed while `wanted` is above `shown` and it is not folded. */
export interface OutboxTable {
  id: string;
  channel: string;
  /** 0: card, 1: note, 2: digest, 3: a picture below a card, 4: the question below a card whether it needed anybody. */
  note: number;
  /** For a digest: its own id. */
  incident_id: string;
  /** The card that a note belongs to; for a card: the one in whose thread it stands. */
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
  /** Order among those that came to be owed together. */
  place: number;
  dead: string | null;
  urgent: number;
  /** The digest that it joined. */
  digest: string | null;
  /** For an urgent card that waits: the version of the digest that first tells it by name; 0 when none does. */
  named: number;
  /** 1: told by its digest alone, owed no longer. */
  folded: number;
  /** JSON. For a note: whom to mention, whether the channel sees it too; for a picture: the picture. */
  extra: string | null;
  /** For a digest: when the newest problem joined, and when the storm ended. */
  joined_ms: number | null;
  ended_ms: number | null;
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
  thread: string | null;
  incident_id: string | null;
}

/** A graph that people call by a name: `name_key` is that in small letters, `definition` JSON. */
export interface SavedGraphTable {
  name_key: string;
  name: string;
  definition: string;
  owner: string;
  owner_name: string;
  at_ms: number;
}

/** A message whose picture is kept fresh. */
export interface GraphWatchTable {
  id: string;
  graph: string;
  query: string;
  incident_id: string | null;
  channel: string;
  thread: string | null;
  user_id: string;
  by_whom: string;
  /** "update" or "again". */
  mode: string;
  ts: string | null;
  snapshot_id: string | null;
  next_ms: number;
  until_ms: number;
  trying_ms: number | null;
  failures: number;
}

/** What somebody changed; `undo` is JSON. */
export interface AuditTable {
  id: string;
  at_ms: number;
  user_id: string;
  by_whom: string;
  how: string;
  channel: string;
  deed: string;
  words: string;
  about: string | null;
  outcome: string;
  why: string | null;
  undo: string | null;
  undone_ms: number | null;
  /** What filters look for, in lower case: the name, and all texts. */
  said_by: string;
  said: string;
}

/** Somebody who asks to be covered; `parts` is JSON. */
export interface CoverTable {
  id: string;
  user_id: string;
  by_whom: string;
  person_id: string;
  from_ms: number;
  to_ms: number;
  parts: string;
  at_ms: number;
  state: string;
  /** Chat user's id and name of who took it. */
  taken_id: string | null;
  taken_by: string | null;
}
