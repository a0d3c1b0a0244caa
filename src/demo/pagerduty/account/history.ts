import type { Account, Agent, Incident, NotifyChannel } from "../model.ts";
import type { Random } from "../random.ts";
import { ack, escalate, reassign, resolve, setPriority } from "./actions.ts";
import { addNote, merge } from "./actions-more.ts";
import { type Act, type Desk, serviceAgent } from "./happening.ts";
import { historyDesk } from "./notify.ts";
import { NOTES, TITLES } from "./titles.ts";
import { trigger } from "./trigger.ts";

const MIN_MS = 60_000;
const DAY_MS = 86_400_000;

interface Story {
  readonly desk: Desk;
  readonly random: Random;
  readonly nowMs: number;
  /** Until when the current page rings. */
  ringMs: number;
}

const user = (id: string | undefined): Agent => ({ kind: "user", id: id ?? "" });
const act = (by: Agent, atMs: number, via: NotifyChannel | "website" | "auto" | "timeout" | "mobile"): Act => ({
  by,
  atMs,
  via,
});
const second = (ms: number): number => Math.floor(ms / 1000) * 1000;

/** Creation times, oldest first: a few each day, more in the afternoon of Europe, a bad evening now and then. */
const createTimes = (random: Random, nowMs: number, weeks: number): readonly number[] => {
  const times: number[] = [];
  for (let day = weeks * 7; day >= 1; day--) {
    const startMs = nowMs - day * DAY_MS;
    const busy = random.chance(0.1) ? random.int(6, 9) : 0;
    const count = random.int(2, 6) + busy;
    for (let index = 0; index < count; index++) times.push(second(startMs + random.next() * DAY_MS));
    if (busy > 0) times.push(second(startMs + DAY_MS / 2), second(startMs + DAY_MS / 2 + 90_000));
  }
  return times.filter((time) => time < nowMs - 4 * 60 * MIN_MS).sort((a, b) => a - b);
};

const open = (story: Story, atMs: number, rings: number, serviceName?: string): Incident => {
  const { random, desk } = story;
  const [first, ...rest] = desk.account.services;
  if (first === undefined) throw new Error("the account has no services");
  const service = desk.account.services.find((one) => one.name === serviceName) ?? random.pick([first, ...rest]);
  story.ringMs = atMs + rings;
  const priority = desk.account.priorities[random.int(0, 5)] ?? null;
  const wanted = {
    serviceId: service.id,
    title: random.pick(TITLES[service.name] ?? ["Something is wrong"]),
    urgency: random.chance(0.8) ? ("high" as const) : ("low" as const),
    priorityId: priority?.id ?? null,
  };
  return trigger(desk, wanted, act({ kind: "service", id: service.id }, atMs, "auto"));
};

const endByHand = (story: Story, incident: Incident, ackedMs: number): void => {
  const { random, desk } = story;
  const by = user(incident.assignments[0]?.userId);
  ack(desk, incident, act(by, ackedMs, random.chance(0.6) ? "mobile" : "website"));
  if (random.chance(0.25)) addNote(desk, incident, random.pick(NOTES), act(by, ackedMs + 4 * MIN_MS, "website"));
  if (random.chance(0.1)) setPriority(desk, incident, "P1", act(by, ackedMs + 5 * MIN_MS, "website"));
  const endMs = second(ackedMs + (6 + random.next() ** 2 * 170) * MIN_MS);
  const itself = random.chance(0.2);
  resolve(desk, incident, itself ? act(serviceAgent(incident), endMs, "auto") : act(by, endMs, "website"));
};

/** One incident from page to end: most acked by hand, some ending on their own, escalated or reassigned first. */
const tellStory = (story: Story, atMs: number): void => {
  const { random, desk } = story;
  const kind = random.next();
  if (kind < 0.18) {
    const endMs = second(atMs + random.int(2, 9) * MIN_MS);
    const incident = open(story, atMs, endMs - atMs);
    resolve(desk, incident, act(serviceAgent(incident), endMs, "auto"));
    return;
  }
  if (kind < 0.3) {
    const incident = open(story, atMs, 10 * MIN_MS);
    const ackedMs = second(atMs + 10 * MIN_MS + random.int(40, 500) * 1000);
    story.ringMs = ackedMs;
    escalate(desk, incident, act(serviceAgent(incident), atMs + 10 * MIN_MS, "timeout"));
    endByHand(story, incident, ackedMs);
    return;
  }
  const ackedMs = second(atMs + (30 + random.next() ** 3 * 540) * 1000);
  const incident = open(story, atMs, ackedMs - atMs);
  if (kind < 0.37) {
    const others = desk.account.users.filter((one) => one.id !== incident.assignments[0]?.userId);
    const other = others[random.int(0, others.length - 1)]?.id ?? "";
    const movedMs = second(ackedMs + 20_000);
    story.ringMs = movedMs + 120_000;
    reassign(desk, incident, [other], act(user(incident.assignments[0]?.userId), movedMs, "website"));
    endByHand(story, incident, movedMs + 120_000);
    return;
  }
  endByHand(story, incident, ackedMs);
};

/** Two pages of one cause: the second is merged into the first. */
const tellMerged = (story: Story, atMs: number): void => {
  const first = open(story, atMs, 150_000, "Postgres");
  const other = open(story, atMs + 90_000, 60_000, "Postgres");
  const by = user(first.assignments[0]?.userId);
  ack(story.desk, first, act(by, atMs + 150_000, "mobile"));
  merge(story.desk, first, [other], act(by, atMs + 6 * MIN_MS, "website"));
  resolve(story.desk, first, act(by, atMs + 40 * MIN_MS, "website"));
};

/** What is open now: one acknowledged and two triggered, one of them at the second level. */
const tellOpen = (story: Story): void => {
  const { desk, nowMs } = story;
  const acked = open(story, second(nowMs - 70 * MIN_MS), 4 * MIN_MS, "Postgres");
  ack(desk, acked, act(user(acked.assignments[0]?.userId), second(nowMs - 66 * MIN_MS), "mobile"));
  addNote(desk, acked, NOTES[1] ?? "", act(user(acked.acks[0]?.userId), second(nowMs - 50 * MIN_MS), "website"));
  const waiting = open(story, second(nowMs - 14 * MIN_MS), 10 * MIN_MS, "Checkout API");
  story.ringMs = nowMs;
  escalate(desk, waiting, act(serviceAgent(waiting), second(nowMs - 4 * MIN_MS), "timeout"));
  open(story, second(nowMs - 2 * MIN_MS), 2 * MIN_MS, "Search");
};

/** Fills the account with `weeks` of incidents that end at `nowMs`, the same for the same chance and time. */
export const seedHistory = (account: Account, random: Random, nowMs: number, weeks: number): void => {
  const story: Story = { desk: historyDesk(account, random, () => story.ringMs), random, nowMs, ringMs: 0 };
  const times = createTimes(random, nowMs, weeks);
  for (const [index, atMs] of times.entries()) {
    if (index % 23 === 11) tellMerged(story, atMs);
    else tellStory(story, atMs);
  }
  tellOpen(story);
  account.entries.sort((a, b) => a.atMs - b.atMs);
  account.incidents.sort((a, b) => a.createdAtMs - b.createdAtMs || a.number - b.number);
  for (const incident of account.incidents) incident.entries.sort((a, b) => a.atMs - b.atMs);
};
