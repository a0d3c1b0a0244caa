import { exception, type Hook, logSearch, metricAlert, ruleAlerts } from "./senders.ts";

/** What a scene of the story may do. All times are the demo's own now. */
export interface Stage {
  readonly nowMs: number;
  /** Tells this telling of the story from the others: its problems are new ones. */
  readonly run: number;
  send(hook: Hook): Promise<void>;
  /** Somebody types in the ops channel; by handle. */
  says(who: string, words: string): Promise<void>;
  /** The pager calls whoever is on call; answers how it is named there. */
  page(service: string, title: string): string;
  ackPage(id: string): void;
  resolvePage(id: string): void;
  /** From now on, so many seconds, connections are held: a pool fills up. */
  fillPool(seconds: number): void;
  /** What an earlier scene left for a later one. */
  readonly notes: Map<string, string>;
}

/** A moment of the story, seconds after its beginning. */
export interface Scene {
  readonly atS: number;
  readonly play: (stage: Stage) => Promise<void> | void;
}

const latency = (run: number) => ({
  id: 81_000 + run,
  name: "api.latency.p95",
  about: "The slowest 5 % of API requests take too long",
  metric: "api.request.duration.p95.ms",
  threshold: 1500,
});

const errors = (run: number) => ({
  id: 91_000 + run,
  name: "api.errors.percent",
  about: "Too many API requests end in an error",
  metric: "api.request.errors.percent",
  threshold: 2,
});

const fault = (run: number, count: number) => ({
  id: 60_000 + run,
  klass: "IOError",
  message: "IOError - closed stream",
  count,
});

const pool = (stage: Stage, ended: boolean): Hook =>
  ruleAlerts(
    { alertname: "DbConnectionPoolFull" },
    ["api-1", "api-3"].map((host, index) => ({
      rule: "DbConnectionPoolFull",
      host,
      service: "Checkout API",
      severity: "critical",
      summary: `Connection pool to db-2 is full on ${host}`,
      value: `${index === 0 ? 50 : 49} of 50`,
      threshold: "> 45",
      expr: `db_pool_connections_in_use{pool="db-2"} > 45`,
      sinceMs: Number(stage.notes.get("pool") ?? stage.nowMs),
      ...(ended ? { endedMs: stage.nowMs } : {}),
      run: String(stage.run),
    })),
  );

/** A short glitch of an API, as an ops channel sees it: about 75 seconds from the first alert to the all-clear. */
export const GLITCH: readonly Scene[] = [
  {
    atS: 0,
    play: ({ send, run, nowMs, fillPool }) => {
      fillPool(40);
      return send(metricAlert(latency(run), nowMs, { "api-1": 2310.4, "api-3": 2045.8 }));
    },
  },
  {
    atS: 3,
    play: ({ send, run, nowMs }) => send(metricAlert(errors(run), nowMs, { "api-1": 4.7, "api-2": 2.9, "api-3": 5.2 })),
  },
  { atS: 7, play: ({ send, nowMs }) => send(logSearch("502s", 10, nowMs)) },
  { atS: 11, play: ({ says }) => says("elif", "checkout just timed out for me, twice") },
  {
    atS: 14,
    play: (stage) => {
      stage.notes.set("pool", String(stage.nowMs - 60_000));
      return stage.send(pool(stage, false));
    },
  },
  { atS: 18, play: ({ send, run, nowMs }) => send(exception(fault(run, 31), nowMs)) },
  { atS: 21, play: ({ says }) => says("ben", "nothing was deployed since this morning") },
  {
    atS: 24,
    play: (stage) => {
      stage.notes.set("page", stage.page("Checkout API", "p99 latency over 2 s"));
    },
  },
  { atS: 31, play: (stage) => stage.ackPage(stage.notes.get("page") ?? "") },
  { atS: 34, play: ({ says }) => says("ana", "on it: the pool to db-2 is full, something holds its connections") },
  { atS: 40, play: ({ says }) => says("ana", "killed a report that sat on 40 of them, api-1 and api-3 reconnect now") },
  { atS: 46, play: ({ says }) => says("elif", "checkout works again") },
  { atS: 50, play: (stage) => stage.send(pool(stage, true)) },
  { atS: 54, play: ({ send, run, nowMs }) => send(metricAlert(errors(run), nowMs)) },
  { atS: 57, play: ({ send, run, nowMs }) => send(metricAlert(latency(run), nowMs)) },
  { atS: 62, play: ({ send, run, nowMs }) => send(exception(fault(run, 31), nowMs, "Ana Kovac")) },
  { atS: 66, play: (stage) => stage.resolvePage(stage.notes.get("page") ?? "") },
  {
    atS: 72,
    play: ({ says }) =>
      says("ana", "all clear :white_check_mark: the report gets a connection limit of its own tomorrow"),
  },
];
