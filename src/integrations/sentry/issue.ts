import * as z from "zod";
import type { AlertState } from "../../core/alert.ts";
import type { Delivered, ParsedAlert } from "../../core/integration.ts";
import { digest, shortId } from "../../lib/digest.ts";
import { keptParam } from "../../lib/kept-param.ts";
import { Id, requireShape } from "../../lib/payload.ts";
import * as shape from "../../lib/shape.ts";
import { type Actor, personOf, severityOf } from "./shapes.ts";

const Named = z.object({ name: shape.Text, slug: shape.Text, email: shape.Text }).nullish().catch(undefined);
const Issue = z.object({
  id: Id,
  shortId: shape.Text,
  title: shape.Text,
  level: shape.Text,
  culprit: shape.Text,
  substatus: shape.Text,
  permalink: shape.Text,
  web_url: shape.Text,
  project: Named,
  assignedTo: Named,
  count: shape.Scalar,
  firstSeen: shape.Text,
  metadata: z.object({ filename: shape.Text }).nullish().catch(undefined),
});
type Issue = z.infer<typeof Issue>;
const Data = z.object({ issue: Issue });

/** Everything else tells other facts about the issue: assigned, ignored, archived. */
const STATES: ReadonlyMap<string, AlertState> = new Map([
  ["created", "firing"],
  ["unresolved", "firing"],
  ["resolved", "resolved"],
]);

const AGAIN: ReadonlyMap<string, string> = new Map([
  ["regressed", "came back"],
  ["escalating", "escalated"],
]);

const nameOf = (assignee: Issue["assignedTo"]): string | undefined =>
  shape.firstText(assignee?.name, assignee?.slug, assignee?.email);

const whatHappened = (action: string, issue: Issue): string => {
  const who = nameOf(issue.assignedTo);
  if (action === "created") return "first seen";
  if (action === "unresolved") return AGAIN.get(issue.substatus ?? "") ?? "marked as unresolved";
  if (action === "assigned") return who ? `assigned to ${shape.clip(who, 200)}` : "assigned";
  return shape.clip(action, 60).replaceAll("_", " ");
};

const utc = (text: string | null | undefined): string | undefined => {
  const ms = shape.timeOf(text);
  return ms === undefined ? undefined : `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
};

const labelsOf = (action: string, issue: Issue): Record<string, string> => ({
  ...shape.present({
    service: shape.firstText(issue.project?.slug, issue.project?.name),
    issue: issue.shortId,
    level: issue.level,
    where: action === "created" ? shape.firstText(issue.metadata?.filename, issue.culprit) : undefined,
    events: issue.count,
    "first seen": utc(issue.firstSeen),
    assigned: nameOf(issue.assignedTo),
  }),
  ...(issue.assignedTo === null ? { assigned: "" } : {}),
});

const atMsOf = (action: string, issue: Issue): number | undefined =>
  action === "created" ? shape.timeOf(issue.firstSeen) : undefined;

/**
 * A change of an issue: https://docs.sentry.io/organization/integrations/integration-platform/webhooks/issues/
 * It carries no time but that of the first event, and no id: the request's tells it apart, or else its content.
 */
export const parseIssue = (
  action: string,
  data: unknown,
  actor: Actor,
  { contentType, receivedAtMs }: Delivered,
): readonly ParsedAlert[] => {
  const { issue } = requireShape(Data, data);
  const state = STATES.get(action) ?? "update";
  const by = personOf(actor);
  const id = shortId(issue.id);
  return [
    {
      key: id,
      eventId: `issue:${id}:${shape.clip(action, 60)}:${digest([data, actor, keptParam(contentType, "request-id")])}`,
      state,
      ...severityOf(issue.level),
      title: shape.clip(shape.firstText(issue.title, issue.culprit, issue.shortId) ?? "", 500),
      url: shape.webLink(issue.web_url, issue.permalink),
      atMs: atMsOf(action, issue) ?? receivedAtMs,
      by,
      what: whatHappened(action, issue),
      labels: labelsOf(action, issue),
      details: [],
      ending: state === "resolved" ? (by ? "human" : "auto") : undefined,
    },
  ];
};

const Comment = z.object({
  comment: shape.Text,
  comment_id: shape.Scalar,
  issue_id: Id,
  project_slug: shape.Text,
  timestamp: shape.Text,
});
const COMMENTED: ReadonlyMap<string, string> = new Map([
  ["created", "commented"],
  ["updated", "edited a comment"],
  ["deleted", "deleted a comment"],
]);

/** https://docs.sentry.io/organization/integrations/integration-platform/webhooks/comments/ */
export const parseComment = (
  action: string,
  data: unknown,
  actor: Actor,
  { receivedAtMs }: Delivered,
): readonly ParsedAlert[] => {
  const { comment, comment_id, issue_id, project_slug, timestamp } = requireShape(Comment, data);
  const id = shortId(issue_id);
  return [
    {
      key: id,
      eventId: `comment:${shape.clip(comment_id ?? "", 60)}:${shape.clip(action, 60)}:${digest(data)}`,
      state: "update",
      severity: "error",
      severityKnown: false,
      title: "",
      atMs: shape.timeOf(timestamp) ?? receivedAtMs,
      by: personOf(actor),
      what: COMMENTED.get(action) ?? "commented",
      labels: shape.present({ service: project_slug }),
      details: action === "deleted" ? [] : shape.linesOf(comment),
    },
  ];
};
