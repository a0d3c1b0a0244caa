import type { Facts, Matcher } from "./match.ts";
import type { Mute } from "./mute.ts";
import type { IncidentFilter, IncidentList, Noise } from "./store.ts";

/** A mute as somebody asks for it. */
export interface MuteWish {
  readonly kind: Mute["kind"];
  readonly match: Matcher;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly because: string;
}

/** What commands and pages may do with alerts, for one asker. */
export interface AlertsDesk {
  list(filter: IncidentFilter, order: "worst" | "recent", limit: number): Promise<IncidentList>;
  mutes(): Promise<readonly Mute[]>;
  /** `open`: how many problems of now it makes quiet; `atPager`: a window was made at the pager too. */
  mute(wish: MuteWish): Promise<{ readonly mute: Mute; readonly open: number; readonly atPager: boolean }>;
  /** By id or by the words it was made with. Failure not_found, or usage when several fit. */
  unmute(idOrWords: string): Promise<Mute>;
  noise(range: { readonly fromMs: number; readonly toMs: number }, limit: number): Promise<readonly Noise[]>;
  /** Where such an alert would go and why, line by line. */
  explainRoute(facts: Facts): readonly string[];
  /** Runbook by the configured table. */
  runbookFor(facts: Facts): string | undefined;
  /** Link to the live list that only reads. */
  liveUrl(): string;
  /** Link for this one person that may act, 12 h. */
  personalLiveUrl(): string;
}
