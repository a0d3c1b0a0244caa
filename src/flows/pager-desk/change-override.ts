import { Failure } from "../../core/failure.ts";
import type { Override, PagerSchedule, Target, TimeWindow } from "../../core/responding.ts";
import { requireTurnMaker } from "./change-people.ts";
import { type Changing, rememberedBefore, rememberFirst } from "./change-ports.ts";

const DAY_MS = 86_400_000;
/** Where an override is looked for by its id. */
const LOOK_BACK_MS = DAY_MS;
const LOOK_AHEAD_MS = 90 * DAY_MS;
/** The same wish of a stored command that ran twice: "for 60m" has moved on with the clock. */
const SAME_MS = 15 * 60_000;
const AT_ONCE = 4;

/** Who takes a turn; the asker when nobody is named. */
export const overrideTurn = async (
  changing: Changing,
  schedule: PagerSchedule,
  wanted: TimeWindow,
  person?: Target,
): Promise<Override> => {
  const { ports, asker, reads } = changing;
  if (person && person.kind !== "person")
    throw new Failure("usage", `${person.kind} in an override`, {
      tell: `${person.name} is a ${person.kind}. Only a person can take a turn.`,
    });
  const [actor, me] = await Promise.all([reads.actor(), requireTurnMaker(changing)]);
  const { id: personId } = person ?? me;
  const window = { fromMs: Math.max(wanted.fromMs, ports.clock()), toMs: wanted.toMs };
  if (window.toMs <= window.fromMs)
    throw new Failure("usage", "an override in the past", { tell: "That time is over already." });
  if (asker.said.again === true) {
    const around = { fromMs: window.fromMs - SAME_MS, toMs: window.toMs + SAME_MS };
    const near = (a: number, b: number): boolean => Math.abs(a - b) <= SAME_MS;
    const made = (await ports.rota.overrides(schedule, around)).find(
      (one) => one.person.id === personId && near(one.fromMs, window.fromMs) && near(one.toMs, window.toMs),
    );
    if (made) return made;
  }
  const override = await ports.rota.override(schedule, { ...window, personId }, actor);
  ports.nudge(ports.source);
  return override;
};

/** Deletes one by its id; one under way ends now. What was deleted by an earlier try is answered again. */
export const removeOverride = async (
  changing: Changing,
  id: string,
  schedule: PagerSchedule | undefined,
): Promise<Override> => {
  const { ports, asker, reads } = changing;
  const [actor] = await Promise.all([reads.actor(), requireTurnMaker(changing)]);
  const found = await findOverride(changing, id, schedule);
  if (!found) {
    const before = await rememberedBefore<Override>(changing, "delete");
    if (before?.id === id) return before;
    throw new Failure("not_found", `no override ${id}`, {
      tell: `There is no override ${id} ${schedule ? `of ${schedule.name}` : ""} from yesterday to 90 days ahead.\nIts id is in "/oncall overrides <schedule>".`.replace(
        "  ",
        " ",
      ),
    });
  }
  await rememberFirst(changing, "delete", found.override);
  try {
    await ports.rota.deleteOverride(found.schedule, id, actor);
  } catch (error) {
    if (!(asker.said.again === true && error instanceof Failure && error.code === "not_found")) throw error;
  }
  ports.nudge(ports.source);
  return found.override;
};

const findOverride = async (
  { ports, reads }: Changing,
  id: string,
  schedule: PagerSchedule | undefined,
): Promise<{ readonly override: Override; readonly schedule: PagerSchedule } | undefined> => {
  const nowMs = ports.clock();
  const window = { fromMs: nowMs - LOOK_BACK_MS, toMs: nowMs + LOOK_AHEAD_MS };
  const places = schedule ? [schedule] : (await reads.schedules()).value;
  for (let at = 0; at < places.length; at += AT_ONCE) {
    const found = await Promise.all(
      places.slice(at, at + AT_ONCE).map(async (place) => {
        const override = (await ports.rota.overrides(place, window)).find((one) => one.id === id);
        return override && { override, schedule: place };
      }),
    );
    const first = found.find((one) => one !== undefined);
    if (first) return first;
  }
  return undefined;
};
