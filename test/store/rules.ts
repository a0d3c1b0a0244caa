import type { Gathering, Rules } from "../../src/core/rules.ts";

/** Rules for tests: a problem is fresh after 15 minutes, groups are open for an hour. */
export const rulesOf = (gathering: Partial<Gathering> = {}, judge: Rules["judge"] = (incident) => incident): Rules => ({
  gather: () => ({ groupWindowMs: 3_600_000, freshAfterMs: 900_000, ...gathering }),
  judge,
});

/** Everything shares one card. */
export const GROUPED = rulesOf({ group: { key: "disks", title: "Disks are full" } });
/** Everything that a mute's words are part of the title of is kept quiet by it. */
export const QUIET = rulesOf({}, (incident, _change, _alert, { mutes, nowMs, silent }) => ({
  ...incident,
  mutedBy: mutes.find(
    ({ match, fromMs }) => fromMs <= nowMs && match.words?.every((word) => incident.title.includes(word)),
  )?.id,
  unconfirmed: silent.has(incident.source) ? `silent since ${silent.get(incident.source)}` : undefined,
}));
