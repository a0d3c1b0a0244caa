import * as z from "zod";
import type { AlertState } from "../core/alert.ts";
import { type Delivered, defineIntegration, type ParsedAlert } from "../core/integration.ts";
import { readAnyBody } from "../lib/any-body.ts";
import { digest, shortId } from "../lib/digest.ts";
import { epochMs } from "../lib/epoch.ts";
import { checkTokens, requireHookToken, tokenSetting } from "../lib/hook-token.ts";
import { requireMembers } from "../lib/members.ts";
import { isPageRef } from "../lib/page-content.ts";
import { Id, requireShape } from "../lib/payload.ts";
import { severityOfWord } from "../lib/severity-words.ts";
import * as shape from "../lib/shape.ts";
import { checkSettings, connect } from "./opsgenie/connect.ts";
import { callSettings, collectSettings } from "./opsgenie/settings.ts";
import { alertUrl } from "./opsgenie/source-incident.ts";

/** A list of words, or the same as one text with commas. */
const Words = z.union([z.string().transform((text) => text.split(",")), shape.listOf(z.string())]).catch([]);
const Named = z.object({ name: shape.Text, type: shape.Text }).nullish().catch(undefined);

/** `updatedAt` counts nanoseconds, more than a double holds: it is text here. */
const Subject = z.object({
  alertId: Id,
  tinyId: shape.Scalar,
  alias: shape.Text,
  message: shape.Text,
  description: shape.Text,
  details: shape.Texts,
  entity: shape.Text,
  tags: z.union([z.undefined(), z.null(), Words]),
  addedTags: Words,
  removedTags: Words,
  username: shape.Text,
  source: shape.Text,
  priority: shape.Scalar,
  note: shape.Text,
  owner: shape.Text,
  team: shape.Text,
  recipient: shape.Text,
  createdAt: shape.Scalar,
  updatedAt: shape.Scalar,
});
const Message = z.object({
  action: z.string().min(1),
  alert: Subject,
  escalationName: shape.Text,
  escalationNotify: Named,
});
type Message = z.infer<typeof Message>;

/** The rest tells other facts about the same alert. */
const STATES: Readonly<Record<string, AlertState>> = {
  Create: "firing",
  UnAcknowledge: "firing",
  Acknowledge: "acked",
  Close: "resolved",
  Delete: "resolved",
};

/** A number stands for the priority of that number. */
const priorityOf = (priority: string | undefined): string | undefined =>
  priority && /^\d$/.test(priority) ? `P${priority}` : priority;

/** People sign in with an e-mail address; integrations, policies and "System" have other names. */
const personOf = (username: string | null | undefined): string | undefined =>
  username?.includes("@") ? shape.firstText(username) : undefined;

const listed = (words: readonly string[]): string =>
  words
    .map((word) => word.trim())
    .filter(Boolean)
    .join(", ");

const toWhom = (name: string | null | undefined): string => (name ? ` to ${shape.clip(name, 200)}` : "");

/** What an action did, in the past tense: https://support.atlassian.com/opsgenie/docs/opsgenie-edge-connector-alert-action-data/ */
const DONE: Readonly<Record<string, (message: Message) => string>> = {
  Create: () => "triggered",
  UnAcknowledge: () => "un-acknowledged",
  Acknowledge: () => "acknowledged",
  Close: () => "closed",
  Delete: () => "deleted",
  AddNote: () => "note added",
  AddTags: ({ alert }) => `added tags ${listed(alert.addedTags)}`.trim(),
  RemoveTags: ({ alert }) => `removed tags ${listed(alert.removedTags)}`.trim(),
  AddTeam: ({ alert }) => `added the team ${alert.team ?? ""}`.trim(),
  AddRecipient: ({ alert }) => `added ${alert.recipient ?? "a recipient"}`,
  AssignOwnership: ({ alert }) => `assigned${toWhom(alert.owner)}`,
  TakeOwnership: () => "taken over",
  Escalate: ({ escalationNotify, escalationName }) =>
    `escalated${toWhom(escalationNotify?.name)}${escalationName ? ` (${escalationName})` : ""}`,
  Snooze: () => "snoozed",
  UpdatePriority: ({ alert }) => `changed the priority${toWhom(priorityOf(alert.priority))}`,
};

