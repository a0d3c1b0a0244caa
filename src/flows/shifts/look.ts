import { toFailure } from "../../core/failure.ts";
import type { Known } from "../../core/known.ts";
import type { OnCall } from "../../core/oncall.ts";
import type { PagerSchedule } from "../../core/responding.ts";
import { turnsName } from "../known/pager.ts";
import type { ShiftPorts } from "./ports.ts";

/** Somebody on call now. `untilMs` null: until somebody changes the schedule. */
export interface Holder {
  readonly id: string;
  readonly name: string;
  readonly untilMs: number | null;
}

/** Who is on call in one schedule, by an answer of that moment. */
export interface Look {
  readonly people: readonly Holder[];
  readonly atMs: number;
}

/** A look a minute asks anew; two processes that look in the same minute ask once. */
const FRESH_MS = 45_000;
/** The pager wants an end after the beginning. */
const MOMENT_MS = 1_000;
/** A schedule that no escalation policy names is read by itself, ahead, and rarely. */
const AHEAD_MS = 35 * 24 * 60 * 60_000;
const AHEAD_FRESH_MS = 5 * 60_000;

type Ports = Pick<ShiftPorts, "source" | "rota" | "known" | "clock" | "log">;

/** Who is on call in each of these, by id of the schedule; those that nobody can tell now, or only by an old answer, are absent. */
export const lookAtShifts = async (
  schedules: readonly PagerSchedule[],
  ports: Ports,
): Promise<ReadonlyMap<string, Look>> => {
  const paged = schedules.filter(({ policies }) => policies.length > 0);
  const alone = schedules.filter(({ policies }) => policies.length === 0);
  const looks = new Map(await lookAtTurns(paged, ports));
  for (const schedule of alone) {
    const look = await lookAhead(schedule, ports);
    if (look) looks.set(schedule.id, look);
  }
  return looks;
};

const fresh = async <T>(
  what: string,
  ask: () => Promise<Known<T>>,
  { log }: Pick<Ports, "log">,
): Promise<Known<T> | undefined> => {
  try {
    const answer = await ask();
    if (answer.stale === undefined) return answer;
    log.debug(
      { what, atMs: answer.atMs, why: answer.stale },
      "only an old answer says who is on call; nothing changes",
    );
  } catch (error) {
    log.warn({ what, err: toFailure(error) }, "nobody can say who is on call; nothing changes");
  }
  return undefined;
};

const lookAtTurns = async (
  schedules: readonly PagerSchedule[],
  ports: Ports,
): Promise<readonly (readonly [string, Look])[]> => {
  const { source, rota, known, clock } = ports;
  if (schedules.length === 0) return [];
  const scheduleIds = schedules.map(({ id }) => id).sort();
  const read = (): Promise<readonly OnCall[]> => {
    const fromMs = clock();
    return rota.turns({ fromMs, toMs: fromMs + MOMENT_MS, scheduleIds });
  };
  const name = turnsName(source, `now of ${scheduleIds.join(",")}`);
  const answer = await fresh(name, () => known.ask(name, read, { freshMs: FRESH_MS }), ports);
  if (!answer) return [];
  return schedules.map(({ id, name: schedule }): readonly [string, Look] => {
    const isOf = (turn: OnCall): boolean => turn.scheduleIds?.includes(id) ?? turn.schedule === schedule;
    const turns = answer.value.filter((turn) => isOf(turn) && isNow(turn, answer.atMs));
    return [id, { people: holders(turns), atMs: answer.atMs }];
  });
};

const lookAhead = async (schedule: PagerSchedule, ports: Ports): Promise<Look | undefined> => {
  const { source, rota, known, clock } = ports;
  const name = turnsName(source, `ahead of ${schedule.id}`);
  const read = () => rota.shifts(schedule, { fromMs: clock(), toMs: clock() + AHEAD_MS });
  const answer = await fresh(name, () => known.ask(name, read, { freshMs: AHEAD_FRESH_MS }), ports);
  const endMs = (answer?.atMs ?? 0) + AHEAD_MS;
  const turns = answer?.value
    .map(({ person, fromMs, toMs }) => ({ personId: person.id, name: person.name, fromMs, toMs }))
    .filter((turn) => isNow(turn, clock()))
    // What reaches the end of what was read ends later than that, nobody knows when.
    .map((turn) => (turn.toMs >= endMs - 60_000 ? { ...turn, toMs: null } : turn));
  return answer && turns && { people: holders(turns), atMs: answer.atMs };
};

type Turn = Pick<OnCall, "personId" | "name" | "fromMs" | "toMs">;

const isNow = ({ fromMs, toMs }: Turn, nowMs: number): boolean =>
  (fromMs === null || fromMs <= nowMs + MOMENT_MS) && (toMs === null || toMs > nowMs);

/** Each person once, whatever levels and policies name the schedule; until the latest of their turns, null is later than all. */
const holders = (turns: readonly Turn[]): readonly Holder[] => {
  const people = new Map<string, Holder>();
  for (const { personId: id, name, toMs } of turns) {
    const before = people.get(id);
    const untilMs =
      before === undefined ? toMs : before.untilMs === null || toMs === null ? null : Math.max(before.untilMs, toMs);
    people.set(id, { id, name, untilMs });
  }
  return [...people.values()].sort((a, b) => a.name.localeCompare(b.name, "en") || (a.id < b.id ? -1 : 1));
};
