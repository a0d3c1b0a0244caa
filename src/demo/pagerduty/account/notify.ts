import type { Account, Incident, NotifyChannel } from "../model.ts";
import type { Random } from "../random.ts";
import { addEntry, agentName, type Desk, type Happening, serviceAgent } from "./happening.ts";

/** Channel and how long after the assignment it is used, milliseconds. */
export type NotifyPlan = readonly (readonly [channel: NotifyChannel, afterMs: number])[];

const LIVE: NotifyPlan = [
  ["push", 0],
  ["email", 0],
  ["sms", 0],
];
const LOW: NotifyPlan = [["email", 0]];

const pageBy = (
  desk: Desk,
  incident: Incident,
  userIds: readonly string[],
  plan: (userId: string) => NotifyPlan,
  atMs: number,
): void => {
  const by = serviceAgent(incident);
  for (const userId of userIds) {
    for (const [channel, afterMs] of plan(userId)) {
      const notified = { userId, channel, notificationId: desk.random.id("P", 7) };
      const text = `Notified ${agentName(desk.account, { kind: "user", id: userId })} by ${channel}`;
      addEntry(desk, incident, "notify", { by, via: "auto", atMs: atMs + afterMs }, text, { notified });
    }
  }
};

/** A desk that pages at once: push, e-mail and SMS for high urgency, e-mail alone for low. */
export const liveDesk = (account: Account, random: Random, tell: (happening: Happening) => void): Desk => {
  const desk: Desk = {
    account,
    random,
    page: (incident, userIds, atMs) =>
      pageBy(desk, incident, userIds, () => (incident.urgency === "high" ? LIVE : LOW), atMs),
    tell,
  };
  return desk;
};

/** A desk for history: nobody hears of it; people are paged by their own rules until somebody reacts at `untilMs()`. */
export const historyDesk = (account: Account, random: Random, untilMs: () => number): Desk => {
  const rules = (userId: string): NotifyPlan => {
    const slow = userId.charCodeAt(6) % 2 === 0;
    const first: NotifyPlan = [
      ["push", random.int(1, 4) * 1000],
      ["email", random.int(2, 9) * 1000],
    ];
    const second: NotifyPlan = slow
      ? [["sms", random.int(20, 45) * 1000]]
      : [
          ["sms", random.int(62, 110) * 1000],
          ["phone", random.int(180, 300) * 1000],
        ];
    return [...first, ...second];
  };
  const desk: Desk = {
    account,
    random,
    page: (incident, userIds, atMs) => {
      const plan = (userId: string): NotifyPlan => (incident.urgency === "high" ? rules(userId) : [["email", 3000]]);
      const inTime = (userId: string): NotifyPlan =>
        plan(userId).filter(([, afterMs], index) => index === 0 || atMs + afterMs < untilMs());
      pageBy(desk, incident, userIds, inTime, atMs);
    },
    tell: () => {},
  };
  return desk;
};
