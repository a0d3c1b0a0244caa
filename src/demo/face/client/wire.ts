import { isJson, type Json } from "../../slack/json.ts";

/** Somebody of the workspace as the page knows them. `tz` is an IANA name. */
export interface Face {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly title: string;
  readonly tz: string;
  readonly bot: boolean;
}

/** A file below a message. */
export interface SharedFile {
  readonly id: string;
  readonly title: string;
  readonly alt: string;
  readonly picture: boolean;
}

/** A message; the same `ts` in the same channel replaces what was there. */
export interface Said {
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly attachments: readonly Json[];
  readonly threadTs?: string | undefined;
  /** A reply that stands in the channel too. */
  readonly broadcast?: boolean;
  /** Shown for words alone: a card that is kept up to date says so itself. */
  readonly edited: boolean;
  readonly files: readonly SharedFile[];
  readonly reactions: readonly { readonly name: string; readonly users: readonly string[] }[];
  /** Nobody else sees it. */
  readonly onlyYou: boolean;
  /** Ids of files that show as "file not found". */
  readonly missing: readonly string[];
}

/** A conversation with its newest messages, oldest first. */
export interface Room {
  readonly id: string;
  readonly name: string;
  readonly kind: "public" | "private" | "im";
  readonly archived: boolean;
  /** In Slack's form; "" for none. */
  readonly topic: string;
  readonly messages: readonly Said[];
}

/** A modal or a home tab. */
export interface Shown {
  readonly id: string;
  readonly body: Json;
}

/** A declared slash command. */
export interface Hinted {
  readonly command: string;
  readonly description: string;
  readonly usageHint: string;
}

/** Everything one person sees. `seq` is where the stream of changes goes on. */
export interface Scene {
  readonly seq: string;
  readonly team: string;
  readonly me: string;
  readonly bot: string;
  readonly people: readonly Face[];
  /** User groups by id: what they are called. */
  readonly groups?: Readonly<Record<string, string>>;
  readonly rooms: readonly Room[];
  readonly commands: readonly Hinted[];
  readonly modal: Shown | null;
  readonly home: Shown | null;
  readonly hasHome: boolean;
  readonly link: Link;
}

/** How the app is connected; `away` when somebody cut Slack off on purpose. */
export interface Link {
  readonly connected: boolean;
  readonly away: boolean;
}

/** One change of what somebody sees. */
export type News =
  | { readonly type: "said"; readonly room: string; readonly message: Said; readonly fresh: boolean }
  | { readonly type: "gone"; readonly room: string; readonly ts: string }
  | { readonly type: "modal"; readonly modal: Shown | null; readonly errors?: Readonly<Record<string, string>> }
  | { readonly type: "home"; readonly home: Shown }
  | { readonly type: "link"; readonly link: Link }
  /** Too much was missed, or too much changed: ask for the scene again. */
  | { readonly type: "again" };

/** What the face answers to everything somebody does. */
export interface Outcome {
  readonly ok: boolean;
  /** What went wrong, for the person. */
  readonly tell?: string;
}

const isType = <T extends string>(value: unknown, ...types: readonly T[]): boolean =>
  isJson(value) && types.some((one) => one === value.type);

/** Whether an answer of our own server is a scene. */
export const isScene = (value: unknown): value is Scene =>
  isJson(value) && typeof value.seq === "string" && Array.isArray(value.rooms) && Array.isArray(value.people);

/** Whether an event of our own server is news. */
export const isNews = (value: unknown): value is News =>
  isType(value, "said", "gone", "modal", "home", "link", "again");

/** Whether an answer of our own server is an outcome. */
export const isOutcome = (value: unknown): value is Outcome => isJson(value) && typeof value.ok === "boolean";
