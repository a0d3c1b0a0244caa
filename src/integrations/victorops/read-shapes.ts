import * as z from "zod";
import { Id } from "../../lib/payload.ts";
import * as shape from "../../lib/shape.ts";

/** A time as ISO 8601 text -> epoch milliseconds. */
const Time = z.string().transform((text, context) => {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) context.addIssue({ code: "custom", message: "not a time" });
  return ms;
});

/** A change of an incident's phase: "triggered", "acknowledged" or "resolved". */
const Transition = z.object({
  name: z.string(),
  at: Time,
  by: shape.Text,
  manually: z.boolean().nullish().catch(undefined),
});

const Named = z.object({ name: shape.Text, slug: shape.Text }).nullish().catch(undefined);

/** An incident of GET /api-reporting/v2/incidents and of GET /api-public/v1/incidents. */
export const ApiIncident = z.object({
  incidentNumber: Id,
  startTime: Time,
  currentPhase: z.string(),
  entityId: shape.Text,
  entityDisplayName: shape.Text,
  entityState: shape.Text,
  service: shape.Text,
  host: shape.Text,
  routingKey: shape.Text,
  pagedUsers: shape.listOf(z.string()),
  pagedTeams: shape.listOf(z.string()),
  pagedPolicies: shape.listOf(z.object({ policy: Named, team: Named })),
  transitions: shape.listOf(Transition),
});

/** A read incident: times in epoch milliseconds. */
export type ApiIncident = z.infer<typeof ApiIncident>;

/** A page of incidents; `total` is absent where the list is not paged. */
export const ApiIncidents = z.object({ incidents: z.array(z.unknown()), total: z.number().nullish().catch(undefined) });

/** A user; the list of users is a list within a list in some answers. */
export const ApiUser = z.object({ username: Id, firstName: shape.Text, lastName: shape.Text, email: shape.Text });

/** GET /api-public/v1/user */
export const ApiUsers = z.object({ users: z.array(z.unknown()).transform((users) => users.flat()) });

/** A team of GET /api-public/v1/team. */
export const ApiTeam = z.object({ slug: Id, name: shape.Text });

const Interval = z.object({ on: Time, off: Time.nullish().catch(undefined), escalationPolicy: Named });

/** GET /api-reporting/v1/team/{team}/oncall/log: who came on call and went off, by person. */
export const ApiOnCallLog = z.object({
  userLogs: shape.listOf(z.object({ userId: Id, log: shape.listOf(Interval) })),
});

/** GET /api-public/v1/maintenancemode: what is under way now. */
export const ApiMaintenance = z.object({
  activeInstances: shape.listOf(
    z.object({
      instanceId: Id,
      startedAt: z.number(),
      targets: shape.listOf(z.object({ names: shape.listOf(z.string()) })),
    }),
  ),
});
