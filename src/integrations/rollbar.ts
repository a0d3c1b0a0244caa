import * as z from "zod";
import type { AlertState, Severity } from "../core/alert.ts";
import { Failure } from "../core/failure.ts";
import { type Delivered, defineIntegration, type ParsedAlert } from "../core/integration.ts";
import { digest, shortId } from "../lib/digest.ts";
import { checkTokens, requireHookToken, tokenSetting } from "../lib/hook-token.ts";
import { MaybeId, maybe, Positive, UnixSeconds } from "../lib/loose.ts";
import { Id, textOf } from "../lib/payload.ts";
import { readHook } from "../lib/read-hook.ts";
import { severityOfWord } from "../lib/severity-words.ts";
import { firstText, listOf, present, Scalar, someLines, webLink } from "../lib/shape.ts";
import { unnamed } from "../lib/unnamed.ts";
import { classAndMessage, counted, cut, ordinal, placeOf, stackLines } from "../lib/wording.ts";

const Frame = z.object({ filename: Scalar, lineno: Scalar, method: Scalar });
const Trace = maybe({ exception: maybe({ class: Scalar, message: Scalar }), frames: listOf(Frame) });
const Occurrence = maybe({
  id: MaybeId,
  uuid: Scalar,
  level: Scalar,
  timestamp: UnixSeconds,
  code_version: Scalar,
  context: Scalar,
  server: maybe({ host: Scalar }),
  body: maybe({
    trace: Trace,
    trace_chain: listOf(Trace),
    message: maybe({ body: Scalar }),
  }),
});
const Item = z.object({
  id: Id,
  title: Scalar,
  level: Scalar,
  counter: MaybeId,
  environment: Scalar,
  project_id: MaybeId,
  total_occurrences: Positive,
  unique_occurrences: Positive,
  last_occurrence_id: MaybeId,
  last_occurrence_timestamp: UnixSeconds,
  last_activated_timestamp: UnixSeconds,
  last_occurrence: Occurrence,
  url: Scalar,
});
const Deploy = z.object({
  id: MaybeId,
  environment: Scalar,
  revision: Scalar,
  comment: Scalar,
  local_username: Scalar,
  rollbar_username: Scalar,
  project_id: MaybeId,
  start_time: UnixSeconds,
  finish_time: UnixSeconds,
});
const Data = z.object({
  item: Item.nullish(),
  deploy: Deploy.nullish(),
  occurrence: Occurrence,
  occurrences: Positive,
  trigger: maybe({ threshold: Positive, window_size_description: Scalar }),
  message: Scalar,
  url: Scalar,
});
const Delivery = z.object({ event_name: z.string().min(1), data: Data });
type Data = z.infer<typeof Data>;
type Item = z.infer<typeof Item>;

const STATES: Readonly<Record<string, AlertState>> = {
  new_item: "firing",
  occurrence: "firing",
  exp_repeat_item: "firing",
  item_velocity: "firing",
  reactivated_item: "firing",
  reopened_item: "firing",
  resolved_item: "resolved",
};

/** Done by a person after the last occurrence, and the body does not say when. */
const BY_HAND: ReadonlySet<string> = new Set(["reopened_item", "resolved_item"]);

/** Items carry the level as a number: https://docs.rollbar.com/docs/webhooks */
const LEVELS: Readonly<Record<string, Severity>> = {
  "50": "critical",
  "40": "error",
  "30": "warning",
  "20": "info",
  "10": "info",
};

const severityOf = (level: string | undefined): Severity | undefined => LEVELS[level ?? ""] ?? severityOfWord(level);

const whatOf = (event: string, { occurrences, trigger }: Data, total: number | undefined): string => {
  const said: Readonly<Record<string, string>> = {
    new_item: "seen for the first time",
    occurrence: total ? `occurred, ${counted(total, "time")} so far` : "occurred",
    exp_repeat_item: occurrences ? `occurred for the ${ordinal(occurrences)} time` : "occurred again",
    item_velocity: velocityOf(trigger) ?? "occurred often",
    reactivated_item: "came back after it was resolved",
    reopened_item: "reopened",
    resolved_item: "resolved",
  };
  return said[event] ?? cut(event.replaceAll("_", " "), 60);
};

const velocityOf = (trigger: Data["trigger"]): string | undefined => {
  const { threshold, window_size_description: span } = trigger ?? {};
  return threshold ? `occurred ${counted(threshold, "time")}${span ? ` in ${cut(span, 40)}` : ""}` : undefined;
};

type Body = NonNullable<NonNullable<Data["occurrence"]>["body"]>;
const traceOf = (body: Body | undefined) => body?.trace ?? body?.trace_chain?.[0] ?? undefined;

const exceptionOf = (body: Body | undefined): string | undefined => {
  const { class: kind, message } = traceOf(body)?.exception ?? {};
  return firstText(classAndMessage(kind, message), body?.message?.body);
};

/** Rollbar lists the oldest call first; people read the newest. */
const framesOf = (body: Body | undefined): readonly string[] =>
  (traceOf(body)?.frames ?? [])
    .map(({ filename, lineno, method }) => placeOf(firstText(filename), lineno, firstText(method)))
    .filter((line) => line !== "")
    .reverse();

