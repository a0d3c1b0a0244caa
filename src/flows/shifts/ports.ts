import type { Chat } from "../../core/chat.ts";
import type { Known } from "../../core/known.ts";
import type { Clock, Log } from "../../core/log.ts";
import type { PolicyNow } from "../../core/policy.ts";
import type { PagerPerson, PagerSchedule, Rota } from "../../core/responding.ts";
import type { Store } from "../../core/store.ts";
import type { KnownAnswers } from "../known.ts";
import type { TellAdmin } from "../tell-admin.ts";

/** What looking at schedules by the clock needs from outside. */
export interface SchedulePorts {
  readonly store: Pick<Store, "known" | "leases" | "openOf">;
  /** All schedules at the pager, from what is remembered. */
  readonly schedules: () => Promise<Known<readonly PagerSchedule[]>>;
  /** Name of the pager as a source: "pagerduty". */
  readonly source: string;
  /** As people know the pager: "PagerDuty". */
  readonly pagerName: string;
  readonly policy: PolicyNow;
  readonly tellAdmin: TellAdmin;
  /** The team's IANA zone, for texts that cannot show each reader their own and schedules without one. */
  readonly tz: string;
  readonly holder: string;
  readonly log: Log;
  readonly clock: Clock;
}

/** What following the shifts needs from outside. */
export interface ShiftPorts extends SchedulePorts {
  readonly store: Pick<Store, "known" | "leases" | "openOf" | "incidents" | "mutes" | "links" | "stats" | "cursor">;
  readonly rota: Pick<Rota, "turns" | "shifts">;
  readonly known: Pick<KnownAnswers, "ask">;
  /** Everybody at the pager, from what is remembered: for their e-mails. */
  readonly people: () => Promise<Known<readonly PagerPerson[]>>;
  readonly chat: Pick<
    Chat,
    "userIdByEmail" | "groupId" | "groupMembers" | "setGroupMembers" | "channelId" | "topic" | "setTopic"
  >;
}
