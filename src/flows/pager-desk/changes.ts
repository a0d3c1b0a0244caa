import { settled } from "./certain.ts";
import { askForCover, takeOver, withdrawRequest } from "./change-cover.ts";
import { incidentChanges } from "./change-incident.ts";
import { overrideTurn, removeOverride } from "./change-override.ts";
import { pageSomebody } from "./change-page.ts";
import type { Changing, DeskChanges } from "./change-ports.ts";
import { setStatuses } from "./change-status.ts";
import type { DeskAsker, PagerDeskPorts } from "./ports.ts";
import type { DeskReads } from "./reads.ts";

/** What one asker may change at the pager, everything in their own name; a stored command that runs twice does it once. */
export const deskChanges = (ports: PagerDeskPorts, asker: DeskAsker, reads: DeskReads): DeskChanges => {
  const changing: Changing = { ports, asker, reads };
  return {
    ...incidentChanges(changing),
    setStatus: (refs, status, from) => settled(changing, (one) => setStatuses(one, refs, status, from)),
    page: (target, message, urgency) => pageSomebody(changing, target, message, urgency),
    override: (schedule, window, person) => settled(changing, (one) => overrideTurn(one, schedule, window, person)),
    deleteOverride: (id, schedule) => settled(changing, (one) => removeOverride(one, id, schedule)),
    askCover: (window, schedule) => askForCover(changing, window, schedule),
    takeCover: (id) => settled(changing, (one) => takeOver(one, id)),
    withdrawCover: (id) => withdrawRequest(changing, id),
    forget: async () => (await ports.store.unlinkEmail(asker.user.id)) || asker.said.again === true,
  };
};
