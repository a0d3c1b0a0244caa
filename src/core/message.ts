import type { Before } from "./before.ts";
import type { Digest } from "./digest.ts";
import type { Incident } from "./incident.ts";
import type { Mute } from "./mute.ts";

/** A labelled address to open in a browser, absolute. */
export interface Link {
  readonly label: string;
  readonly url: string;
}

/** What a command answers, free of Slack: plain, unescaped text. The bot makes blocks of it, the terminal lines. */
export interface Reply {
  /** First line; also the notification's text. */
  readonly title: string;
  readonly lines?: readonly string[] | undefined;
  /** Label and value, one a line. */
  readonly rows?: readonly { readonly label: string; readonly value: string }[] | undefined;
  /** Small print: definition, as of, how much was read. */
  readonly footer?: readonly string[] | undefined;
  readonly links?: readonly Link[] | undefined;
  /** Only the asker sees it. */
  readonly private?: boolean | undefined;
  /** A graph to draw and post after the text. */
  readonly picture?: { readonly graph: string; readonly query: URLSearchParams } | undefined;
}

/** Everything that can be posted. */
export type Message =
  | {
      readonly kind: "card";
      readonly incident: Incident;
      /** The source takes acks and resolves from here. */
      readonly canAct: boolean;
      readonly extras?: CardExtras | undefined;
    }
  /** Goes below a card, in its thread. */
  | {
      readonly kind: "note";
      readonly lines: readonly string[];
      /** Ids of chat users to mention. */
      readonly mention?: readonly string[] | undefined;
      /** Shown in the channel too. */
      readonly broadcast?: boolean | undefined;
    }
  /** A storm's one message; `liveUrl` opens the list of everything that is open. */
  | { readonly kind: "digest"; readonly digest: Digest; readonly liveUrl?: string | undefined }
  | {
      readonly kind: "reply";
      readonly reply: Reply /** By name: nobody is pinged. */;
      readonly askedBy?: string | undefined;
    }
  | {
      readonly kind: "picture";
      readonly title: string;
      readonly alt: string;
      readonly fileId: string;
      readonly footer: readonly string[];
      readonly links: readonly Link[];
    };

/** What a card says beyond the incident's own life. */
export interface CardExtras {
  /** "I'm on it", "Resolve" and "Mute…" work here although the source takes no orders. */
  readonly claims: boolean;
  /** Name of the pager that "Page on-call" calls; absent when none is configured. */
  readonly pager?: string | undefined;
  /** Earlier occurrences, newest first, at most five. */
  readonly before: readonly Before[];
  /** Other sources that opened problems in the same five minutes, by name. */
  readonly alsoNow: readonly string[];
  /** The mute that keeps it quiet now. */
  readonly mute?: Mute | undefined;
  /** Runbook from the configured table, when the alert has none. */
  readonly runbook?: string | undefined;
  /** Ids of chat users or groups ("S…"), or "here"/"channel", that a new card mentions. */
  readonly mention?: readonly string[] | undefined;
}

/** Where a message goes. `channel` is a Slack conversation id. */
export interface Place {
  readonly channel: string;
  /** Message id (`ts`) of the thread's first message. */
  readonly thread?: string | undefined;
}

/** A posted message. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}
