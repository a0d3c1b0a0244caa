import type { Incident } from "../core/incident.ts";
import type { SourceIncident } from "../core/integration.ts";
import type { Known, Rules } from "../core/rules.ts";
import type { Applied, Plan } from "../core/store.ts";
import { swallowedBy } from "./apply-all.ts";
import type { Db, Engine } from "./engine.ts";
import { type Imported, importFacts, importIncident, importMember } from "./imported.ts";
import type { ChangedIncident } from "./incident-rows.ts";
import { createIncidents, type Incidents } from "./incidents.ts";
import { readKnown } from "./known.ts";
import { countSwallowed } from "./mutes.ts";
import { readPointers } from "./pointers.ts";
import { createSay } from "./say.ts";

/** Ids among these that have a card or a note in some channel. */
const idsWithPosts = async (db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> => {
  const rows = await db.selectFrom("outbox").select("incident_id").where("incident_id", "in", ids).execute();
  return new Set(rows.map(({ incident_id }) => incident_id));
};

/** What one reading comes to, given what is stored of it. */
const importOne = (before: Incident | undefined, found: SourceIncident, posted: boolean): Imported | undefined => {
  if (before?.members) return posted ? undefined : importMember(before, found);
  return before && posted ? importFacts(before, found) : importIncident(before, found);
};

/** The same with what holds for it from outside; history is not judged, since nobody is told of it. */
const withRules = (
  { incident, applied }: Imported,
  rules: Rules,
  known: Known | undefined,
): { readonly incident: Incident; readonly applied?: Applied } => {
  if (!applied) return { incident };
  const { alert, change } = applied;
  const problem = incident.problem ?? rules.gather(alert).problem ?? alert.key;
  const whole = { ...incident, problem };
  const judged = known ? rules.judge(whole, change, alert, known) : whole;
  return { incident: judged, applied: { incident: judged, change, alert } };
};

/** Compares one page with what is stored and writes what differs. */
const writeIncidents = async (
  db: Db,
  found: readonly SourceIncident[],
  { incidents, rules, known }: { incidents: Incidents; rules: Rules; known: Known | undefined },
): Promise<{ readonly applied: readonly Applied[]; readonly written: number }> => {
  const pointers = await readPointers(db, found);
  const newest = [...new Map(found.map((one) => [JSON.stringify([one.source, one.key]), one])).values()];
  const ids = newest.map(pointers.of);
  const before = await incidents.readToChange(db, ids);
  const stored = new Map(before);
  const posted = known ? new Set<string>() : await idsWithPosts(db, ids);
  const changed = new Map<string, ChangedIncident>();
  const applied: Applied[] = [];
  for (const one of newest) {
    const id = pointers.of(one);
    const result = importOne(stored.get(id), one, posted.has(id));
    if (!result) continue;
    const { incident, applied: told } = withRules(result, rules, known);
    stored.set(id, incident);
    changed.set(id, { incident, basedOn: before.get(id)?.version ?? 0 });
    if (told) applied.push(told);
  }
  await incidents.write(db, [...changed.values()]);
  if (!known) return { applied: [], written: changed.size };
  await countSwallowed(db, swallowedBy(applied, { before, after: stored }));
  return { applied, written: changed.size };
};

/** Imports what a source's API showed, within a transaction; without a plan it is history, of which nobody is told. */
export const createImport = (engine: Engine) => {
  const incidents = createIncidents(engine);
  const say = createSay(engine.db);
  return async (
    db: Db,
    found: readonly SourceIncident[],
    { plan, rules, nowMs }: { readonly plan: Plan | undefined; readonly rules: Rules; readonly nowMs: number },
  ): Promise<{ readonly applied: readonly Applied[]; readonly written: number; readonly owes: boolean }> => {
    const known = plan && (await readKnown(db, nowMs));
    const { applied, written } = await writeIncidents(db, found, { incidents, rules, known });
    return { applied, written, owes: plan ? await say(db, applied, plan, nowMs) : false };
  };
};
