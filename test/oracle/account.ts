import { ack, escalate, reassign, reopen, resolve, unack } from "../../src/demo/pagerduty/account/actions.ts";
import { addNote, changeService, merge } from "../../src/demo/pagerduty/account/actions-more.ts";
import { type Act, addEntry, type Desk, serviceAgent, setStatus } from "../../src/demo/pagerduty/account/happening.ts";
import { onCallAt } from "../../src/demo/pagerduty/account/oncall.ts";
import { trigger } from "../../src/demo/pagerduty/account/trigger.ts";
import type { Account, Agent, Incident, NotifyChannel } from "../../src/demo/pagerduty/model.ts";
import { createRandom } from "../../src/demo/pagerduty/random.ts";
import { createShell } from "./account-shell.ts";
import type { Chance } from "./random.ts";

const SECOND_MS = 1_000;
const MIN_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const TITLES = [
  "Disk 91% full on db",
  "Disk 7% full on db",
  "Checkout is down",
  "Latency is 3.5 s",
  "42",
  "Zähler kaputt",
];
const RINGS: readonly (readonly [NotifyChannel, number])[] = [
  ["push", 0],
  ["push", 2],
  ["email", 3],
  ["sms", 59],
  ["sms", 60],
  ["sms", 61],
  ["phone", 120],
  ["phone", 121],
  ["push", 300],
];

const second = (atMs: number): number => Math.floor(atMs / SECOND_MS) * SECOND_MS;
const act = (by: Agent, atMs: number, via = "website"): Act => ({ by, atMs, via });

interface Story {
  readonly desk: Desk;
  readonly chance: Chance;
  readonly nowMs: number;
}

/** People are rung by their own rules, a different one each time. */
const createDesk = (account: Account, chance: Chance, seed: number, nowMs: number): Desk => {
  const desk: Desk = {
    account,
    random: createRandom(seed),
    tell: () => {},
    page: (incident, userIds, atMs) => {
      for (const userId of userIds)
        for (const [channel, afterS] of RINGS) {
          const ringMs = atMs + afterS * SECOND_MS;
          if (!chance.is(incident.urgency === "high" ? 0.35 : 0.1) || ringMs >= nowMs) continue;
          const notified = { userId, channel, notificationId: desk.random.id("P", 7) };
          addEntry(desk, incident, "notify", act(serviceAgent(incident), ringMs, "auto"), "Notified", { notified });
        }
    },
  };
  return desk;
};

const somebody = ({ desk, chance }: Story, incident: Incident): Agent => {
  const own = incident.assignments.map(({ userId }) => userId);
  const all = desk.account.users.map(({ id }) => id);
  return { kind: "user", id: chance.pick(own.length > 0 && chance.is(0.8) ? own : all) };
};

/** An ack that an automation gave. */
const ackItself = (desk: Desk, incident: Incident, atMs: number): void => {
  const itself = act(serviceAgent(incident), atMs, "auto");
  setStatus(incident, "acknowledged", itself);
  addEntry(desk, incident, "acknowledge", itself, "Acknowledged by itself");
};

const resolveIt = (story: Story, incident: Incident, atMs: number): void => {
  const itself = story.chance.is(0.4);
  const by = itself ? serviceAgent(incident) : somebody(story, incident);
  resolve(story.desk, incident, act(by, atMs, itself ? "auto" : "website"));
};

const escalateIt = (story: Story, incident: Incident, atMs: number): void => {
  if (onCallAt(story.desk.account, incident.policyId, incident.level + 1, atMs).length === 0) return;
  const timeout = story.chance.is(0.5);
  const by = timeout ? serviceAgent(incident) : somebody(story, incident);
  escalate(story.desk, incident, act(by, atMs, timeout ? "timeout" : "website"));
};

const ackIt = (story: Story, incident: Incident, atMs: number): void => {
  if (incident.status === "acknowledged") return;
  if (story.chance.is(0.2)) ackItself(story.desk, incident, atMs);
  else ack(story.desk, incident, act(somebody(story, incident), atMs));
};

const reassignIt = (story: Story, incident: Incident, atMs: number): void => {
  const { id } = story.chance.pick(story.desk.account.users);
  reassign(story.desk, incident, [id], act(somebody(story, incident), atMs));
};

const others = (story: Story, incident: Incident, atMs: number): void => {
  const { desk, chance } = story;
  const by = act(somebody(story, incident), atMs);
  if (incident.status === "acknowledged") unack(desk, incident, chance.is(0.5) ? by : { ...by, via: "timeout" });
  else if (chance.is(0.3)) changeService(desk, incident, chance.pick(desk.account.services).id, by);
  else addNote(desk, incident, "looked at it", by);
};

