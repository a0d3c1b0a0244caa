import type { Matcher } from "./match.ts";

/** A time in which matching problems are kept quiet: nothing is lost, everything is counted and listed. */
export interface Mute {
  readonly id: string;
  /** Maintenance is planned work on a service; a mute is a person's wish for quiet. */
  readonly kind: "mute" | "maintenance";
  readonly match: Matcher;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Name of the owner, and their chat id where there is one. */
  readonly by: string;
  readonly userId?: string | undefined;
  /** Where its end is reported: a chat channel. */
  readonly channel: string;
  readonly because: string;
  /** Set when it stands at a service too: "pagerduty", and the id it has there. */
  readonly origin?: string | undefined;
  readonly ref?: string | undefined;
  /** Alerts that it swallowed so far. */
  readonly swallowed: number;
  readonly endedAtMs?: number | undefined;
}

/** Whether it keeps quiet at that moment. */
export const isQuiet = ({ fromMs, untilMs, endedAtMs }: Mute, nowMs: number): boolean =>
  endedAtMs === undefined && fromMs <= nowMs && nowMs < untilMs;
