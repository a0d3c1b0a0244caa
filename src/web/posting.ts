import type { ChartSpec } from "../core/chart.ts";
import type { PressOutcome } from "./live-alerts.ts";

/** Colours of a screen. */
export type ScreenTheme = "light" | "dark";

/** A conversation that a person may choose. */
export interface ChannelChoice {
  readonly id: string;
  readonly name: string;
}

/** What is on somebody's screen and is to be shown in a channel, in their name. */
export interface SnapshotWish {
  /** Page: "oncall-stats", "measure~1f2e". */
  readonly page: string;
  /** Canonical query of the live view, absolute: the same window on any day. */
  readonly query: string;
  /** Exactly what is on the screen: hidden series are out of it. */
  readonly spec: ChartSpec;
  /** undefined: the page did not say. */
  readonly theme: ScreenTheme | undefined;
  /** The same for one press, however often it is sent: then it is posted once. Nobody can guess it. */
  readonly press: string;
  /** Id of the chat user who asks. */
  readonly user: string;
  readonly channel: string;
  /** "" for none. */
  readonly comment: string;
}

/** How live pages show what they show in a channel. */
export interface Posting {
  /** Those that this person is in and we are too. */
  channelsOf(user: string): Promise<readonly ChannelChoice[]>;
  /**
   * On disk when it resolves. Answers the id by which `outcome` knows it; it begins with "web:". Failure with `tell` when
   * the picture cannot be made.
   */
  post(wish: SnapshotWish): Promise<{ readonly id: string }>;
  /** "done" for one that is kept no more. */
  outcome(id: string): Promise<PressOutcome>;
}