/** Lets an incident live on from `fromMs`, one thing after another, until it ends or now is reached. */
const liveOn = (story: Story, incident: Incident, fromMs: number): void => {
  const { chance, nowMs } = story;
  let atMs = fromMs;
  for (let step = 0; step < 6; step += 1) {
    atMs = second(
      atMs +
        chance.pick([5 * SECOND_MS, MIN_MS, 9 * MIN_MS, 9 * MIN_MS, HOUR_MS, 5 * HOUR_MS, 70 * HOUR_MS]) *
          (0.2 + chance.next()),
    );
    if (atMs >= nowMs) return;
    const dice = chance.next();
    if (dice < 0.3) ackIt(story, incident, atMs);
    else if (dice < 0.42) escalateIt(story, incident, atMs);
    else if (dice < 0.5) reassignIt(story, incident, atMs);
    else if (dice < 0.62) others(story, incident, atMs);
    else if (dice < 0.97) {
      resolveIt(story, incident, atMs);
      if (!chance.is(0.08) || atMs + HOUR_MS >= nowMs) return;
      atMs = second(atMs + chance.next() * HOUR_MS);
      reopen(story.desk, incident, act(somebody(story, incident), atMs));
    }
  }
};

/** Folds some that are open at that moment into others that are. */
const mergeSome = ({ desk, chance, nowMs }: Story): void => {
  const open = desk.account.incidents.filter(({ status }) => status !== "resolved");
  const latestMs = Math.max(0, ...open.flatMap(({ entries }) => entries.map(({ atMs }) => atMs)));
  const [target, ...sources] = open.filter(() => chance.is(0.7));
  const atMs = latestMs + MIN_MS;
  if (target === undefined || sources.length === 0 || atMs >= nowMs) return;
  merge(desk, target, sources, act({ kind: "user", id: chance.pick(desk.account.users).id }, atMs));
};

const timesOf = (chance: Chance, nowMs: number, days: number): readonly number[] => {
  const many = chance.pick([0, 1, 6, 15, 25, 45]);
  const times = Array.from({ length: many }, () => {
    const atMs = nowMs - chance.next() * days * DAY_MS;
    return second(chance.is(0.2) ? Math.floor(atMs / HOUR_MS) * HOUR_MS : atMs);
  });
  return times.flatMap((atMs) => (chance.is(0.2) ? [atMs, atMs + chance.int(1, 70) * SECOND_MS] : [atMs]));
};

const planWork = (account: Account, chance: Chance, nowMs: number, days: number): void => {
  for (let number = 1; number <= chance.pick([0, 0, 2, 4]); number += 1) {
    const fromMs = second(nowMs - chance.next() * days * DAY_MS);
    const toMs = fromMs + chance.pick([HOUR_MS, 7 * HOUR_MS, 2 * DAY_MS, 9 * DAY_MS]);
    const serviceIds = account.services.filter(() => chance.is(0.5)).map(({ id }) => id);
    if (serviceIds.length === 0) continue;
    const userId = account.users[0]?.id ?? "";
    account.windows.push({ id: `PW${number}`, number, fromMs, toMs, description: "Upgrade", serviceIds, userId });
  }
};

/**
 * An account made up from chance, of the `days` before `nowMs`: people with odd zones, schedules with overrides and gaps,
 * incidents that were acked, escalated, handed on, merged, reopened or left alone, and planned work, some of it around
 * outages. One person who did things may be gone by now.
 */
export const randomAccount = (chance: Chance, seed: number, nowMs: number, days: number): Account => {
  const account = createShell(chance, seed, nowMs, days);
  const desk = createDesk(account, chance, seed, nowMs);
  const story = { desk, chance, nowMs };
  for (const atMs of timesOf(chance, nowMs, days).toSorted((a, b) => a - b)) {
    const service = chance.pick(account.services);
    const wanted = {
      serviceId: service.id,
      title: chance.pick(TITLES),
      urgency: chance.is(0.8) ? ("high" as const) : ("low" as const),
      priorityId: chance.is(0.3) ? chance.pick(account.priorities).id : null,
      userIds: chance.is(0.1) ? [chance.pick(account.users).id] : undefined,
    };
    const policy = account.policies.find(({ id }) => id === service.policyId);
    const reached = policy?.levels.some((_, level) => onCallAt(account, policy.id, level + 1, atMs).length > 0);
    if (atMs >= nowMs || (reached !== true && wanted.userIds === undefined)) continue;
    liveOn(story, trigger(desk, wanted, act({ kind: "service", id: service.id }, atMs, "auto")), atMs);
  }
  if (chance.is(0.6)) mergeSome(story);
  planWork(account, chance, nowMs, days);
  account.entries.sort((a, b) => a.atMs - b.atMs);
  for (const incident of account.incidents) incident.entries.sort((a, b) => a.atMs - b.atMs);
  const [gone] = account.users;
  return chance.is(0.2) && gone ? { ...account, users: account.users.filter((one) => one !== gone) } : account;
};
