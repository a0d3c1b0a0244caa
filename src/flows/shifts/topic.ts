import { toFailure } from "../../core/failure.ts";
import { namesOf } from "../../core/pager/words.ts";
import type { ShiftRule } from "../../core/policy.ts";
import type { Store } from "../../core/store.ts";
import { formatMoment } from "../../core/time/format.ts";
import { createAgain, type Found } from "./again.ts";
import type { KeepInStep } from "./group.ts";
import type { ShiftPorts } from "./ports.ts";
import { channelOf, type Followed, type Watched } from "./schedules.ts";
import { placeInTopic, segmentOf, shownIn } from "./topic-words.ts";
import { firstEnd } from "./words.ts";

type Ports = Pick<ShiftPorts, "store" | "chat" | "tz" | "log" | "clock">;

/**
 * Topics of channels name who is on call. What people wrote there stays: ours is one part of it, between " | ", that
 * begins with "On call:"; it alone is replaced. Several rules for one channel share that part.
 */
export const createTopics = (ports: Ports): KeepInStep => {
  const again = createAgain(ports.clock);
  return async (watched, followed, findings) => {
    for (const [channel, wishes] of topicsOf(watched)) {
      const key = `shift:topic:${channel}`;
      const texts = wishes.map(({ scheduleId, topic }) => textOf(topic, followed.get(scheduleId), ports.tz));
      const segment = segmentOf(texts.filter((text) => text !== undefined));
      if (texts.includes(undefined)) findings.unsure(key);
      else await again(key, segment, findings, () => keepTopic(channel, segment, ports));
    }
  };
};

interface Wish {
  readonly scheduleId: string;
  readonly topic: string;
}

/** Channel -> what its topic is to tell. */
const topicsOf = (watched: readonly Watched[]): ReadonlyMap<string, readonly Wish[]> => {
  const topics = new Map<string, readonly Wish[]>();
  const add = (scheduleId: string, { channel: name, topic }: ShiftRule): void => {
    if (name === undefined || topic === undefined || topic.trim() === "") return;
    const channel = channelOf(name);
    topics.set(channel, [...(topics.get(channel) ?? []), { scheduleId, topic }]);
  };
  for (const { schedule, rules } of watched) for (const rule of rules) add(schedule.id, rule);
  return topics;
};

/** A topic is the same text for all readers: its moments are in the schedule's zone, which is named. */
const textOf = (topic: string, followed: Followed | undefined, teamTz: string): string | undefined => {
  if (!followed) return undefined;
  const { schedule, people } = followed;
  const tz = schedule.tz ?? teamTz;
  const endMs = firstEnd(people);
  const values: Readonly<Record<string, string>> = {
    oncall: namesOf(people),
    until: endMs === null ? "further notice" : `${formatMoment(endMs, tz)} ${tz}`,
    schedule: schedule.name,
  };
  return topic.replaceAll(/\{(\w+)\}/g, (as: string, name: string) => values[name] ?? as);
};

/** Our part as we wrote it and as the chat shows it, which may not be the same (signs become words). */
interface SaidTopic {
  readonly segment: string;
  readonly shown: string;
}

const savedName = (channelId: string): string => `shift-topic:${channelId}`;

const readTopic = async (store: Pick<Store, "known">, channelId: string): Promise<SaidTopic | undefined> => {
  const row = await store.known.read(savedName(channelId));
  if (!row) return undefined;
  const said: SaidTopic = JSON.parse(row.value);
  return said;
};

const keepTopic = async (channel: string, segment: string, ports: Ports): Promise<Found> => {
  const { chat, log } = ports;
  try {
    return await setTopic(await chat.channelId(channel), segment, ports);
  } catch (error) {
    const failure = toFailure(error);
    log.warn({ channel, code: failure.code, err: failure }, "the topic could not be kept in step");
    if (failure.retry) return "unsure";
    return {
      title: `The topic of ${nameOf(channel)} cannot be kept in step with who is on call`,
      what: "Invite the app to the channel, and look that it has the scopes channels:read and channels:write.topic (groups:read and groups:write.topic for a private channel); install it again after adding them.",
      reason: failure.tell ?? failure.message,
    };
  }
};

const nameOf = (channel: string): string => (/^[CG][A-Z0-9]{7,}$/.test(channel) ? channel : `#${channel}`);

const setTopic = async (channelId: string, segment: string, ports: Ports): Promise<Found> => {
  const { chat, store, clock, log } = ports;
  const said = await readTopic(store, channelId);
  const current = await chat.topic(channelId);
  if (said?.segment === segment && shownIn(current, said.shown) === said.shown) return "good";
  const topic = placeInTopic(current, segment, said?.shown);
  if (topic === undefined)
    return {
      title: "A topic has no room for who is on call",
      what: "Slack takes 250 characters, and people's own words fill them. Shorten the topic.",
    };
  if (topic !== current) await chat.setTopic(channelId, topic);
  const shown = shownIn(topic === current ? current : await chat.topic(channelId)) ?? segment;
  await store.known.save(savedName(channelId), JSON.stringify({ segment, shown } satisfies SaidTopic), clock());
  if (topic !== current) log.info({ channel: channelId, segment }, "the topic names who is on call");
  return "good";
};
