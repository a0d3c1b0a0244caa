import type { Config } from "../../config.ts";
import type { Check } from "../../core/checkup.ts";
import type { Clock } from "../../core/log.ts";
import { countOf } from "../../core/number-words.ts";
import type { QueueReport, Store } from "../../core/store.ts";
import { when } from "../../core/time/when.ts";
import type { Examined } from "../../flows/doctor.ts";

const LATE_MS = 60_000;

const waits = (count: number, one: string, many?: string): string =>
  count === 0 ? "nothing waits" : `${countOf(count, one, many)} ${count === 1 ? "waits" : "wait"}`;

const queue = ({ lanes, inboxWaiting, dead, unreadable }: QueueReport, nowMs: number): readonly Check[] => {
  const waiting = lanes.reduce((sum, lane) => sum + lane.waiting, 0);
  const oldest = Math.min(...lanes.map(({ oldestMs }) => oldestMs ?? Number.POSITIVE_INFINITY));
  const late = nowMs - oldest > LATE_MS;
  const blocked = lanes.flatMap((lane) => (lane.blocked ? [`#${lane.channel}: ${lane.blocked}`] : []));
  return [
    {
      name: "to be posted",
      state: late ? "warn" : "ok",
      says: `${waits(waiting, "message")}${late ? ` since ${when(oldest)}` : ""}`,
      ...(late ? { mend: "/oncall queue says what waits and why." } : {}),
    },
    {
      name: "to be read",
      state: inboxWaiting > 1_000 ? "warn" : "ok",
      says: waits(inboxWaiting, "delivery", "deliveries"),
    },
    ...blocked.map(
      (says): Check => ({
        name: "channel",
        state: "bad",
        says,
        mend: "/invite @drm there, or mend the channel; then /oncall queue retry.",
      }),
    ),
    ...(dead.length > 0
      ? [
          {
            name: "dead letters",
            state: "warn",
            says: countOf(dead.length, "message"),
            mend: "/oncall queue lists them.",
          } as const,
        ]
      : []),
    ...(unreadable.length > 0
      ? [
          {
            name: "unreadable",
            state: "warn",
            says: `${countOf(unreadable.length, "delivery", "deliveries")}, the newest of ${unreadable[0]?.source ?? ""}: ${unreadable[0]?.why ?? ""}`,
            mend: "/oncall live opens the list that shows them.",
          } as const,
        ]
      : []),
  ];
};

/** The store, and what waits in it. */
export const ofStore = (
  store: Pick<Store, "ping" | "outbox">,
  { databaseUrl }: Pick<Config, "databaseUrl">,
  clock: Clock,
): Examined => ({
  name: "Store",
  async look() {
    const startMs = clock();
    await store.ping();
    const says = `${databaseUrl ? "PostgreSQL" : "SQLite"} answers in ${clock() - startMs} ms`;
    return [{ name: "answers", state: "ok", says }, ...queue(await store.outbox.report(), clock())];
  },
});
