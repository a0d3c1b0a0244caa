import type { Rota } from "../core/responding.ts";
import { answersOf } from "./known/pager.ts";
import { deskChanges } from "./pager-desk/changes.ts";
import type { DeskFor, PagerDeskPorts } from "./pager-desk/ports.ts";
import { deskReads } from "./pager-desk/reads.ts";

/** What commands may do at the pager: one desk for each asker, all on the same remembered answers. */
export const createPagerDesk = (given: PagerDeskPorts): DeskFor => {
  const ports = { ...given, rota: forgetting(given) };
  return (asker) => {
    const reads = deskReads(ports, asker);
    const { actor: _actor, ...asked } = reads;
    return { ...asked, ...deskChanges(ports, asker, reads) };
  };
};

/** After somebody takes or gives back a turn, also after a doubt, nobody may be told who had it before. */
const forgetting = (ports: PagerDeskPorts): Rota => {
  const { rota } = ports;
  const answers = answersOf(ports);
  const after = async <T>(change: Promise<T>): Promise<T> => {
    try {
      return await change;
    } finally {
      answers.turnsChanged();
    }
  };
  return {
    turns: (query) => rota.turns(query),
    shifts: (schedule, window) => rota.shifts(schedule, window),
    overrides: (schedule, window) => rota.overrides(schedule, window),
    override: (schedule, shift, actor) => after(rota.override(schedule, shift, actor)),
    deleteOverride: (schedule, id, actor) => after(rota.deleteOverride(schedule, id, actor)),
  };
};
