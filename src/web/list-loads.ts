import type { Incident } from "../core/incident.ts";
import { type LiveList, type LiveRow, liveMute, liveRow, liveStream, liveVerbs } from "../core/live-list.ts";
import type { Clock, Log } from "../core/log.ts";
import { parseListQuery } from "./list-query.ts";
import type { LiveAlerts } from "./live-alerts.ts";
import { createLoads, type Live, type Loads } from "./loads.ts";
import { createOncallMemory } from "./oncall-memory.ts";

const STREAM = 50;

/** What the list is read from. */
export interface ListLoadsOptions {
  readonly alerts: LiveAlerts;
  readonly clock: Clock;
  readonly log: Log;
}

type Common = Live & Omit<LiveList, "rows" | "total" | "limit" | "muted">;

/** What does not depend on the query. */
const readCommon = async (alerts: LiveAlerts, oncall: LiveList["oncall"], nowMs: number): Promise<Common> => {
  const [counts, newest, mutes, unreadable, storms] = await Promise.all([
    alerts.counts(),
    alerts.stream(STREAM),
    alerts.mutes(),
    alerts.unreadable(),
    alerts.storms(),
  ]);
  return {
    open: true,
    stream: liveStream(newest, STREAM),
    mutes: mutes.map((mute) => liveMute(mute, nowMs)),
    ...{ counts, oncall, unreadable, storms, pager: alerts.pager },
  };
};

const readList = async (
  alerts: LiveAlerts,
  query: URLSearchParams,
  common: () => Promise<Common>,
): Promise<LiveList> => {
  const { filter, order, limit, mutedLimit } = parseListQuery(query);
  const [shown, muted, shared] = await Promise.all([
    alerts.list({ ...filter, muted: false }, order, limit),
    alerts.list({ ...filter, muted: true }, order, mutedLimit),
    common(),
  ]);
  const rowsOf = (incidents: readonly Incident[]): readonly LiveRow[] =>
    incidents.map((incident) => {
      const verbs = liveVerbs(incident, alerts.handledBy(incident.source), alerts.pager !== undefined);
      return liveRow(incident, alerts.runbookFor(incident), verbs);
    });
  return {
    ...shared,
    ...{ rows: rowsOf(shown.incidents), total: shown.total, limit },
    muted: { rows: rowsOf(muted.incidents), total: muted.total },
  };
};

/** The live list by its query; what does not depend on the query is read once for all who ask at the same time. */
export const createListLoads = ({ alerts, clock, log }: ListLoadsOptions): Loads<LiveList> => {
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const oncall = createOncallMemory({ ask: () => alerts.oncall(), changed, clock, log });
  const onData = (listener: () => void): (() => void) => {
    listeners.add(listener);
    const stop = alerts.onData(listener);
    return () => {
      listeners.delete(listener);
      stop();
    };
  };
  const common = createLoads<Common>({
    kind: "common",
    onData,
    read: async () => readCommon(alerts, await oncall(), clock()),
  });
  const list = createLoads<LiveList>({
    kind: "list",
    onData,
    read: (_name, query) => readList(alerts, query, () => common.load("", new URLSearchParams())),
  });
  return {
    ...list,
    forget() {
      common.forget();
      list.forget();
    },
  };
};
