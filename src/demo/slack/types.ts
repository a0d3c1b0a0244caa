import type { Json } from "./json.ts";

/** Somebody of the workspace. `tz` is an IANA name. */
export interface Person {
  readonly id: string;
  /** Handle, as in @ana. */
  readonly name: string;
  readonly realName: string;
  readonly email?: string | undefined;
  readonly tz: string;
  readonly restricted: boolean;
  readonly ultraRestricted: boolean;
  /** Of another workspace, seen through a shared channel. */
  readonly stranger: boolean;
  readonly bot: boolean;
  readonly deleted: boolean;
}

/** A user group, as in @platform. */
export interface Usergroup {
  readonly id: string;
  /** Without the @. */
  readonly handle: string;
  readonly name: string;
  users: readonly string[];
}

/** im is the direct message between a person and the app. */
export type ChannelKind = "public" | "private" | "im";

/** A conversation. For an `im`, `members` are the person and the bot. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: ChannelKind;
  readonly createdAtMs: number;
  readonly members: Set<string>;
  archived: boolean;
  /** As Slack keeps it, escaped; "" for none. */
  topic: string;
  lastTs: number;
  /** In the order of their ts. */
  readonly messages: Message[];
}

/** One emoji on a message and who gave it. */
export interface Reaction {
  readonly name: string;
  readonly users: string[];
}

/** A stored message. `blocks` and `attachments` carry what Slack adds to them. */
export interface Message {
  readonly ts: string;
  readonly user: string;
  /** Set for messages of the app. */
  readonly byApp: boolean;
  readonly subtype?: string | undefined;
  text: string;
  blocks: readonly Json[];
  attachments: readonly Json[];
  readonly threadTs?: string | undefined;
  /** A reply that stands in the channel too. */
  readonly broadcast: boolean;
  metadata?: Json | undefined;
  edited?: { readonly user: string; readonly ts: string } | undefined;
  readonly files: readonly string[];
  readonly reactions: Reaction[];
  /** Seen by this person alone; not part of the history. */
  readonly onlyFor?: string | undefined;
  /** Files an update put into the message although they were never shared: shown as "file not found". */
  missingFiles: readonly string[];
  readonly clientMsgId?: string | undefined;
}

/** An uploaded file. `bytes` is empty until the upload came, `doneAtMs` until it was completed. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly altText?: string | undefined;
  readonly createdAtMs: number;
  title: string;
  bytes: Uint8Array;
  uploaded: boolean;
  doneAtMs?: number | undefined;
  /** What the bytes are; Slack tells it only once the file is ready. */
  mimetype: string;
  /** Channels in which a message shows it. */
  readonly sharedIn: Set<string>;
  readonly permalink: string;
  readonly urlPrivate: string;
}

/** An open modal or a home tab. */
export interface View {
  readonly id: string;
  readonly user: string;
  readonly kind: "modal" | "home";
  /** What the app sent. */
  body: Json;
  hash: string;
  readonly rootId: string;
  readonly previousId?: string | undefined;
}

/** One Web API call as the workspace saw it; `args` never hold tokens. */
export interface ApiCall {
  readonly method: string;
  readonly atMs: number;
  readonly args: Json;
  readonly status: number;
  readonly ok: boolean;
  readonly error?: string | undefined;
}

/** A delivery the app did not acknowledge in time, or that could not be delivered. */
export interface Undelivered {
  readonly kind: "event" | "command" | "interaction";
  /** Event type, command or action id. */
  readonly name: string;
  readonly error: string;
  readonly atMs: number;
  readonly user?: string | undefined;
  readonly channel?: string | undefined;
}

/** Everything a face of the workspace may want to redraw for. */
export type Change =
  | { readonly type: "message"; readonly channel: Channel; readonly message: Message }
  | { readonly type: "changed"; readonly channel: Channel; readonly message: Message; readonly before: Message }
  | { readonly type: "deleted"; readonly channel: Channel; readonly message: Message }
  | { readonly type: "ephemeral"; readonly channel: Channel; readonly message: Message; readonly user: string }
  | { readonly type: "ephemeral_gone"; readonly channel: Channel; readonly message: Message; readonly user: string }
  | {
      readonly type: "reaction";
      readonly channel: Channel;
      readonly message: Message;
      readonly user: string;
      readonly name: string;
      readonly added: boolean;
    }
  | {
      readonly type: "view";
      readonly user: string;
      readonly view: View;
      readonly how: "opened" | "pushed" | "updated" | "closed" | "refused";
      /** Block id -> what is wrong, for "refused". */
      readonly errors?: Readonly<Record<string, string>>;
    }
  | { readonly type: "home"; readonly user: string; readonly view: View }
  | {
      readonly type: "channel";
      readonly channel: Channel;
      readonly how: "archived" | "left" | "joined" | "created" | "topic";
    }
  | { readonly type: "file"; readonly file: StoredFile }
  | { readonly type: "undelivered"; readonly what: Undelivered }
  | { readonly type: "connections"; readonly open: number }
  | { readonly type: "call"; readonly call: ApiCall };
