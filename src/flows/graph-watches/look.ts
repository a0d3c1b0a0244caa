import { Failure, toFailure } from "../../core/failure.ts";
import type { Log } from "../../core/log.ts";
import type { GraphWatch, Store, WatchState } from "../../core/store.ts";
import type { Tally } from "../../core/tally.ts";
import { inTime, LATE } from "../in-time.ts";
import { endOf, type FreshPorts, forgetBefore, freshOf } from "./fresh.ts";
import { payFor, type ShowPorts, showFresh } from "./show.ts";
import { failingNote, watchPostId } from "./words.ts";

/** What looking after one needs from outside. */
export interface LookPorts extends ShowPorts, FreshPorts {
  readonly store: ShowPorts["store"] & FreshPorts["store"] & Pick<Store, "leases">;
  readonly log: Log;
  readonly tally: Pick<Tally, "count">;
}

const MOST_FAILURES = 5;
const MOST_MS = 15_000;

/** Makes the picture anew and shows it; what fails is tried again at the next turn, a few times. */
export const lookAtWatch = async (watch: GraphWatch, ports: LookPorts): Promise<void> => {
  const { store, clock } = ports;
  try {
    const waitMs = await payFor(watch, ports);
    if (waitMs > 0) return void (await store.graphs.watched(watch.id, { ...watch, nextMs: clock() + waitMs }));
    const made = await inTime(freshOf(watch, ports), MOST_MS);
    if (made === LATE) throw new Failure("timeout", `it took longer than ${MOST_MS / 1_000} s`);
    const shown = await showFresh(watch, made, ports);
    if (shown) return await goOn(watch, shown, made.end !== undefined, ports);
    await store.snapshots.remove(made.snapshot.id);
    await end(watch, "its message is gone, or nobody watches it any more", ports);
  } catch (error) {
    await failed(watch, toFailure(error), ports);
  }
};

const goOn = async (watch: GraphWatch, state: WatchState, isLast: boolean, ports: LookPorts): Promise<void> => {
  const { store, clock, tally, everyMs } = ports;
  tally.count("posts", { kind: "watched_graph" });
  await store.graphs.watched(watch.id, { ...state, nextMs: clock() + everyMs[state.mode], failures: 0 });
  if (state.snapshotId !== undefined) await forgetBefore(watch, state.snapshotId, ports);
  if (isLast) await end(watch, "the problem ended, or the time is up", ports);
};

const end = async ({ id, channel }: GraphWatch, why: string, { store, log }: LookPorts): Promise<void> => {
  await store.graphs.unwatch(id);
  log.info({ watch: id, channel, why }, "a graph is watched no longer");
};

const failed = async (watch: GraphWatch, failure: Failure, ports: LookPorts): Promise<void> => {
  const { store, clock, log, everyMs } = ports;
  const now = (await store.graphs.watches()).find(({ id }) => id === watch.id);
  if (!now) return;
  const { code, message: why } = failure;
  const last = (await endOf(watch, ports)) !== undefined;
  // A source that is away, and a metric that is, come back: the problem may be just that.
  const goesOn = !last && (failure.retry || code === "not_found");
  const failures = now.failures + 1;
  const ends = !goesOn && (failures >= MOST_FAILURES || (last && !failure.retry));
  const says = !last && (ends || failures === MOST_FAILURES);
  const told = !says || (await isTold(watch, failure, goesOn, ports));
  if (ends && told) return end(watch, `${code}: ${why}`, ports);
  const facts = { watch: watch.id, channel: watch.channel, code, failures, why };
  log.info(facts, "a watched graph could not be made anew; it is tried again");
  const waitMs = last ? everyMs.update : everyMs[now.mode];
  await store.graphs.watched(watch.id, { ...now, failures: told ? failures : now.failures, nextMs: clock() + waitMs });
};

/** Says that its picture is old, once. False: the chat is away, and nobody would know. */
const isTold = async (
  watch: GraphWatch,
  failure: Failure,
  goesOn: boolean,
  { chat, log }: LookPorts,
): Promise<boolean> => {
  const { channel, thread } = watch;
  try {
    await chat.post({ channel, thread }, failingNote(failure, goesOn), `${watchPostId(watch)}:end`);
  } catch (error) {
    const { retry } = toFailure(error);
    log.warn({ watch: watch.id, channel, err: error }, "it could not be said that a watched graph is not fresh");
    return !retry;
  }
  return true;
};

/** What would be looked at later although its problem ended is looked at now, for the last time. */
export const wakeEnded = async (ports: LookPorts): Promise<void> => {
  const { store, clock } = ports;
  for (const watch of await store.graphs.watches()) {
    const { id, incidentId, failures, nextMs } = watch;
    if (incidentId === undefined || failures > 0 || nextMs <= clock()) continue;
    if ((await endOf(watch, ports)) === "over") await store.graphs.watched(id, { ...watch, nextMs: clock() });
  }
};
