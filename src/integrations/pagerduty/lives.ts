import type { ApiLogEntry } from "./api-shapes.ts";
import { isAck, isResolve } from "./facts.ts";
import { personOf } from "./shapes.ts";
import type { Done, Life } from "./source-incident.ts";

/** First ack and last end of each incident, gathered from log entries in any order. */
export interface Lives {
  note(entry: ApiLogEntry): void;
  of(incidentId: string): Life;
  forget(incidentId: string): void;
}

/** Lives in memory: the earliest ack and the latest resolve of each incident win. */
export const createLives = (): Lives => {
  const lives = new Map<string, Life>();
  const of = (id: string): Life => lives.get(id) ?? {};
  return {
    of,
    forget: (id) => lives.delete(id),
    note(entry) {
      const { id } = entry.incident;
      const done: Done = { atMs: entry.created_at, by: personOf(entry.agent) };
      const life = of(id);
      if (isAck(entry) && done.atMs < (life.acked?.atMs ?? Number.POSITIVE_INFINITY))
        lives.set(id, { ...life, acked: done });
      if (isResolve(entry) && done.atMs > (life.resolved?.atMs ?? Number.NEGATIVE_INFINITY))
        lives.set(id, { ...life, resolved: done });
    },
  };
};