const whatHappened = (message: Message): string => {
  const done = Object.hasOwn(DONE, message.action) ? DONE[message.action] : undefined;
  return shape.clip(done ? done(message) : `ran "${message.action}"`, 300);
};

const ownerOf = ({ action, alert }: Message): string | undefined => {
  if (action === "TakeOwnership") return personOf(alert.username);
  return action === "AssignOwnership" ? (alert.owner ?? undefined) : undefined;
};

const labelsOf = (message: Message): Record<string, string> => {
  const { alert } = message;
  const labels = shape.present({
    number: alert.tinyId,
    service: alert.entity,
    priority: priorityOf(alert.priority),
    assigned: ownerOf(message),
    alias: alert.alias === alert.alertId || isPageRef(alert.alias) ? undefined : alert.alias,
    dedup: isPageRef(alert.alias) ? alert.alias : undefined,
    source: alert.source === alert.username ? undefined : alert.source,
  });
  return alert.tags === undefined || alert.tags === null ? labels : { ...labels, tags: shape.clip(listed(alert.tags)) };
};

const detailsOf = ({ alert }: Message): readonly string[] => {
  const facts = Object.entries(alert.details).map(([name, value]) => `${name}: ${shape.clip(value, 500)}`);
  return shape.someLines([alert.note, alert.description].flatMap((text) => shape.linesOf(text, 1000)).concat(facts));
};

/** Escalations carry no message: the title that is known stays. */
const titleOf = ({ action, alert }: Message): string => {
  const unnamed =
    action === "Create" ? shape.firstText(alert.alias, alert.entity, `Alert ${alert.alertId}`) : undefined;
  return shape.clip(shape.firstText(alert.message) ?? unnamed ?? "", 500);
};

const runbookOf = ({ alert }: Message): string | undefined =>
  shape.webLink(
    ...Object.entries(alert.details).flatMap(([name, value]) => (/(run|play)[ _-]?book/i.test(name) ? [value] : [])),
  );

/** Escalations carry no time, so their content tells them apart. */
const toAlert = (message: Message, content: unknown, { receivedAtMs }: Delivered): ParsedAlert => {
  const { action, alert } = message;
  const state = (Object.hasOwn(STATES, action) ? STATES[action] : undefined) ?? "update";
  const key = shortId(alert.alertId);
  const by = personOf(alert.username);
  const severity = severityOfWord(priorityOf(alert.priority));
  return {
    key,
    eventId: `${key}:${shortId(action, 100)}:${shortId(alert.updatedAt || digest(content), 60)}`,
    state,
    severity: severity ?? "error",
    ...(severity === undefined ? { severityKnown: false } : {}),
    title: titleOf(message),
    runbook: runbookOf(message),
    url: alertUrl(alert.alertId),
    atMs: epochMs(alert.updatedAt) ?? (action === "Create" ? epochMs(alert.createdAt) : undefined) ?? receivedAtMs,
    by,
    what: whatHappened(message),
    labels: labelsOf(message),
    details: detailsOf(message),
    ending: state === "resolved" ? (by ? "human" : "auto") : undefined,
  };
};

/** OpsGenie's webhooks, unsigned, but they can carry headers of one's own; calls through its Alert API, and its history. */
export default defineIntegration({
  name: "opsgenie",
  docs: "https://support.atlassian.com/opsgenie/docs/opsgenie-edge-connector-alert-action-data/",
  settings: {
    OPSGENIE_TOKEN: tokenSetting(
      'in the address (/hooks/opsgenie/<token>) or as a header ("Authorization: Bearer <token>")',
    ),
    ...callSettings,
    ...collectSettings,
  },
  check: (settings) => [...checkTokens("OPSGENIE_TOKEN", settings.OPSGENIE_TOKEN), ...checkSettings(settings)],
  connect: (settings, connection) => connect(settings, connection),
  relay: {
    keyIsOneIncident: true,
    async verify(request, { OPSGENIE_TOKEN }) {
      requireHookToken(request, "OPSGENIE_TOKEN", OPSGENIE_TOKEN);
    },
    parse(delivered) {
      const content = requireMembers(readAnyBody(delivered.body), "a webhook of OpsGenie", "action", "alert");
      return [toAlert(requireShape(Message, content), content, delivered)];
    },
  },
});
