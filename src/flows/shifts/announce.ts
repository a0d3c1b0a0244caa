import { readAround } from "./around.ts";
import { readHandOver } from "./happened.ts";
import type { Look } from "./look.ts";
import type { ShiftPorts } from "./ports.ts";
import { type Candidate, judgeLook, readSaid, type SaidShift, saveSaid, whoOf } from "./said.ts";
import type { Watched } from "./schedules.ts";
import { channelOf } from "./schedules.ts";
import { type ShiftChange, shiftWords } from "./words.ts";

type Ports = Pick<ShiftPorts, "store" | "rota" | "source" | "tellAdmin" | "tz" | "log" | "clock">;

/** What nobody looks at for long is forgotten by the store. */
const SAVE_AGAIN_MS = 24 * 60 * 60_000;

/** Changes that were seen once, by id of the schedule. */
export type Candidates = Map<string, Candidate>;

/**
 * Compares a look with what was last said and says a change, once whatever happens in between; the first look ever is
 * learned silently. Answers who counts as on call: a change that may be a flicker does not yet.
 */
export const followShift = async (
  watched: Watched,
  look: Look,
  candidates: Candidates,
  ports: Ports,
): Promise<SaidShift["people"]> => {
  const { store, clock } = ports;
  const { id } = watched.schedule;
  const row = await readSaid(store, id);
  if (!row) {
    await saveSaid(store, id, { sinceMs: clock(), changes: 0, people: look.people }, clock());
    return look.people;
  }
  const said = row.said.saying ? await say(watched, row.said, row.said.saying, ports) : row.said;
  const verdict = judgeLook(said, look, candidates.get(id));
  if (verdict.is === "seen") {
    candidates.set(id, verdict.candidate);
    return said.people;
  }
  candidates.delete(id);
  if (verdict.is === "changed") return (await say(watched, said, look.people, ports)).people;
  const isNew = JSON.stringify(said.people) !== JSON.stringify(look.people);
  if (isNew || clock() - row.atMs > SAVE_AGAIN_MS) await saveSaid(store, id, { ...said, people: look.people }, clock());
  return look.people;
};

const say = async (
  watched: Watched,
  said: SaidShift,
  people: SaidShift["people"],
  ports: Ports,
): Promise<SaidShift> => {
  const { store, clock, log } = ports;
  const { id, name } = watched.schedule;
  if (!said.saying) await saveSaid(store, id, { ...said, saying: people }, clock());
  await announce(watched, said, people, ports);
  const after: SaidShift = { sinceMs: said.sinceMs, changes: said.changes + 1, people };
  await saveSaid(store, id, after, clock());
  log.info({ schedule: id, name, before: whoOf(said.people), now: whoOf(people) }, "the shift changed");
  return after;
};

/** One card a change and channel: its key counts the changes, so that saying it again says nothing. */
const announce = async (
  { schedule, rules }: Watched,
  { people: before, sinceMs, changes }: SaidShift,
  now: SaidShift["people"],
  ports: Ports,
): Promise<void> => {
  const { store, tellAdmin, tz, clock } = ports;
  const channels = new Map(
    rules.flatMap(({ channel, text }) => (channel === undefined ? [] : [[channelOf(channel), text]])),
  );
  if (channels.size === 0) return;
  const change: ShiftChange = { schedule: schedule.name, before, now };
  const zone = schedule.tz ?? tz;
  const left = before.filter(({ id }) => !now.some((one) => one.id === id));
  const handOver = await readHandOver(schedule, left, zone, ports);
  const around = { ...(await readAround(store, clock())), ...handOver };
  for (const [channel, text] of channels) {
    const once = `${sinceMs.toString(36)}-${changes + 1}`;
    await tellAdmin({
      key: `shift:${schedule.id}:${once}:${channel}`,
      ...{ state: "notice", severity: "info", what: "change of shift", once, channel },
      ...shiftWords(text, change, around, zone),
    });
  }
};
