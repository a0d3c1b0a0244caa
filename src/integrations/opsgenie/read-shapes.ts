import * as z from "zod";
import { Id } from "../../lib/payload.ts";
import * as shape from "../../lib/shape.ts";

/** A time as ISO 8601 text -> epoch milliseconds. */
const Time = z.string().transform((text, context) => {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) context.addIssue({ code: "custom", message: "not a time" });
  return ms;
});
const MaybeTime = Time.nullish().catch(undefined);
const MaybeNumber = z.number().nonnegative().nullish().catch(undefined);

const Responder = z.object({ id: shape.Text, type: shape.Text });

/** What was done by whom, milliseconds after the creation. */
const Report = z.object({
  ackTime: MaybeNumber,
  closeTime: MaybeNumber,
  acknowledgedBy: shape.Text,
  closedBy: shape.Text,
});

/** An alert of GET /v2/alerts: https://docs.opsgenie.com/docs/alert-api#list-alerts */
export const ApiAlert = z.object({
  id: Id,
  tinyId: shape.Scalar,
  alias: shape.Text,
  message: shape.Text,
  status: z.string(),
  acknowledged: z.boolean().nullish().catch(undefined),
  tags: shape.listOf(z.string()),
  createdAt: Time,
  updatedAt: MaybeTime,
  owner: shape.Text,
  priority: shape.Text,
  entity: shape.Text,
  responders: shape.listOf(Responder),
  integration: z.object({ id: shape.Text, name: shape.Text }).nullish().catch(undefined),
  report: Report.nullish().catch(undefined),
});

/** A read alert; times in epoch milliseconds, those of `report` counted from the creation. */
export type ApiAlert = z.infer<typeof ApiAlert>;

/** A line of GET /v2/alerts/{id}/logs; `offset` is its place in the log and stays. */
export const ApiLog = z.object({
  log: z.string(),
  type: shape.Text,
  owner: shape.Text,
  createdAt: Time,
  offset: z.string().min(1),
});

/** A read line. */
export type ApiLog = z.infer<typeof ApiLog>;

/** Somebody whom an alert went to, of GET /v2/alerts/{id}/recipients. */
export const ApiRecipient = z.object({
  user: z.object({ id: Id, username: shape.Text }),
  state: shape.Text,
  createdAt: Time,
});

/** A user of GET /v2/users; the user name is an e-mail address. */
export const ApiUser = z.object({ id: Id, username: shape.Text, fullName: shape.Text, timeZone: shape.Text });

/** Something with a name: a team, a schedule, an integration. */
export const ApiNamed = z.object({ id: Id, name: z.string() });

const TimelineUser = z.object({ id: shape.Text, type: shape.Text, name: shape.Text });
const Period = z.object({
  startDate: Time,
  endDate: Time,
  recipient: TimelineUser.nullish().catch(undefined),
  flattenedRecipients: shape.listOf(TimelineUser),
});

/** A period of a rotation. */
export type Period = z.infer<typeof Period>;

/** GET /v2/schedules/{id}/timeline: https://docs.opsgenie.com/docs/schedule-api#get-schedule-timeline */
export const ApiTimeline = z.object({
  startDate: Time,
  endDate: Time,
  finalTimeline: z.object({ rotations: z.array(z.object({ periods: shape.listOf(Period) })) }),
});

/** A maintenance of GET /v1/maintenance; its rules stand only in the one that is asked for by id. */
export const ApiMaintenance = z.object({
  id: Id,
  status: shape.Text,
  time: z.object({ startDate: MaybeTime, endDate: MaybeTime }).nullish().catch(undefined),
  rules: shape.listOf(z.object({ entity: z.object({ id: Id, type: shape.Text }) })),
});
