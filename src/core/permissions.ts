/** What permission can be given for. "bulk": ack, resolve of everybody's at once; "admin": what changes Dr. M itself. */
export const DEEDS = ["act", "page", "override", "mute", "maintain", "bulk", "admin"] as const;

/** One of them. */
export type Deed = (typeof DEEDS)[number];

/** Who may, and where. Both must hold; an empty list holds for everybody, everywhere. */
export interface Grant {
  /** Ids of chat users (U…). */
  readonly people: readonly string[];
  /** Ids of chat user groups (S…). */
  readonly groups: readonly string[];
  /** Names or ids of channels. */
  readonly channels: readonly string[];
  /** Whom to ask, for people; made from the rest when absent. */
  readonly ask?: string | undefined;
}

/** Grants by deed; what is absent is for every member of the workspace. Guests and outsiders may never. */
export type Permissions = Readonly<Partial<Record<Deed, Grant>>>;
