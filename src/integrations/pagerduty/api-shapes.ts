import * as z from "zod";
import { Id } from "../../lib/payload.ts";
import * as shape from "./shapes.ts";

/** A time that may be null or absent. */
const MaybeTime = shape.Time.nullish().catch(undefined);

/** An incident of GET /incidents, as far as we use it. */
export const ApiIncident = z.object({
  id: Id,
  incident_number: Id.nullish().catch(undefined),
  incident_key: shape.Text,
  title: shape.Text,
  summary: shape.Text,
  html_url: shape.Text,
  status: z.enum(["triggered", "acknowledged", "resolved"]),
  urgency: shape.Text,
  priority: shape.MaybeReference,
  service: shape.MaybeReference,
  escalation_policy: shape.MaybeReference,
  teams: shape.listOf(shape.Reference),
  assignments: shape.listOf(z.object({ assignee: shape.Reference })),
  acknowledgements: shape.listOf(z.object({ at: shape.Time, acknowledger: shape.MaybeReference })),
  assigned_via: shape.Text,
  pending_actions: shape.listOf(z.object({ type: z.string(), at: shape.Time })),
  created_at: shape.Time,
  updated_at: MaybeTime,
  last_status_change_at: MaybeTime,
  last_status_change_by: shape.MaybeReference,
  resolved_at: MaybeTime,
  resolve_reason: z.object({ type: shape.Text }).nullish().catch(undefined),
});

/** A read incident: times in epoch milliseconds, what is odd but not vital is undefined. */
export type ApiIncident = z.infer<typeof ApiIncident>;

const Notification = z.object({ type: shape.Text, user: shape.MaybeReference });

/** A log entry of GET /log_entries, as far as we use it. */
export const ApiLogEntry = z.object({
  id: Id,
  type: z.string(),
  created_at: shape.Time,
  agent: shape.MaybeReference,
  user: shape.MaybeReference,
  assignees: shape.listOf(shape.Reference),
  incident: shape.Reference.extend({ id: Id }),
  service: shape.MaybeReference,
  teams: shape.listOf(shape.Reference),
  channel: z
    .object({ type: shape.Text, user: shape.MaybeReference, notification: Notification.nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
});

/** A read log entry: `created_at` in epoch milliseconds, `type` as PagerDuty spells it, also types yet unknown. */
export type ApiLogEntry = z.infer<typeof ApiLogEntry>;

/** A user of GET /users. */
export const ApiUser = z.object({
  id: Id,
  name: shape.Text,
  summary: shape.Text,
  email: shape.Text,
  time_zone: shape.Text,
  html_url: shape.Text,
});

/** A read user; the e-mail is what acts are done in the name of. */
export type ApiUser = z.infer<typeof ApiUser>;

/** A row of GET /oncalls: null times are permanent, no schedule means the person stands in the policy itself. */
export const ApiOnCall = z.object({
  user: shape.Reference.extend({ id: Id }),
  schedule: shape.MaybeReference,
  escalation_policy: shape.MaybeReference,
  escalation_level: z.number(),
  start: shape.Time.nullish(),
  end: shape.Time.nullish(),
});

/** A read row: `start` and `end` in epoch milliseconds. */
export type ApiOnCall = z.infer<typeof ApiOnCall>;
