import type { Incident } from "../core/incident.ts";
import type { Applied, Plan, Say } from "../core/store.ts";
import { writeDues } from "./dues.ts";
import type { Db } from "./engine.ts";
import { createOwe, owedBy } from "./owe.ts";

/** Does what `plan` says about changes, within their transaction: what is owed to the chat, and what is due later. */
export const createSay = (root: Db) => {
  const owe = createOwe(root);
  return async (db: Db, applied: readonly Applied[], plan: Plan, nowMs: number): Promise<boolean> => {
    const says = new Map<Incident, readonly Say[]>();
    for (const { incident, change, alert } of applied) says.set(incident, plan(incident, change, alert));
    const dues = [...says.values()].flat().flatMap((say) => (say.kind === "later" ? [say.due] : []));
    await writeDues(db, dues);
    return owe(
      db,
      owedBy(applied, (incident) => says.get(incident) ?? [], nowMs),
    );
  };
};
