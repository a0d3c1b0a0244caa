import type { Before } from "./before.ts";
import type { ChartSpec } from "./chart.ts";
import type { Digest } from "./digest.ts";
import type { FormRef } from "./form.ts";
import type { Incident } from "./incident.ts";
import type { Mute } from "./mute.ts";

/** A labelled address to open in a browser, absolute. */
export interface Link {
  readonly label: string;
  readonly url: string;
}

/** A button that says words for whoever presses it, as if they had typed them; or opens a form that does. */
export interface SayButton {
  readonly label: string;
  /** "ack 1234"; at most 1900 characters. Not needed with `form`. */
  readonly say?: string | undefined;
  readonly form?: FormRef | undefined;
  readonly style?: "primary" | "danger" | undefined;
  /** Asked before it is said. */
  readonly confirm?: { readonly title: string; readonly text: string; readonly label: string } | undefined;
}

/** One thing that may be acted on. */
export interface Item {
  readonly title: string;
  readonly url?: string | undefined;
  /** Words before the title that stand for its state: "🔴". */
  readonly mark?: string | undefined;
  readonly lines: readonly string[];
  readonly buttons?: readonly SayButton[] | undefined;
  /** Behind one "…" button; at most 5. */
  readonly more?: readonly SayButton[] | undefined;
}

/** What a command did, for the audit and for taking it back. */
export interface Did {
  /** What it was done to, for people: "#1234 Checkout slow". */
  readonly about: string;
  /** How it can be taken back for a minute. */
  readonly undo?: Undo | undefined;
}

/** Taking an ack or a resolve back. */
export interface Undo {
  readonly to: "unack" | "reopen";
  /** Ids of incidents as they are here: "pagerduty:Q1AB". */
  readonly incidentIds: readonly string[];
}

/** A graph to draw and post with an answer. */
export interface GraphPort {
  /** Page: "oncall-stats", "measure~1f2e". */
  readonly graph: string;
  readonly query: URLSearchParams;
  /** Loaded already: it is drawn as it is, not asked for again. */
  readonly spec?: ChartSpec | undefined;
  /** Id that the picture gets; a new one when absent. */
  readonly id?: string | undefined;
  /** The answer is one message with its picture; without one when that takes too long. Else the text goes first. */
  readonly together?: boolean | undefined;
  /** The problem it belongs to. */
  readonly incidentId?: string | undefined;
}

/** Where a picture is: uploaded to the chat, or at an address that the chat can read. */
export type PictureAt = { readonly fileId: string } | { readonly url: string };

/** What a command answers, free of Slack: plain, unescaped text (moments: `when`). The bot makes blocks of it, the terminal lines. */
export interface Reply {
  /** First line; also the notification's text. */
  readonly title: string;
  readonly lines?: readonly string[] | undefined;
  /** Label and value, one a line. */
  readonly rows?: readonly { readonly label: string; readonly value: string }[] | undefined;
  /** Things with their own buttons, one block each; at most ten. */
  readonly items?: readonly Item[] | undefined;
  /** One row below everything. */
  readonly buttons?: readonly SayButton[] | undefined;
  /** One of many below everything: each says its words. At most 100. */
  readonly choose?:
    | { readonly label: string; readonly options: readonly { readonly label: string; readonly say: string }[] }
    | undefined;
  readonly did?: Did | undefined;
  /** Nothing was changed yet: it is asked back first, with buttons. */
  readonly asks?: boolean | undefined;
  /** Small print: definition, as of, how much was read. */
  readonly footer?: readonly string[] | undefined;
  readonly links?: readonly Link[] | undefined;
  /** Only the asker sees it. */
  readonly private?: boolean | undefined;
  readonly picture?: GraphPort | undefined;
  /** A picture that was taken before, by id: it is posted as it is. */
  readonly taken?: string | undefined;
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
      readonly reply: Reply;
      /** By name: nobody is pinged. */
      readonly askedBy?: string | undefined;
      /** Shown below its lines. */
      readonly picture?: { readonly at: PictureAt; readonly alt: string } | undefined;
    }
  | Picture;

/** A picture as a message of its own. */
export interface Picture {
  readonly kind: "picture";
  readonly title: string;
  readonly alt: string;
  readonly at: PictureAt;
  readonly footer: readonly string[];
  readonly links: readonly Link[];
  readonly buttons?: readonly SayButton[] | undefined;
}

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
