import { argsFromQuery } from "../core/args.ts";
import type { ChartSpec } from "../core/chart.ts";
import { Failure, toFailure } from "../core/failure.ts";
import { splitPage } from "../core/graph/asked.ts";
import type { Clock, Log } from "../core/log.ts";
import type { TimeRange } from "../core/time/range.ts";
import { createZoneClock, dayOfWall, formatDay } from "../core/time/zone-clock.ts";
import type { Viewer } from "../core/viewer.ts";
import { loadPage, requireGraph, type SnapshotPorts } from "../flows/snapshot.ts";
import type { LiveGraphs } from "../web/index.ts";
import { type AtOnce, createAtOnce } from "./at-once.ts";
import { viewerOf } from "./care.ts";
import { chatOf } from "./late.ts";
import type { Parts } from "./parts.ts";

/** What is measured elsewhere is asked for again so often while somebody looks. */
const MEASURED_EVERY_MS = 10_000;
/** Live pages ask a source for so many windows at once; chat and alerts, which matter more, do not wait behind them. */
const EACH_SOURCE = { most: 8, waitMs: 10_000 };

/** Work for each source apart: one that hangs holds up no other. */
const createTurns = (): ((source: string) => AtOnce) => {
  const turns = new Map<string, AtOnce>();
  return (source) => {
    const turn = turns.get(source) ?? createAtOnce(EACH_SOURCE);
    turns.set(source, turn);
    return turn;
  };
};

const isRange = (value: unknown): value is TimeRange =>
  typeof value === "object" && value !== null && "fromMs" in value && "tz" in value;

const dayIn = (atMs: number, { fromMs, toMs, tz }: TimeRange): string =>
  formatDay(dayOfWall(createZoneClock(tz, fromMs, toMs).wallMs(atMs)));

const runsUntil = (value: unknown): number =>
  typeof value === "object" && value !== null && "endMs" in value && typeof value.endMs === "number" ? value.endMs : 0;

/** Whether what is asked for still runs: where two ranges are compared, one of them. */
const isRunning = (args: Readonly<Record<string, unknown>>, nowMs: number): boolean => {
  const sides = [args.a, args.b].flatMap((side) =>
    typeof side === "object" && side !== null && "range" in side ? [side.range] : [],
  );
  return (sides.length > 0 ? sides : Object.values(args)).some((value) => runsUntil(value) > nowMs);
};

type Shared = Pick<Parts, "snapshots" | "store" | "policy" | "late">;

/** Who looks; by what is kept here alone where the chat cannot be asked just now: that shows less, never more. */
const viewerFor = async (user: string, { late, ...shared }: Shared, log: Log): Promise<Viewer> => {
  try {
    return await viewerOf(await chatOf(late).user(user), shared);
  } catch (error) {
    log.warn({ user, err: toFailure(error) }, "who looks at a live page is known by id alone");
    return viewerOf({ id: user }, shared);
  }
};

/** "oncall-load-2026-11-09-2026-11-15.csv": the days of the range in its zone, as they are shown. */
const fileName = (page: string, args: object): string => {
  const range = "range" in args && !("a" in args) ? args.range : undefined;
  return `${[page, ...(isRange(range) ? [dayIn(range.fromMs, range), dayIn(range.toMs - 1, range)] : [])].join("-")}.csv`;
};

/** Live pages load what pictures load; a page stays open while its range runs. */
export const liveGraphs = (parts: Shared, clock: Clock): LiveGraphs => {
  const { snapshots, store } = parts;
  const turnOf = createTurns();
  const contextNow = () => ({ nowMs: clock(), tz: snapshots.tz, weekStart: snapshots.weekStart });
  const portsFor = async (user: string | undefined): Promise<SnapshotPorts> =>
    user === undefined
      ? snapshots
      : { ...snapshots, data: { ...snapshots.data, viewer: await viewerFor(user, parts, snapshots.log) } };
  const load = async (page: string, query: URLSearchParams, user: string | undefined): Promise<ChartSpec> => {
    const { id } = splitPage(page);
    if (id === undefined) return loadPage(await portsFor(user), page, query);
    const { source } = await snapshots.data.asked(id);
    return turnOf(source)(() => loadPage(snapshots, page, query));
  };
  return {
    async has(page) {
      const { graph: name, id } = splitPage(page);
      const graph = snapshots.graphs.find((one) => one.name === name);
      if (!graph || (graph.kept === true) !== (id !== undefined)) return false;
      return id === undefined || (await store.graphs.read(id, clock())) !== undefined;
    },
    isPersonal: (page) =>
      snapshots.graphs.some(({ name, personal }) => personal === true && name === splitPage(page).graph),
    async spec(page, query, user) {
      const context = contextNow();
      const graph = requireGraph(snapshots.graphs, page);
      const args = argsFromQuery(graph.args, query, context);
      const open = query.get("to") === "now" || isRunning(args, context.nowMs);
      return {
        ...{ spec: await load(page, query, user), open, takes: Object.keys(graph.args) },
        ...(graph.csv ? { csv: true } : {}),
        ...(graph.kept ? { everyMs: MEASURED_EVERY_MS } : {}),
      };
    },
    async csv(page, query, user) {
      const graph = requireGraph(snapshots.graphs, page);
      const args = argsFromQuery(graph.args, query, contextNow());
      if (graph.csv === undefined)
        throw new Failure("not_found", `no CSV of ${graph.name}`, { tell: "This graph cannot be downloaded as CSV." });
      return { name: fileName(page, args), text: await graph.csv((await portsFor(user)).data, args) };
    },
    onData: (listener) =>
      store.onChange((what) => {
        if (what === "data") listener();
      }),
  };
};
