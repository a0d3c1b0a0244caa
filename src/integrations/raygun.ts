import * as z from "zod";
import type { AlertState } from "../core/alert.ts";
import { type Delivered, defineIntegration, type ParsedAlert } from "../core/integration.ts";
import { digest, shortId } from "../lib/digest.ts";
import { checkTokens, requireHookToken, tokenSetting } from "../lib/hook-token.ts";
import { maybe, Positive } from "../lib/loose.ts";

import { readHook } from "../lib/read-hook.ts";
import { firstText, linesOf, listOf, present, Scalar, timeOf, webLink } from "../lib/shape.ts";
import { unnamed } from "../lib/unnamed.ts";
import { counted, cut } from "../lib/wording.ts";

const Delivery = z.object({
  event: z.string().min(1),
  eventType: z.string().min(1),
  error: z.object({
    url: z.string().min(1),
    message: Scalar,
    description: Scalar,
    lastOccurredOn: Scalar,
    activityDate: Scalar,
    usersAffected: Positive,
    totalOccurrences: Positive,
    status: Scalar,
    user: Scalar,
    assignedTo: Scalar,
    comment: Scalar,
    instance: maybe({ tags: listOf(z.string()) }),
  }),
  application: maybe({ name: Scalar, url: Scalar }),
});
type Delivery = z.infer<typeof Delivery>;

/** "FiveMinuteFollowUp" -> "five minute follow up". */
const words = (name: string): string =>
  cut(name, 60)
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();

/** Resolved, ResolvedInVersion…; an error set back to Active is open again; Ignored says nothing of its life. */
const stateOf = ({ eventType, error }: Delivery): AlertState => {
  if (eventType === "NewErrorOccurred" || eventType === "ErrorReoccurred") return "firing";
  if (eventType !== "StatusChanged") return "update";
  if (/^resolved/i.test(error.status ?? "")) return "resolved";
  return /^active$/i.test(error.status ?? "") ? "firing" : "update";
};

const whatOf = ({ eventType, error }: Delivery): string => {
  const count = error.totalOccurrences ? `, ${counted(error.totalOccurrences, "time")} so far` : "";
  switch (eventType) {
    case "NewErrorOccurred":
      return "seen for the first time";
    case "ErrorReoccurred":
      return `came back${count}`;
    case "StatusChanged":
      return `marked as ${cut(firstText(error.status) ?? "changed", 60).toLowerCase()}`;
    case "AssignedToUser":
      return `assigned to ${cut(firstText(error.assignedTo) ?? "somebody", 100)}`;
    case "CommentAdded":
      return "commented";
    default:
      return /FollowUp$/.test(eventType) ? `still occurring${count}` : words(eventType);
  }
};

/** Raygun sends no delivery id; people's activities are told apart by what they say too. */
const eventIdOf = ({ event, eventType, error }: Delivery, delivered: Delivered): string => {
  const when = error.lastOccurredOn ?? error.activityDate ?? unnamed(delivered);
  const told = event === "error_activity" ? digest([error.status, error.assignedTo, error.comment, error.user]) : "";
  return shortId([eventType, shortId(error.url), when, error.totalOccurrences ?? "", told].join("|"), 400);
};

/** A new occurrence takes the old "Resolved" from the card. */
const labelsOf = ({ eventType, error, application }: Delivery): Record<string, string> => ({
  ...(eventType === "ErrorReoccurred" ? { status: "" } : {}),
  ...present({
    service: firstText(application?.name),
    users: error.usersAffected?.toLocaleString("en-US"),
    occurrences: error.totalOccurrences?.toLocaleString("en-US"),
    tags: error.instance?.tags.slice(0, 10).join(", "),
    status: eventType === "StatusChanged" ? firstText(error.status) : undefined,
    assigned: eventType === "AssignedToUser" ? firstText(error.assignedTo) : undefined,
  }),
});

const parse = (delivered: Delivered): readonly ParsedAlert[] => {
  const { body, receivedAtMs } = delivered;
  const delivery = readHook(Delivery, body, "a Raygun webhook");
  const { event, error, application } = delivery;
  const state = stateOf(delivery);
  const activity = event === "error_activity";
  const app = firstText(application?.name);
  return [
    {
      key: shortId(error.url),
      eventId: eventIdOf(delivery, delivered),
      state,
      severity: "error",
      ...(activity ? { severityKnown: false } : {}),
      title: cut(firstText(error.message) ?? (app ? `Error in ${app}` : "Error without a message"), 300),
      url: webLink(error.url),
      atMs: timeOf(activity ? error.activityDate : error.lastOccurredOn) ?? receivedAtMs,
      by: activity ? firstText(error.user) : undefined,
      what: whatOf(delivery),
      labels: labelsOf(delivery),
      details: linesOf(cut(error.comment ?? "", 3000)),
      ...(state === "resolved" && firstText(error.user) ? { ending: "human" as const } : {}),
    },
  ];
};

/** Errors that are new or back, how they went on, and what people did about them. Raygun signs nothing. */
export default defineIntegration({
  name: "raygun",
  docs: "https://raygun.com/documentation/integrations/webhooks/",
  settings: { RAYGUN_TOKEN: tokenSetting("at the end of the address that Raygun posts to") },
  check: ({ RAYGUN_TOKEN }) => checkTokens("RAYGUN_TOKEN", RAYGUN_TOKEN),
  relay: {
    async verify(request, { RAYGUN_TOKEN }) {
      requireHookToken(request, "RAYGUN_TOKEN", RAYGUN_TOKEN);
    },
    parse,
  },
});
