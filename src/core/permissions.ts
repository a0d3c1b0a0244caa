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

/** Who asks, as far as a grant has to know. */
export interface Asking {
  readonly userId: string;
  /** Whether it was asked in this channel of the grant. */
  readonly isIn: (channel: string) => boolean;
  /** Whether they belong to this group of the grant; undefined where the chat does not say. */
  readonly belongs: (group: string) => boolean | undefined;
}

/** Why somebody may not: they are not among those who may, nobody can say whether they are, or only elsewhere. */
export type Refusal = "person" | "unknown" | "place";

/** Whether a grant lets them; nobody gets in who does not certainly belong. Undefined: they may. Pure. */
export const mayDo = (permissions: Permissions, deed: Deed, asking: Asking): Refusal | undefined => {
  const grant = permissions[deed];
  if (grant === undefined) return undefined;
  const { people, groups, channels } = grant;
  const listed = (people.length === 0 && groups.length === 0) || people.includes(asking.userId);
  const known = groups.map(asking.belongs);
  if (!listed && !known.includes(true)) return known.includes(undefined) ? "unknown" : "person";
  return channels.length === 0 || channels.some(asking.isIn) ? undefined : "place";
};

const DOES: Readonly<Record<Deed, string>> = {
  act: "act on incidents",
  page: "page people",
  override: "change who is on call",
  mute: "mute alerts",
  maintain: "plan maintenance",
  bulk: "act on everybody's incidents at once",
  admin: "do that",
};

const orList = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;

const channelWords = ({ channels }: Grant): string =>
  orList(
    channels.map((channel) =>
      /^[CG][A-Z0-9]{7,}$/.test(channel) ? `the channel ${channel}` : `#${channel.replace(/^#/, "")}`,
    ),
  );

/** What somebody who may not is told: why, and whom to ask. `names` are those of the people and groups that may. */
export const refusalWords = (deed: Deed, refusal: Refusal, grant: Grant, names: readonly string[]): string => {
  const may = `you may ${DOES[deed]}`;
  const whom = grant.ask ?? orList(names);
  const ask = whom === "" ? "Ask whoever runs me." : `Ask ${whom}.`;
  if (refusal === "person") return `Sorry, ${may.replace("may", "may not")}.\n${ask}`;
  if (refusal === "unknown") return `Slack does not tell me now whether ${may}.\nTry again in a minute. Or: ${ask}`;
  return `Only in ${channelWords(grant)} ${may}.\nSay it there.`;
};
