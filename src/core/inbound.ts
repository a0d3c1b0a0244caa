import type { SharedLinks } from "./chat.ts";
import type { Form, FormRead, FormRef, FormValues } from "./form.ts";
import type { Message, MessageRef } from "./message.ts";

/** Words somebody typed to us, however they reached us. */
export interface Inbound {
  /** Unique: the same on each attempt of the chat to deliver it. */
  readonly id: string;
  /** Without the mention and without the leading slash: "oncall stats this week". */
  readonly text: string;
  readonly userId: string;
  readonly channel: string;
  readonly thread?: string | undefined;
  /** "button": whoever pressed it says its words. */
  readonly how: "slash" | "mention" | "direct" | "button";
  /** Shows that it is being worked on, to the asker. Never throws. */
  working(): Promise<void>;
  /** Answers where it was asked; falls back to the asker alone where we may not post. */
  say(message: Message): Promise<MessageRef | undefined>;
  /** Answers so that only the asker sees it. */
  whisper(message: Message): Promise<void>;
}

/** A pressed button of a card, or a form that it opened. */
export interface Press {
  readonly id: string;
  /** "offer" mends what a card of Dr. M's own troubles offers. */
  readonly verb: "ack" | "resolve" | "mute" | "unmute" | "page" | "offer";
  /** For "mute": how long, and why. */
  readonly minutes?: number | undefined;
  readonly because?: string | undefined;
  /** For "offer": which. */
  readonly offer?: string | undefined;
  readonly incidentId: string;
  readonly userId: string;
  readonly channel: string;
  readonly ts: string;
}

/** What the chat adapter calls. Both resolve when the request may be acked; what is long goes on behind. */
export interface InboundHandlers {
  words(inbound: Inbound): Promise<void>;
  /** On disk when it resolves. */
  press(press: Press): Promise<void>;
  /** The form that a button asked for. Failure with `tell` when it cannot be made. */
  form(ref: FormRef, userId: string): Promise<Form>;
  /** What a filled-in form asks for. */
  readForm(ref: FormRef, values: FormValues, userId: string): Promise<FormRead>;
  /** Somebody put addresses of ours into a message. */
  links(shared: SharedLinks): Promise<void>;
  /** Somebody looks at the home tab. */
  home(userId: string): Promise<void>;
}
