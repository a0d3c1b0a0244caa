import type { Cover } from "../cover.ts";
import type { IncidentRef } from "../incident-ref.ts";
import type { Known } from "../known.ts";
import type { OnCall } from "../oncall.ts";
import type {
  IncidentQuery,
  Named,
  Override,
  PagerIncident,
  PagerNote,
  PagerPerson,
  PagerSchedule,
  PagerService,
  Shift,
  Target,
  TimeWindow,
  TurnsQuery,
} from "../responding.ts";

/** What became of one of several incidents. */
export interface Handled {
  /** "#1234" or the problem's title where it has no number. */
  readonly ref: string;
  readonly title: string;
  readonly url?: string | undefined;
  /** Id of the incident here: "pagerduty:Q1AB". */
  readonly incidentId: string;
  /** Why not, for people; undefined when it was done. */
  readonly tell?: string | undefined;
}

/** Who was called about a new incident. */
export interface Paged {
  readonly incident: PagerIncident;
  readonly target: Target;
  /** Names of those whom the pager assigned it to. */
  readonly called: readonly string[];
}

/**
 * What commands may do at the pager, for one asker. Reads come from the last known answer where the pager is down or
 * slow. Whatever changes something is done as the asker: Failure forbidden with what to do when they are not mapped.
 */
export interface PagerDesk {
  /** As people know it: "PagerDuty". */
  readonly name: string;
  /** Shown where somebody has to be reached while the pager does not answer. */
  readonly phones: "shown" | "stale" | "hidden";
  /** The asker there. Failure forbidden, with how to link. */
  me(): Promise<PagerPerson>;
  /** Who is on call now. */
  oncall(): Promise<Known<readonly OnCall[]>>;
  turns(query: TurnsQuery): Promise<Known<readonly OnCall[]>>;
  /** `anyAge`: as they are known, without asking, where they are known at all. */
  people(options?: { readonly anyAge?: boolean }): Promise<Known<readonly PagerPerson[]>>;
  schedules(): Promise<Known<readonly PagerSchedule[]>>;
  services(): Promise<Known<readonly PagerService[]>>;
  policies(): Promise<Known<readonly Named[]>>;
  /**
   * The one thing of these kinds that the words name: a name or part of it, an id, an e-mail, "@U123", "me". Failure
   * not_found with the nearest names, usage with `choices` where several fit.
   */
  target(words: string, kinds: readonly Target["kind"][]): Promise<Target>;
  /** The whole schedule of a target or name. */
  schedule(words: string): Promise<PagerSchedule>;
  shifts(schedule: PagerSchedule, window: TimeWindow): Promise<Known<readonly Shift[]>>;
  overrides(schedule: PagerSchedule, window: TimeWindow): Promise<readonly Override[]>;
  incidents(
    query: IncidentQuery,
  ): Promise<Known<{ readonly incidents: readonly PagerIncident[]; readonly complete: boolean }>>;
  /** "here" outside a card's thread, or below a card of another source: Failure usage. */
  incident(ref: IncidentRef): Promise<PagerIncident>;
  notes(ref: IncidentRef): Promise<readonly PagerNote[]>;

  /** Also "here" below a card that Dr. M handles itself. Each is told apart; throws only where nothing can be done at all. */
  setStatus(
    refs: readonly IncidentRef[],
    status: PagerIncident["status"],
    /** Only those that are so now; the others are told. */
    from?: PagerIncident["status"],
  ): Promise<readonly Handled[]>;
  snooze(ref: IncidentRef, forMs: number): Promise<PagerIncident>;
  escalate(ref: IncidentRef): Promise<PagerIncident>;
  /** People, those on call in a schedule, or one policy. */
  reassign(ref: IncidentRef, to: Target, others?: readonly Target[]): Promise<PagerIncident>;
  addResponder(ref: IncidentRef, target: Target, message: string | undefined): Promise<PagerIncident>;
  merge(refs: readonly IncidentRef[], into: IncidentRef): Promise<PagerIncident>;
  setPriority(ref: IncidentRef, name: string | undefined): Promise<PagerIncident>;
  addNote(ref: IncidentRef, text: string): Promise<PagerIncident>;
  addStatusUpdate(ref: IncidentRef, text: string): Promise<PagerIncident>;
  page(target: Target, message: string, urgency: "high" | "low"): Promise<Paged>;
  /** `person` is the asker when absent. */
  override(schedule: PagerSchedule, window: TimeWindow, person?: Target): Promise<Override>;
  /** Looked for in the schedule, else in all of them, from yesterday to 90 days ahead. */
  deleteOverride(id: string, schedule: PagerSchedule | undefined): Promise<Override>;
  /** Failure not_found when the asker has no turn then. */
  askCover(window: TimeWindow, schedule: PagerSchedule | undefined): Promise<Cover>;
  /** Makes the overrides. Failure conflict when somebody else was first, or it is one's own or over. */
  takeCover(id: string): Promise<{ readonly cover: Cover; readonly overrides: readonly Override[] }>;
  withdrawCover(id: string): Promise<Cover>;
  /** Forgets the asker's linked address. False: there was none. */
  forget(): Promise<boolean>;
}
