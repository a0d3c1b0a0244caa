import * as z from "zod";
import type { AlertState, Severity } from "../core/alert.ts";
import { type Delivered, defineIntegration, type ParsedAlert } from "../core/integration.ts";
import { digest, shortId } from "../lib/digest.ts";
import { checkTokens, requireHookToken, tokenSetting } from "../lib/hook-token.ts";
import { MaybeId, maybe, Positive } from "../lib/loose.ts";
import { textOf } from "../lib/payload.ts";
import { readHook } from "../lib/read-hook.ts";
import { severityOfWord } from "../lib/severity-words.ts";
import { firstText, linesOf, listOf, present, Scalar, timeOf, webLink } from "../lib/shape.ts";
import { unnamed } from "../lib/unnamed.ts";
import { classAndMessage, counted, cut, lowerFirst, placeOf, stackLines } from "../lib/wording.ts";

const Frame = z.object({ file: Scalar, lineNumber: Scalar, method: Scalar, inProject: z.boolean().catch(false) });
/** Older bodies say `stacktrace`, `appVersion` and `releaseStage` flat, and have no ids. */
const BugsnagError = z.object({
  id: MaybeId,
  errorId: MaybeId,
  exceptionClass: Scalar,
  message: Scalar,
  context: Scalar,
  severity: Scalar,
  status: Scalar,
  url: Scalar,
  receivedAt: Scalar,
  occurrences: Positive,
  usersAffected: Positive,
  appVersion: Scalar,
  releaseStage: Scalar,
  app: maybe({ version: Scalar, releaseStage: Scalar }),
  device: maybe({ hostname: Scalar }),
  stackTrace: listOf(Frame),
  stacktrace: listOf(Frame),
});
const Delivery = z.object({
  trigger: z.object({ type: z.string().min(1), message: Scalar, stateChange: Scalar, rate: Positive }),
  error: BugsnagError.optional().catch(undefined),
  project: maybe({ id: MaybeId, name: Scalar, url: Scalar }),
  user: maybe({ name: Scalar }),
  comment: maybe({ id: MaybeId, message: Scalar }),
  release: maybe({
    id: MaybeId,
    version: Scalar,
    releaseStage: Scalar,
    url: Scalar,
    releaseTime: Scalar,
    releasedBy: Scalar,
    sourceControl: maybe({ revision: Scalar }),
  }),
});
/** With what tells its content from any other. */
type Delivery = z.infer<typeof Delivery> & { readonly content: string };
type BugsnagError = z.infer<typeof BugsnagError>;

/** One copy of the documentation writes `errorState-ManualChange`. */
const typeOf = ({ trigger }: Delivery): string => trigger.type.replaceAll("-", "");

/** What people do; the body does not say when. */
const BY_HAND: ReadonlySet<string> = new Set(["comment", "errorStateManualChange"]);

const STATES: Readonly<Record<string, AlertState>> = {
  firstException: "firing",
  powerTen: "firing",
  exception: "firing",
  errorEventFrequency: "firing",
  reopened: "firing",
  fixed: "resolved",
  unignored: "firing",
  snoozeCancelled: "firing",
};

const stateOf = (delivery: Delivery): AlertState => {
  const type = typeOf(delivery);
  return STATES[type === "errorStateManualChange" ? (delivery.trigger.stateChange ?? "") : type] ?? "update";
};

const CHANGES: Readonly<Record<string, string>> = {
  fixed: "marked as fixed",
  reopened: "reopened",
  snoozed: "snoozed",
  snoozeCancelled: "woken from its snooze",
  ignored: "ignored",
  unignored: "no longer ignored",
};

const whatOf = (delivery: Delivery): string => {
  const { trigger } = delivery;
  const type = typeOf(delivery);
  const change = type === "errorStateManualChange" ? CHANGES[trigger.stateChange ?? ""] : undefined;
  if (type === "comment") return "commented";
  if (type === "firstException") return "seen for the first time";
  const said = firstText(trigger.message) ?? type.replaceAll(/([a-z])([A-Z])/g, "$1 $2");
  return change ?? lowerFirst(cut(said, 100));
};

