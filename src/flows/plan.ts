import type { Plan } from "../core/store.ts";

/** Name under which Dr. M speaks of its own troubles. */
export const SELF = "drm";

/**
 * Where a change is said: Dr. M's own troubles in the admin channel, everything else in the ops channel; longer texts
 * (notes, log lines) in the card's thread.
 */
export const createPlan =
  (channels: { readonly ops: string; readonly admin: string }): Plan =>
  (_incident, _change, alert) => {
    const channel = alert.source === SELF ? channels.admin : channels.ops;
    const card = { kind: "card", channel } as const;
    return alert.details.length > 0 ? [card, { kind: "note", channel, lines: noteLines(alert) }] : [card];
  };

const noteLines = (alert: Parameters<Plan>[2]): readonly string[] => {
  const who = [alert.by, alert.what].filter(Boolean).join(" · ");
  return who ? [`${who}:`, ...alert.details] : alert.details;
};

/** An incident that ended longer ago than this is history: the poll that finds it repaints its card but posts none. */
const STALE_MS = 60 * 60_000;

/** The plan for what a poll found and no webhook told. */
export const repairPlan =
  (plan: Plan, nowMs: number): Plan =>
  (incident, change, alert) => {
    const stale = incident.state === "resolved" && (incident.resolvedAtMs ?? 0) < nowMs - STALE_MS;
    return plan(incident, change, alert).map((say) => (say.kind === "card" ? { ...say, onlyIfPosted: stale } : say));
  };
