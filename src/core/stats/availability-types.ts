import type { StatsHead } from "./head.ts";
import type { Span } from "./rows.ts";

/**
 * One service. An outage is the time from creation to end of an incident of severity critical or error that was not
 * merged away (still open: until the end of the window); one without length is none. Overlapping and touching ones of a
 * service are one, before they are clipped to the window.
 */
export interface ServiceAvailability {
  readonly name: string;
  /** The window without maintenance. */
  readonly plannedMs: number;
  /** Maintenance within the window, union. */
  readonly maintenanceMs: number;
  /** Outages within the window, minus maintenance. */
  readonly downMs: number;
  /** Joined outages that begin in the window, outside maintenance. */
  readonly failures: number;
  /** 1 - downMs / plannedMs; null when all of the window was maintenance. */
  readonly available: number | null;
  /** (plannedMs - downMs) / failures, rounded to whole milliseconds; null without failures. */
  readonly mtbfMs: number | null;
  /** Joined outages clipped to the window, maintenance not taken out, oldest first. */
  readonly outages: readonly Span[];
}

/** How long services were up. The window is the range, from where data begins. */
export interface AvailabilityStats extends StatsHead {
  /** Empty (from = to = end of the range) where data begins at its end or later, or nothing was ever read (`asOfMs` null). */
  readonly window: Span;
  /** Services with an outage or maintenance in the window: least available first (null last), then by name. */
  readonly services: readonly ServiceAvailability[];
}