/** The problem: its id, in older bodies only as a part of its address. */
const keyOf = (error: BugsnagError, { project }: Delivery): string => {
  const inUrl = /\/errors\/([^/?#]+)/.exec(error.url ?? "")?.[1];
  const made = digest([project?.id, project?.name, error.exceptionClass, error.context]);
  return shortId(error.errorId ?? inUrl ?? error.id ?? made);
};

/** The event's id tells occurrences apart; what people do is told apart by all that was sent. */
const eventIdOf = (key: string, error: BugsnagError, delivery: Delivery): string => {
  const type = typeOf(delivery);
  const { stateChange } = delivery.trigger;
  const event = error.id ?? error.receivedAt;
  if (event !== undefined && !BY_HAND.has(type)) return shortId(`${type}:${event}`);
  return shortId(`${[type, stateChange, key].filter(Boolean).join(":")}:${delivery.content}`, 300);
};

const framesOf = (error: BugsnagError): readonly string[] => {
  const all = error.stackTrace.length > 0 ? error.stackTrace : error.stacktrace;
  const own = all.filter(({ inProject }) => inProject);
  return (own.length > 0 ? own : all)
    .map(({ file, lineNumber, method }) => placeOf(firstText(file), lineNumber, firstText(method)))
    .filter((line) => line !== "");
};

const labelsOf = (error: BugsnagError, { project }: Delivery): Record<string, string> =>
  present({
    service: firstText(project?.name),
    environment: firstText(error.app?.releaseStage, error.releaseStage),
    message: cut(firstText(error.message) ?? "", 300),
    host: firstText(error.device?.hostname),
    version: firstText(error.app?.version, error.appVersion),
    where: framesOf(error)[0],
    occurrences: error.occurrences?.toLocaleString("en-US"),
    users: error.usersAffected?.toLocaleString("en-US"),
    status: firstText(error.status),
  });

const errorAlert = (error: BugsnagError, delivery: Delivery, receivedAtMs: number): ParsedAlert => {
  const { comment, user } = delivery;
  const type = typeOf(delivery);
  const state = stateOf(delivery);
  const byHand = BY_HAND.has(type);
  const severity = severityOfWord(error.severity);
  const key = keyOf(error, delivery);
  const kind = firstText(error.exceptionClass);
  const context = firstText(error.context);
  const title = kind && context ? `${kind} in ${context}` : classAndMessage(kind, firstText(error.message, context));
  return {
    key,
    eventId: eventIdOf(key, error, delivery),
    state,
    severity: severity ?? "error",
    ...(severity === undefined ? { severityKnown: false } : {}),
    title: cut(title ?? "Error without a name", 300),
    url: webLink(error.url, delivery.project?.url),
    atMs: (byHand ? undefined : timeOf(error.receivedAt)) ?? receivedAtMs,
    by: byHand ? firstText(user?.name) : undefined,
    what: whatOf(delivery),
    labels: labelsOf(error, delivery),
    details:
      type === "comment" ? linesOf(cut(comment?.message ?? "", 3000)) : byHand ? [] : stackLines(framesOf(error), 4),
    ...(state === "resolved" ? { ending: "human" as const } : {}),
  };
};

const releaseAlert = (delivery: Delivery, receivedAtMs: number): ParsedAlert => {
  const { release, project, trigger } = delivery;
  const [version, stage, name] = [release?.version, release?.releaseStage, project?.name].map((text) =>
    firstText(text),
  );
  const key = shortId(`release:${release?.id ?? delivery.content}`);
  const title = `Released ${name ?? "a new version"}${version ? ` ${version}` : ""}${stage ? ` to ${stage}` : ""}`;
  return {
    key,
    eventId: key,
    state: "notice",
    severity: "info",
    title: cut(release ? title : (firstText(trigger.message) ?? title), 300),
    url: webLink(release?.url, project?.url),
    atMs: timeOf(release?.releaseTime) ?? receivedAtMs,
    by: firstText(release?.releasedBy),
    what: "released",
    labels: present({
      service: name,
      environment: stage,
      version,
      revision: firstText(release?.sourceControl?.revision),
    }),
    details: [],
  };
};

/** What is told of a whole project; spiking and nearly limited are problems, the rest is a notice. */
const PROJECT: Readonly<Record<string, { state: AlertState; severity: Severity; words: string }>> = {
  projectSpiking: { state: "firing", severity: "error", words: "has a spike in errors" },
  projectApproachingRateLimit: { state: "firing", severity: "warning", words: "is close to its rate limit" },
  projectSamplingStarted: { state: "notice", severity: "warning", words: "is being rate-limited" },
};

const projectAlert = (delivery: Delivery, { body, receivedAtMs }: Delivered): ParsedAlert => {
  const { project, trigger, error } = delivery;
  const type = typeOf(delivery);
  const name = firstText(project?.name) ?? "A project";
  const said = firstText(trigger.message);
  const { state, severity, words } = PROJECT[type] ?? { state: "notice", severity: "info", words: said ?? type };
  const key = shortId(`${type}:${project?.id ?? name}`);
  return {
    key,
    eventId: shortId(`${key}:${error?.receivedAt ?? unnamed({ body, receivedAtMs })}`, 300),
    state,
    severity,
    title: cut(`${name}${PROJECT[type] ? " " : ": "}${words}`, 300),
    url: webLink(project?.url, error?.url),
    atMs: timeOf(error?.receivedAt) ?? receivedAtMs,
    what: lowerFirst(cut(said ?? words, 100)),
    labels: present({
      service: firstText(project?.name),
      rate: trigger.rate ? counted(trigger.rate, "event") : undefined,
    }),
    details: [],
  };
};

const parse = (delivered: Delivered): readonly ParsedAlert[] => {
  const delivery = {
    ...readHook(Delivery, delivered.body, "a Bugsnag webhook"),
    content: digest(textOf(delivered.body)),
  };
  const type = typeOf(delivery);
  if (type === "release") return [releaseAlert(delivery, delivered.receivedAtMs)];
  if (PROJECT[type] || !delivery.error) return [projectAlert(delivery, delivered)];
  return [errorAlert(delivery.error, delivery, delivered.receivedAtMs)];
};

/** Errors by Bugsnag (Insight Hub): new, frequent, reopened, fixed; comments, releases and spikes. Unsigned. */
export default defineIntegration({
  name: "bugsnag",
  docs: "https://docs.bugsnag.com/product/integrations/webhook/",
  settings: { BUGSNAG_TOKEN: tokenSetting("at the end of the address that Bugsnag posts to") },
  check: ({ BUGSNAG_TOKEN }) => checkTokens("BUGSNAG_TOKEN", BUGSNAG_TOKEN),
  relay: {
    async verify(request, { BUGSNAG_TOKEN }) {
      requireHookToken(request, "BUGSNAG_TOKEN", BUGSNAG_TOKEN);
    },
    parse,
  },
});
