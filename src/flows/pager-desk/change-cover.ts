import type { Cover } from "../../core/cover.ts";
import { Failure, toFailure } from "../../core/failure.ts";
import type { Actor } from "../../core/integration.ts";
import type { Override, PagerPerson, PagerSchedule, TimeWindow } from "../../core/responding.ts";
import { requireTurnMaker } from "./change-people.ts";
import { type Changing, rememberFirst } from "./change-ports.ts";

/** Asks others to take the asker's turns in a window; only those of schedules can be taken. */
export const askForCover = async (
  changing: Changing,
  window: TimeWindow,
  schedule: PagerSchedule | undefined,
): Promise<Cover> => {
  const { ports, asker, reads } = changing;
  const me = await reads.me();
  const id = await rememberFirst(changing, "cover", ports.newId());
  const before = asker.said.again === true ? await ports.store.covers.read(id) : undefined;
  if (before) return before;
  const cover: Cover = {
    id,
    userId: asker.user.id,
    by: me.name,
    personId: me.id,
    ...{ fromMs: window.fromMs, toMs: window.toMs },
    parts: await turnsOf(changing, me, window, schedule),
    atMs: ports.clock(),
    state: "open",
  };
  await ports.store.covers.add(cover);
  return cover;
};

/** The asker's turns in schedules, clipped to the window. Failure not_found when there is none. */
const turnsOf = async (
  { ports, reads }: Changing,
  me: PagerPerson,
  window: TimeWindow,
  schedule: PagerSchedule | undefined,
): Promise<Cover["parts"]> => {
  const scheduleIds = schedule && [schedule.id];
  const { value: turns } = await reads.turns({ ...window, personIds: [me.id], scheduleIds });
  const names = new Set(turns.flatMap((turn) => (turn.schedule === undefined ? [] : [turn.schedule])));
  const mine = schedule ? [schedule] : (await reads.schedules()).value.filter(({ name }) => names.has(name));
  const parts: Cover["parts"][number][] = [];
  for (const one of turns.length === 0 ? [] : mine) {
    const { value: shifts } = await reads.shifts(one, window);
    for (const { person, fromMs, toMs } of shifts) {
      const part = { fromMs: Math.max(fromMs, window.fromMs), toMs: Math.min(toMs, window.toMs) };
      if (person.id === me.id && part.toMs > part.fromMs)
        parts.push({ scheduleId: one.id, schedule: one.name, ...part });
    }
  }
  if (parts.length > 0) return parts.sort((a, b) => a.fromMs - b.fromMs);
  const where = schedule ? ` in ${schedule.name}` : "";
  const direct =
    turns.length > 0 ? `\nYou are on call then, but not through a schedule: nobody else can take that.` : "";
  throw new Failure("not_found", `${me.id} has no turn then`, {
    tell: `You have no turn${where} then: there is nothing to cover.${direct}\n"/oncall my schedule" shows your turns at ${ports.name}.`,
  });
};

/** Takes a request over and makes its overrides. Failure conflict when it is not to be had any more. */
export const takeOver = async (
  changing: Changing,
  id: string,
): Promise<{ readonly cover: Cover; readonly overrides: readonly Override[] }> => {
  const { ports, asker, reads } = changing;
  const { covers } = ports.store;
  const cover = await requireCover(changing, id);
  refuseToTake(cover, changing);
  const [actor, me] = await Promise.all([reads.actor(), requireTurnMaker(changing)]);
  if (!(await covers.take(id, asker.user.id, asker.user.name)))
    throw conflict(id, takenWords((await covers.read(id)) ?? cover));
  const overrides: Override[] = [];
  const failures: Failure[] = [];
  for (const part of cover.parts) {
    if (part.toMs <= ports.clock()) continue;
    try {
      overrides.push(await overrideOnce(changing, part, me, actor));
    } catch (error) {
      failures.push(toFailure(error));
    }
  }
  if (overrides.length > 0) ports.nudge(ports.source);
  const [first] = failures;
  // One that may be made is looked for by whoever has taken it, and by nobody else.
  if (first && overrides.length === 0 && !failures.some(({ doubt }) => doubt)) await covers.set(id, "open");
  if (first && (overrides.length === 0 || failures.some(({ retry }) => retry))) throw worst(failures) ?? first;
  return { cover: (await covers.read(id)) ?? cover, overrides };
};

/** One that can be tried again goes first. */
const worst = (failures: readonly Failure[]): Failure | undefined => failures.find(({ retry }) => retry);

const refuseToTake = (cover: Cover, { ports, asker }: Changing): void => {
  if (cover.userId === asker.user.id)
    throw conflict(cover.id, "That is your own request. Somebody else has to take it.");
  if (cover.state === "withdrawn") throw conflict(cover.id, `${cover.by} does not need it any more.`);
  if (cover.toMs <= ports.clock()) throw conflict(cover.id, "That time is over.");
  if (cover.state === "taken" && cover.takenBy !== asker.user.name) throw conflict(cover.id, takenWords(cover));
};

const takenWords = ({ takenBy, state, by }: Cover): string =>
  state === "withdrawn" ? `${by} does not need it any more.` : `${takenBy ?? "Somebody else"} was first. Thank you.`;

const conflict = (id: string, tell: string): Failure => new Failure("conflict", `cover ${id}: ${tell}`, { tell });

const requireCover = async ({ ports }: Changing, id: string): Promise<Cover> => {
  const cover = await ports.store.covers.read(id);
  if (cover) return cover;
  throw new Failure("not_found", `no cover ${id}`, { tell: "I do not know this request any more." });
};

/** One part of the turns, from now on; a second try finds the override of the first. */
const overrideOnce = async (
  { ports, reads }: Changing,
  part: Cover["parts"][number],
  me: PagerPerson,
  actor: Actor,
): Promise<Override> => {
  const schedule = (await reads.schedules()).value.find(({ id }) => id === part.scheduleId) ?? {
    id: part.scheduleId,
    name: part.schedule,
    policies: [],
  };
  const window = { fromMs: Math.max(part.fromMs, ports.clock()), toMs: part.toMs };
  const made = (await ports.rota.overrides(schedule, window)).find(
    (one) => one.person.id === me.id && one.fromMs <= window.fromMs && one.toMs >= window.toMs,
  );
  return made ?? ports.rota.override(schedule, { ...window, personId: me.id }, actor);
};

const tooLate = ({ id, takenBy = "Somebody" }: Cover): Failure =>
  conflict(id, `${takenBy} has taken it already. Delete the override if need be.`);

/** Only who asked may withdraw, and only what nobody has taken. */
export const withdrawRequest = async (changing: Changing, id: string): Promise<Cover> => {
  const { ports, asker } = changing;
  const cover = await requireCover(changing, id);
  if (cover.userId !== asker.user.id)
    throw new Failure("forbidden", `${asker.user.id} withdraws the cover of ${cover.userId}`, {
      tell: `Only ${cover.by} can withdraw this request.`,
    });
  if (cover.state === "taken") throw tooLate(cover);
  if (cover.state === "withdrawn" && asker.said.again !== true) throw conflict(id, "It is withdrawn already.");
  await ports.store.covers.set(id, "withdrawn");
  // Somebody may have pressed in the same moment.
  const now = await ports.store.covers.read(id);
  if (now?.state === "taken") throw tooLate(now);
  return { ...cover, state: "withdrawn" };
};
