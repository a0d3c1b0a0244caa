import type { Incident } from "./incident.ts";

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
  | { readonly kind: "card"; readonly incident: Incident; readonly canAct: boolean }
  /** Goes below a card, in its thread. */
  | { readonly kind: "note"; readonly lines: readonly string[] }
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
