import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Delivered, ParsedAlert } from "../../core/integration.ts";
import { digest, shortId } from "../../lib/digest.ts";
import { epochMs } from "../../lib/epoch.ts";
import { requireShape } from "../../lib/payload.ts";
import * as shape from "../../lib/shape.ts";
import { Event, type Frame, severityOf } from "./shapes.ts";

const ISSUE = /\/issues\/(\d+)/;
const PROJECT = /\/projects\/[^/]+\/([^/]+)\//;
const FRAMES = 6;

const matched = (pattern: RegExp, ...texts: readonly (string | null | undefined)[]): string | undefined => {
  for (const text of texts) {
    const found = pattern.exec(text?.slice(0, 2000) ?? "")?.[1];
    if (found) return found;
  }
  return undefined;
};

/** The frames of the error that was raised last, the failing one first: Sentry sends them oldest first. */
const framesOf = (event: Event): readonly Frame[] => {
  const raised = event.exception?.values.findLast(({ stacktrace }) => (stacktrace?.frames.length ?? 0) > 0);
  return (raised?.stacktrace ?? event.stacktrace)?.frames.toReversed() ?? [];
};

const placeOf = ({ filename, module, lineno }: Frame): string | undefined => {
  const file = shape.firstText(filename, module);
  return file && shape.clip(lineno ? `${file}:${lineno}` : file, 200);
};

const whereOf = (event: Event): string | undefined => {
  const frames = framesOf(event);
  const frame = frames.find((one) => one.in_app === true) ?? frames[0];
  return (frame && placeOf(frame)) ?? shape.firstText(event.metadata?.filename, event.culprit);
};

const frameLine = (frame: Frame): string => {
  const place = placeOf(frame) ?? "?";
  return frame.function ? `at ${shape.clip(frame.function, 200)} (${place})` : `at ${place}`;
};

/** Names of files and functions only: variables, requests and users stay at Sentry. */
const detailsOf = (event: Event): readonly string[] => {
  const lines = framesOf(event).map(frameLine);
  return lines.length > 1 ? shape.someLines(lines, FRAMES) : [];
};

const tagOf = (event: Event, name: string): string | undefined =>
  event.tags.find(([tag]) => tag === name)?.[1] ?? undefined;

const atMsOf = (event: Event): number | undefined =>
  shape.timeOf(event.datetime) ?? epochMs(event.timestamp) ?? epochMs(event.received);

interface Told {
  readonly event: Event;
  readonly issueId: string | undefined;
  readonly title: string | undefined;
  readonly level: string | null | undefined;
  readonly project: string | undefined;
  readonly rule: string | undefined;
  readonly url: string | undefined;
}

/** An alert rule that an event set off; the issue is the problem, so that issue webhooks join it. */
const triggered = (told: Told, { receivedAtMs }: Delivered): readonly ParsedAlert[] => {
  const { event, issueId, title, level, project, rule, url } = told;
  const eventId = shortId(event.event_id || event.id || digest(event), 100);
  return [
    {
      key: shortId(issueId ?? `event:${eventId}`),
      eventId: `event:${eventId}`,
      state: "firing",
      ...severityOf(level),
      title: shape.clip(title ?? "An error without a title", 500),
      url,
      atMs: atMsOf(event) ?? receivedAtMs,
      what: "triggered",
      labels: shape.present({
        service: project,
        environment: event.environment || tagOf(event, "environment"),
        level,
        where: whereOf(event),
        host: tagOf(event, "server_name"),
        rule,
      }),
      details: detailsOf(event),
    },
  ];
};

const Alert = z.object({ event: Event, triggered_rule: shape.Text });

/** https://docs.sentry.io/organization/integrations/integration-platform/webhooks/issue-alerts/ */
export const parseEventAlert = (data: unknown, delivered: Delivered): readonly ParsedAlert[] => {
  const { event, triggered_rule } = requireShape(Alert, data);
  return triggered(
    {
      event,
      issueId: event.issue_id || matched(ISSUE, event.issue_url, event.web_url),
      title: shape.firstText(event.title, event.message, event.metadata?.title, event.culprit),
      level: event.level ?? tagOf(event, "level"),
      project: matched(PROJECT, event.url),
      rule: shape.firstText(triggered_rule),
      url: shape.webLink(event.web_url),
    },
    delivered,
  );
};

const Legacy = z.object({
  id: shape.Scalar,
  project: shape.Scalar,
  project_name: shape.Text,
  project_slug: shape.Text,
  culprit: shape.Text,
  level: shape.Text,
  message: shape.Text,
  url: shape.Text,
  triggering_rules: shape.listOf(z.string()),
  event: Event,
});

/** The link without the mark of where it was clicked. */
const plainLink = (text: string | null | undefined): string | undefined =>
  shape.webLink(text)?.replace(/[?&]referrer=\w+$/, "");

/** The unsigned WebHooks plugin: https://github.com/getsentry/sentry/tree/master/src/sentry/plugins/sentry_webhooks */
export const parseLegacy = (value: unknown, delivered: Delivered): readonly ParsedAlert[] => {
  const told = requireShape(Legacy, value);
  const { id, event, message, url, culprit, level } = told;
  if (!id && !event.event_id && !event.id) throw new Failure("unreadable", "a Sentry webhook without ids");
  return triggered(
    {
      event,
      issueId: id || matched(ISSUE, url),
      title: shape.firstText(event.title, message, event.metadata?.title, culprit),
      level: level ?? event.level,
      project: shape.firstText(told.project_slug, told.project_name, told.project),
      rule: shape.firstText(told.triggering_rules.join(", ")),
      url: plainLink(url),
    },
    delivered,
  );
};
