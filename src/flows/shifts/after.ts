import type { Chat, ChatUser } from "../../core/chat.ts";
import { toFailure } from "../../core/failure.ts";
import type { PagerSchedule, Rota } from "../../core/responding.ts";
import type { PersonSheet } from "../../core/stats/person-types.ts";
import type { Store } from "../../core/store.ts";
import { formatSpan } from "../../core/time/range.ts";
import { createHeld } from "../held.ts";
import { turnsName } from "../known/pager.ts";
import type { KnownAnswers } from "../known.ts";
import { createLoop, type Loop } from "../loop.ts";
import { readUntil } from "../read-until.ts";
import { isFinal, type SayOncePorts, sayOnce } from "../say-once.ts";
import { askAfterShift } from "./ask-after.ts";
import { AHEAD_MS, awakeFrom, type EndedShift, endedShifts } from "./ended.ts";
import { chatUserOf } from "./known-as.ts";
import type { SchedulePorts, ShiftPorts } from "./ports.ts";
import { watchedBy } from "./schedules.ts";

/** What asking people after their shift needs from outside. */
export interface AfterPorts extends SchedulePorts {
  readonly store: Pick<Store, "known" | "leases" | "openOf" | "links" | "jobs" | "stats" | "budgets" | "cursor">;
  readonly rota: Pick<Rota, "shifts">;
  readonly known: Pick<KnownAnswers, "ask">;
  readonly people: ShiftPorts["people"];
  readonly chat: Pick<Chat, "userIdByEmail" | "user" | "post" | "find" | "channelId">;
  readonly pace: SayOncePorts["pace"];
}

const HOUR_MS = 3_600_000;
const EVERY_MS = 60_000;
const LEASE_MS = 180_000;
const FRESH_MS = 10 * 60_000;
/** Longer shifts are known from their last part. */
const LOOK_BACK_MS = 15 * 24 * HOUR_MS;
/** Later than this nobody is asked. */
const MOST_LATE_MS = 24 * HOUR_MS;
/** Who is on several schedules, or on one every day, is asked once in this time. */
const APART_MS = 20 * HOUR_MS;
/** Numbers of the shift's last minutes are waited for so long. */
const WAIT_MS = 2 * HOUR_MS;

/** Every minute, one process at a time: whose shift is over is asked, once, how it was. */
export const createAfterShifts = (ports: AfterPorts): Loop => {
  const held = createHeld(ports.store.leases, ports.clock, `after-shifts:${ports.source}`, ports.holder, LEASE_MS);
  const turn = async (): Promise<number> => {
    if (await held.get()) await lookAfterShifts(ports);
    return EVERY_MS;
  };
  return createLoop("after-shifts", ports.log, turn, held.release);
};

/** One look. What was over before the first look ever is left in peace. */
export const lookAfterShifts = async (ports: AfterPorts): Promise<void> => {
  const { policy, schedules, log, clock } = ports;
  const rules = policy().care.endOfShift ? policy().shifts : [];
  if (rules.length === 0) return;
  const sinceMs = await firstLook(ports);
  try {
    const { watched } = watchedBy(rules, (await schedules()).value);
    for (const { schedule } of watched) {
      const over = endedShifts(await shiftsOf(schedule, ports), Math.max(sinceMs, clock() - MOST_LATE_MS), clock());
      for (const shift of over) await askOnce(schedule, shift, ports);
    }
  } catch (error) {
    log.warn({ err: toFailure(error) }, "shifts that are over could not be looked for; they are in a minute");
  }
};

const firstLook = async ({ store: { jobs }, source, clock }: AfterPorts): Promise<number> => {
  const name = `after-shifts:${source}`;
  const sinceMs = await jobs.last(name);
  if (sinceMs !== undefined) return sinceMs;
  await jobs.done(name, clock());
  return clock();
};

const shiftsOf = async (schedule: PagerSchedule, { rota, known, source, clock }: AfterPorts) => {
  const name = turnsName(source, `after ${schedule.id}`);
  const read = () => rota.shifts(schedule, { fromMs: clock() - LOOK_BACK_MS, toMs: clock() + AHEAD_MS });
  return (await known.ask(name, read, { freshMs: FRESH_MS })).value;
};

/** One person that cannot be asked holds up no other. */
const askOnce = async (schedule: PagerSchedule, shift: EndedShift, ports: AfterPorts): Promise<void> => {
  const { store, source, log, clock } = ports;
  const name = `after-shift:${source}:${shift.personId}`;
  const lastMs = await store.jobs.last(name);
  if (lastMs !== undefined && shift.toMs - lastMs < APART_MS) return;
  try {
    const email = (await ports.people()).value.find(({ id }) => id === shift.personId)?.email;
    const user = await chatUserOf(email, ports);
    if (user && awakeFrom(shift.toMs, user.tz) > clock()) return;
    if (user && awakeFrom(clock(), user.tz) > clock()) return;
    if (user && !(await ask(schedule, shift, { user, email }, ports))) return;
    if (!user) log.info({ schedule: schedule.id, person: shift.personId }, "nobody in the chat to ask after a shift");
    await store.jobs.done(name, shift.toMs);
  } catch (error) {
    const failure = toFailure(error);
    log.warn({ person: shift.personId, err: failure }, "somebody could not be asked after a shift");
    if (isFinal(failure)) await store.jobs.done(name, shift.toMs);
  }
};

/** False: the numbers of its end are still to come. */
const ask = async (
  schedule: PagerSchedule,
  shift: EndedShift,
  { user, email }: { readonly user: ChatUser; readonly email: string | undefined },
  ports: AfterPorts,
): Promise<boolean> => {
  const sheet = await sheetOf(shift, email, user.tz, ports);
  const isFresh = sheet === undefined || (await readUntil(ports.store, [ports.source])) >= shift.toMs;
  if (!isFresh && ports.clock() < shift.toMs + WAIT_MS) return false;
  const hasLeads = ports.policy().care.leads.length > 0;
  const asked = { schedule, shift, sheet: isFresh ? sheet : undefined, hasLeads };
  const message = { kind: "reply", reply: askAfterShift(asked) } as const;
  const id = `after-shift:${schedule.id}:${shift.personId}:${Math.floor(shift.toMs / 60_000)}`;
  await sayOnce({ place: { channel: user.id }, message, id, sinceMs: shift.toMs }, ports);
  ports.log.info({ schedule: schedule.id, person: shift.personId }, "asked how a shift was");
  return true;
};

const sheetOf = async (
  { fromMs, toMs }: EndedShift,
  email: string | undefined,
  tz: string,
  { store, log }: AfterPorts,
): Promise<PersonSheet | undefined> => {
  const range = { fromMs, toMs, endMs: toMs, tz, label: formatSpan(fromMs, toMs, tz) };
  try {
    return email === undefined ? undefined : await store.stats("person", { range, person: email });
  } catch (error) {
    log.warn({ err: toFailure(error) }, "the numbers of a shift could not be read; the question goes without them");
    return undefined;
  }
};
