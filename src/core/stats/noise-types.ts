import type { StatsHead } from "./head.ts";

/** How much of it needed somebody. Incidents created in the range, merged ones left out. */
export interface NoiseTotals {
  readonly incidents: number;
  /** Ended by itself before any ack, be it of a person or of automation. */
  readonly endedAlone: number;
  /** By verdict; the rest of those that ended is `unjudged`. */
  readonly action: number;
  readonly none: number;
  readonly fix: number;
  readonly unjudged: number;
  /** action / (action + none + fix); null without verdicts. */
  readonly actionRate: number | null;
  /**
   * Opened within 24 h after an earlier one of the same alert had ended: from the moment of that end to 24 h later, both
   * included. Earlier: opened at an earlier millisecond, not merged away.
   */
  readonly refired: number;
}

/** One alert: incidents of the same service with the same `alertName`. */
export interface AlertNoise extends NoiseTotals {
  readonly service: string;
  readonly name: string;
  /** Interruptions in the range that belong to one of its incidents, created in the range or before, merged or not: that of their first notification, where it was read. */
  readonly pages: number;
  /**
   * What it cost: incidents that needed nobody. By verdicts where there are any: incidents x (1 - actionRate); else
   * those that ended alone.
   */
  readonly cost: number;
  /** When the newest one was created. */
  readonly lastAtMs: number;
}

/** Which alerts to fix first. Earlier incidents of the same alert are known from the beginning of the range before, or seven days before the range, whichever is earlier. */
export interface NoiseStats extends StatsHead {
  readonly totals: NoiseTotals;
  readonly previous: NoiseTotals;
  /** Highest cost first, then most incidents, then by service and name; at most 100. */
  readonly alerts: readonly AlertNoise[];
  /** How many alerts there were: those with an incident that counts. */
  readonly kinds: number;
}
