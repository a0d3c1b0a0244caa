import type { PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { ask } from "./kit.ts";

/** Ids of things that were made for the checks. */
export interface Made {
  readonly pd: PagerDuty;
  readonly window: string;
  readonly subscription: string;
  readonly override: string;
  readonly shiftOverride: string;
  readonly customShift: string;
}

/** A reference of the first service. */
export const serviceOf = (pd: PagerDuty) => ({ id: pd.account.services[0]?.id, type: "service_reference" });
/** Id of the schedule of the new kind. */
export const shiftSchedule = (pd: PagerDuty): string => pd.account.shiftSchedules[0]?.id ?? "";
/** Id of the first schedule with layers. */
export const layered = (pd: PagerDuty): string => pd.account.schedules[0]?.id ?? "";
/** A reference of the nth person. */
export const user = (pd: PagerDuty, index: number) => ({ id: pd.people[index]?.id, type: "user_reference" });

/** A body for maintenance from 12:00 to 13:00. */
export const plannedWork = (pd: PagerDuty) => ({
  maintenance_window: {
    type: "maintenance_window",
    start_time: "2026-11-21T12:00:00Z",
    end_time: "2026-11-21T13:00:00Z",
    description: "Upgrade",
    services: [serviceOf(pd)],
  },
});

/** A body for an override tomorrow from 0:00 to 4:00. */
export const override = (pd: PagerDuty) => ({
  overrides: [{ start: "2026-11-22T00:00:00Z", end: "2026-11-22T04:00:00Z", user: user(pd, 5) }],
});

const member = (pd: PagerDuty, name: string) => ({
  type: "user_member",
  user_id: pd.people.find((one) => one.name === name)?.id,
});

/** A body for Finn in the place of Grace from 12:00 to 13:00. */
export const shiftOverride = (pd: PagerDuty) => ({
  overrides: [
    {
      type: "override_shift",
      rotation_id: pd.account.shiftSchedules[0]?.rotations[0]?.id,
      start_time: "2026-11-21T12:00:00Z",
      end_time: "2026-11-21T13:00:00Z",
      overridden_member: member(pd, "Grace Okafor"),
      overriding_member: member(pd, "Finn Larsen"),
    },
  ],
});

/** A body for an hour of Finn. */
export const customShift = (pd: PagerDuty) => ({
  custom_shifts: [
    {
      type: "custom_shift",
      start_time: "2026-11-21T14:00:00Z",
      end_time: "2026-11-21T15:00:00Z",
      assignments: [{ type: "shift_assignment", member: member(pd, "Finn Larsen") }],
    },
  ],
});

/** Makes one of each thing that the cases read, change and delete. */
export const make = async (pd: PagerDuty): Promise<Made> => {
  const post = async (path: string, value: object) => (await ask(pd, path, { method: "POST", body: value })).body;
  const list = await ask(pd, "/webhook_subscriptions");
  return {
    pd,
    window: (await post("/maintenance_windows", plannedWork(pd))).maintenance_window.id,
    subscription: list.body.webhook_subscriptions[0].id,
    override: (await post(`/schedules/${layered(pd)}/overrides`, override(pd)))[0].override.id,
    shiftOverride: (await post(`/v3/schedules/${shiftSchedule(pd)}/overrides`, shiftOverride(pd))).overrides[0].id,
    customShift: (await post(`/v3/schedules/${shiftSchedule(pd)}/custom_shifts`, customShift(pd))).custom_shifts[0].id,
  };
};
