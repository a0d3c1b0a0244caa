import type { Due } from "../core/due.ts";
import { type Failure, toFailure } from "../core/failure.ts";
import type { Incident } from "../core/incident.ts";
import { routeNamed } from "../core/route.ts";
import type { Tally } from "../core/tally.ts";
import { graphOf } from "./alert-graphs/graph-of.ts";
import { type MakePorts, makePicture } from "./alert-graphs/make.ts";
import { skipReason, type WantPorts } from "./alert-graphs/skip.ts";
import { createHeld } from "./held.ts";
import { createLoop, type Loop } from "./loop.ts";

/** What graphs below cards need from outside. */
export interface AlertGraphPorts extends MakePorts, WantPorts {
  readonly store: MakePorts["store"] & WantPorts["store"];
  readonly holder: string;
  readonly tally: Pick<Tally, "count">;
}

/** Longer than one picture may take. */
const LEASE_MS = 30_000;
const EVERY_MS = 1_000;
const AT_ONCE = 4;
const TAKEN = 50;
/** What fails and may succeed later is tried again after these: all of it within a minute. */
const AGAIN_MS = [2_000, 6_000, 15_000];

/**
 * Cards get a graph of what their alert was measured by, below them and behind them: whatever goes wrong with it is one
 * line in the log. One process at a time draws them.
 */
export const createAlertGraphs = (ports: AlertGraphPorts): Loop => {
  const { store, clock, log } = ports;
  const held = createHeld(store.leases, clock, "alert-graphs", ports.holder, LEASE_MS);
  const running = new Map<string, Promise<void>>();
  let stopping = new AbortController();
  const begin = (due: Due): void => {
    const work = runDue(due, ports, stopping.signal)
      .catch((error: unknown) => log.warn({ due: due.id, err: error }, "a graph below a card could not be settled"))
      .finally(() => {
        running.delete(due.id);
        loop.wake();
      });
    running.set(due.id, work);
  };
  const turn = async (): Promise<number> => {
    if (!(await held.get())) return EVERY_MS;
    if (running.size >= AT_ONCE) return EVERY_MS;
    // What ends while they are read is in what was read.
    const begun = new Set(running.keys());
    const dues = await store.dues.take(clock(), TAKEN, ["graph"]);
    const waiting = dues.filter(({ id }) => !begun.has(id));
    if (waiting.length === 0) return EVERY_MS;
    const storms = new Set((await store.storms()).map(({ channel }) => channel));
    for (const due of waiting) {
      if (running.size >= AT_ONCE || stopping.signal.aborted) return EVERY_MS;
      if (!(await skipped(due, storms, ports))) begin(due);
    }
    return dues.length === TAKEN ? 0 : EVERY_MS;
  };
  const loop = createLoop("alert-graphs", log, turn, held.release);
  return {
    ...loop,
    start() {
      stopping = new AbortController();
      loop.start();
    },
    async stop() {
      stopping.abort();
      await Promise.all([loop.stop(), ...running.values()]);
    },
  };
};

/** Ends what needs no graph any more, and says so in the log. */
const skipped = async (due: Due, storms: ReadonlySet<string>, ports: AlertGraphPorts): Promise<boolean> => {
  const incident = await ports.store.incident(due.subject);
  const why = await skipReason(due, incident, storms, ports);
  if (why === undefined) return false;
  await ended(due, "skipped", why, ports);
  return true;
};

const ended = async (due: Due, outcome: string, why: string, ports: AlertGraphPorts): Promise<void> => {
  const { store, log, tally } = ports;
  log.info({ incident: due.subject, outcome, why }, "no graph below this card");
  tally.count("dues", { kind: "graph", outcome });
  await store.dues.done(due.id, due.atMs);
};

const runDue = async (due: Due, ports: AlertGraphPorts, stopping: AbortSignal): Promise<void> => {
  const { store, tally, policy, measures } = ports;
  try {
    const incident = await store.incident(due.subject);
    const graph = incident && graphOf(incident, routeNamed(policy(), incident.said?.route), measures);
    if (!incident || !graph) return await ended(due, "skipped", "nothing to draw", ports);
    if (!(await makePicture(incident, graph, occurrenceOf(incident), stopping, ports)))
      return await ended(due, "skipped", "it has no card of its own", ports);
    tally.count("dues", { kind: "graph", outcome: "done" });
    await store.dues.done(due.id, due.atMs);
  } catch (error) {
    // What a stop cuts off is done at the next start.
    if (!stopping.aborted) await failed(due, toFailure(error), ports);
  }
};

/** Which of the problem's openings it is. */
const occurrenceOf = ({ id, state, flips = [], openedAtMs }: Incident): string =>
  `graph:${id}:${flips.at(state === "resolved" ? -2 : -1) ?? openedAtMs}`;

const failed = async (due: Due, failure: Failure, ports: AlertGraphPorts): Promise<void> => {
  const { store, clock, log, tally } = ports;
  const waitMs = AGAIN_MS[due.step - 1];
  if (!failure.retry || waitMs === undefined)
    return ended(due, "given_up", `${failure.code}: ${failure.message}`, ports);
  log.info({ incident: due.subject, code: failure.code, why: failure.message }, "a graph below a card is tried again");
  tally.count("dues", { kind: "graph", outcome: "later" });
  await store.dues.add({ ...due, step: due.step + 1, atMs: clock() + waitMs });
};