const detailsOf = (exception: string | undefined, frames: readonly string[]): readonly string[] =>
  exception ? someLines([cut(exception, 500), ...frames], 8) : stackLines(frames, 8);

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** The item of an occurrence, whatever account and project: https://docs.rollbar.com/docs/uuids */
const itemLink = (uuid: string | undefined): string | undefined =>
  uuid && UUID.test(uuid) ? `https://rollbar.com/item/uuid/?uuid=${uuid}` : undefined;

const labelsOf = (data: Data, item: Item, body: Body | undefined): Record<string, string> => {
  const seen = data.occurrence ?? item.last_occurrence;
  const { threshold, window_size_description: span } = data.trigger ?? {};
  return present({
    number: item.counter,
    environment: firstText(item.environment),
    host: firstText(seen?.server?.host),
    level: severityOf(item.level) ?? firstText(seen?.level),
    occurrences: item.total_occurrences ? item.total_occurrences.toLocaleString("en-US") : undefined,
    threshold: threshold ? `${counted(threshold, "occurrence")}${span ? ` in ${cut(span, 40)}` : ""}` : undefined,
    where: framesOf(body)[0] ?? firstText(seen?.context),
    version: firstText(seen?.code_version),
    project: item.project_id,
  });
};

const itemAlert = (event: string, data: Data, item: Item, { body, receivedAtMs }: Delivered): ParsedAlert => {
  const seen = data.occurrence ?? item.last_occurrence;
  const state = STATES[event] ?? "update";
  const severity = severityOf(item.level) ?? severityOf(seen?.level);
  const occurrence =
    data.occurrence?.id ??
    data.occurrence?.uuid ??
    item.last_occurrence_id ??
    seen?.uuid ??
    unnamed({ body, receivedAtMs });
  const occurredAtMs = BY_HAND.has(event) ? undefined : (data.occurrence?.timestamp ?? item.last_occurrence_timestamp);
  const exception = exceptionOf(seen?.body);
  const title = cut(firstText(item.title, exception, `Rollbar item ${item.id}`) ?? "", 300);
  return {
    key: shortId(item.id),
    // The activation tells a second "resolved" from a repeated one where nothing occurred between them.
    eventId: shortId(`${event}:${item.id}:${occurrence}:${item.last_activated_timestamp ?? ""}`),
    state,
    severity: severity ?? "error",
    ...(severity === undefined ? { severityKnown: false } : {}),
    title,
    url: webLink(data.url, item.url) ?? itemLink(seen?.uuid),
    atMs: occurredAtMs ?? receivedAtMs,
    what: whatOf(event, data, item.total_occurrences),
    labels: labelsOf(data, item, seen?.body),
    details: state === "resolved" ? [] : detailsOf(exception === title ? undefined : exception, framesOf(seen?.body)),
  };
};

const deployAlert = (deploy: Deploy, receivedAtMs: number): ParsedAlert => {
  const environment = firstText(deploy.environment);
  const revision = firstText(deploy.revision);
  const deployedAtMs = deploy.finish_time ?? deploy.start_time;
  const key = shortId(`deploy:${deploy.id ?? digest(deploy)}`);
  return {
    key,
    eventId: key,
    state: "notice",
    severity: "info",
    title: cut(
      `Deployed ${revision ? cut(revision, 40) : "a new version"}${environment ? ` to ${environment}` : ""}`,
      300,
    ),
    atMs: deployedAtMs ?? receivedAtMs,
    by: firstText(deploy.rollbar_username, deploy.local_username),
    what: "deployed",
    labels: present({ environment, version: revision, project: deploy.project_id ?? undefined }),
    details: [firstText(deploy.comment)].flatMap((line) => (line ? [cut(line, 500)] : [])),
  };
};
type Deploy = z.infer<typeof Deploy>;

/** "test", and events of no item that may come one day: a line that says so. */
const otherAlert = (event: string, message: string | undefined, { body, receivedAtMs }: Delivered): ParsedAlert => ({
  key: shortId(event),
  eventId: shortId(`${event}:${unnamed({ body, receivedAtMs })}`),
  state: "notice",
  severity: "info",
  title: cut(firstText(message) ?? `Rollbar says: ${event.replaceAll("_", " ")}`, 300),
  atMs: receivedAtMs,
  what: event === "test" ? "sent a test" : cut(event.replaceAll("_", " "), 60),
  labels: {},
  details: [],
});

const parse = (delivered: Delivered): readonly ParsedAlert[] => {
  if (/^\s*</.test(textOf(delivered.body.subarray(0, 100))))
    throw new Failure("unreadable", "XML: choose JSON as the payload format of this rule at Rollbar");
  const { event_name: event, data } = readHook(Delivery, delivered.body, "a Rollbar webhook");
  if (data.item) return [itemAlert(event, data, data.item, delivered)];
  if (data.deploy) return [deployAlert(data.deploy, delivered.receivedAtMs)];
  return [otherAlert(event, data.message, delivered)];
};

/** Errors by item: new, frequent, back again, resolved; and deploys. Rollbar signs nothing. */
export default defineIntegration({
  name: "rollbar",
  docs: "https://docs.rollbar.com/docs/webhooks",
  settings: { ROLLBAR_TOKEN: tokenSetting("at the end of the address that Rollbar posts JSON to") },
  check: ({ ROLLBAR_TOKEN }) => checkTokens("ROLLBAR_TOKEN", ROLLBAR_TOKEN),
  relay: {
    async verify(request, { ROLLBAR_TOKEN }) {
      requireHookToken(request, "ROLLBAR_TOKEN", ROLLBAR_TOKEN);
    },
    parse,
  },
});
