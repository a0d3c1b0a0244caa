import type { Clock } from "../../core/log.ts";
import type { Responding } from "../../core/responding.ts";
import { changeIncident, incidentIn } from "./change.ts";
import type { Client } from "./client.ts";
import { escalate } from "./escalate.ts";
import { createJustRead } from "./just-read.ts";
import { requirePriority } from "./priorities.ts";
import { createChanges } from "./responding-changes.ts";
import { createIncident } from "./responding-create.ts";
import { createReads } from "./responding-reads.ts";
import { pagerIncidentOf } from "./responding-shape.ts";
import { setStatus } from "./set-status.ts";

/** Incidents at PagerDuty as people handle them. https://developer.pagerduty.com/api-reference/9d0b4b12e36f9-list-incidents */
export const createResponding = (
  client: Client,
  clock: Clock,
  { pageService }: { readonly pageService?: string | undefined },
): Responding => {
  const justRead = createJustRead(clock);
  return {
    pageService,
    ...createReads(client, clock, justRead),
    ...createChanges(client),
    setStatus: async (ids, status, actor, refused) =>
      (await setStatus({ client, justRead, status, actor, refused }, ids)).map(pagerIncidentOf),
    escalate: async (id, actor) => pagerIncidentOf(await escalate(client, id, actor)),
    async setPriority(id, name, actor) {
      const found = name === undefined ? undefined : await requirePriority(client, name);
      const priority = found ? { id: found.id, type: "priority_reference" } : null;
      return pagerIncidentOf(incidentIn(id, await changeIncident(client, id, { priority }, actor)));
    },
    create: (wish, actor) => createIncident(client, wish, actor),
  };
};
