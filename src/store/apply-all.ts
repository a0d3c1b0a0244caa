import type { Alert } from "../core/alert.ts";
import { applyMember } from "../core/group-apply.ts";
import type { Incident } from "../core/incident.ts";
import { applyAlert } from "../core/incident-apply.ts";
import { placeAlert, saidAgain } from "../core/place.ts";
import type { Gathering, Known, Rules } from "../core/rules.ts";
import type { Applied } from "../core/store.ts";
import type { ChangedIncident } from "./incident-rows.ts";
import type { Swallowed } from "./mutes.ts";
import type { Name, Pointers } from "./pointers.ts";
import { indexable } from "./storable.ts";

/** An alert, and how it finds its incident. */
export interface Gathered {
  readonly alert: Alert;
  readonly gathering: Gathering;
  /** Set when its event was seen before: it counts only where its problem is over. */
  readonly again?: boolean;
}

/** The alert with what rules say of where it belongs; keys that they make fit the database. */
export const gather = (alert: Alert, rules: Rules): Gathered => {
  const { group, ...gathering } = rules.gather(alert);
  return { alert, gathering: group ? { ...gathering, group: { ...group, key: indexable(group.key) } } : gathering };
};

/** The keys whose incidents have to be known to place it. */
export const namesOf = ({ alert: { source, key }, gathering: { group } }: Gathered): readonly Name[] =>
  group
    ? [
        { source, key },
        { source, key: group.key },
      ]
    : [{ source, key }];

/** The incidents that a batch of alerts may be about, and what they became. */
export interface Working {
  readonly pointers: Pointers;
  readonly before: ReadonlyMap<string, Incident>;
  readonly after: Map<string, Incident>;
}

const incidentOf = ({ before, after }: Working, id: string): Incident | undefined => after.get(id) ?? before.get(id);

/** The alert as it counts; undefined for an event that was seen before and says nothing new. */
export const counts = ({ alert, again }: Gathered, incident: Incident | undefined): Alert | undefined =>
  again ? saidAgain(alert, incident) : alert;

/** Applies one alert; undefined when it is about an occurrence that there is not, or says nothing new. */
const applyOne = (gathered: Gathered, working: Working, rules: Rules, known: Known) => {
  const { gathering } = gathered;
  const { source, key: own } = gathered.alert;
  const current = (key: string) => incidentOf(working, working.pointers.of({ source, key }));
  const alert = counts(gathered, current(own));
  if (!alert) return undefined;
  const placed = placeAlert(alert, gathering, current);
  const was = incidentOf(working, placed.incidentId);
  if (!was && alert.incidentId !== undefined) return undefined;
  const inGroup = placed.alert.member !== undefined || was?.members !== undefined;
  const { incident, change } = inGroup
    ? applyMember(was, placed.alert, gathering.group?.title ?? "")
    : applyAlert(was, placed.alert);
  const problem = was?.problem ?? gathering.problem ?? placed.alert.key;
  const whole = { ...incident, id: placed.incidentId, problem };
  const judged = rules.judge(whole, change, placed.alert, known);
  working.after.set(judged.id, judged);
  for (const key of placed.keys) working.pointers.set({ source, key }, judged.id);
  return { incident: judged, change, alert: placed.alert };
};

/** Applies alerts in order to the incidents they belong to; a later one sees what an earlier one did. */
export const applyAll = (
  alerts: readonly Gathered[],
  working: Working,
  rules: Rules,
  known: Known,
): readonly Applied[] =>
  alerts.flatMap((one) => {
    const applied = applyOne(one, working, rules, known);
    return applied ? [applied] : [];
  });

/** What has to be written. */
export const changedBy = ({ before, after }: Working): readonly ChangedIncident[] =>
  [...after].map(([id, incident]) => ({ incident, basedOn: before.get(id)?.version ?? 0 }));

/** How many alerts each mute swallowed, what is done here being none, and how many problems became quiet by it. */
export const swallowedBy = (
  applied: readonly Applied[],
  { before, after }: Pick<Working, "before" | "after">,
): ReadonlyMap<string, Swallowed> => {
  const counts = new Map<string, Swallowed>();
  const add = (id: string | undefined, more: Swallowed): void => {
    if (id === undefined) return;
    const { alerts, problems } = counts.get(id) ?? { alerts: 0, problems: 0 };
    counts.set(id, { alerts: alerts + more.alerts, problems: problems + more.problems });
  };
  for (const { incident, alert } of applied) if (!alert.ours) add(incident.mutedBy, { alerts: 1, problems: 0 });
  for (const { id, mutedBy } of after.values())
    if (mutedBy !== before.get(id)?.mutedBy) add(mutedBy, { alerts: 0, problems: 1 });
  return counts;
};
