import * as z from "zod";
import * as shape from "./shapes.ts";

/** Fields of `data`, whatever its type is; those that a type lacks are undefined. */
export const EventData = z.object({
  type: shape.Text,
  status: shape.Text,
  urgency: shape.Text,
  priority: shape.MaybeReference,
  service: shape.MaybeReference,
  assignees: shape.listOf(shape.Reference),
  escalation_policy: shape.MaybeReference,
  teams: shape.listOf(shape.Reference),
  resolve_reason: z.object({ type: shape.Text, incident: shape.MaybeReference }).nullish().catch(undefined),
  incident_type: z.object({ name: shape.Text }).nullish().catch(undefined),
  user: shape.MaybeReference,
  content: shape.Text,
  message: shape.Text,
  state: shape.Text,
  trimmed: z.boolean().nullish().catch(undefined),
});

/** The read `data` of an event: which fields are set depends on its type. */
export type EventData = z.infer<typeof EventData>;
