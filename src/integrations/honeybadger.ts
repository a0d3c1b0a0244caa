import { Failure } from "../core/failure.ts";
import { type Delivered, defineIntegration, type ParsedAlert } from "../core/integration.ts";
import { digest, shortId } from "../lib/digest.ts";
import { checkTokens, requireHookToken, tokenSetting } from "../lib/hook-token.ts";
import { textOf } from "../lib/payload.ts";
import { readHook } from "../lib/read-hook.ts";
import { firstText, present } from "../lib/shape.ts";
import { unnamed } from "../lib/unnamed.ts";
import { cut } from "../lib/wording.ts";
import { bulkAlerts, faultAlert } from "./honeybadger/fault.ts";
import { Delivery } from "./honeybadger/shapes.ts";
import { type Subject, subjectOf } from "./honeybadger/subject.ts";
import { meaningOf, projectOf, sentenceOf } from "./honeybadger/words.ts";

const subjectAlert = (delivery: Delivery, { title, ...subject }: Subject, receivedAtMs: number): ParsedAlert => {
  const { state, severity, what } = meaningOf(delivery.event);
  return {
    ...subject,
    state,
    severity,
    ...(state === "update" ? { severityKnown: false } : {}),
    title: cut(title, 300),
    atMs: subject.atMs ?? receivedAtMs,
    by: subject.by ?? firstText(delivery.actor),
    what,
    details: [],
    ...(state === "resolved" ? { ending: "auto" as const } : {}),
  };
};

/** The test button sends a notice whose ids are null; an event that may come one day has words at least. */
const otherAlert = (delivery: Delivery, { body, receivedAtMs }: Delivered): ParsedAlert => {
  const test = delivery.fault !== undefined;
  const title = sentenceOf(delivery);
  if (title === undefined)
    throw new Failure("unreadable", "not a Honeybadger webhook: no message and nothing it is about");
  return {
    key: test ? "test" : shortId(delivery.event),
    eventId: shortId(`${test ? "test" : delivery.event}:${unnamed({ body, receivedAtMs })}`),
    state: "notice",
    severity: "info",
    title: cut(title, 300),
    atMs: receivedAtMs,
    by: firstText(delivery.actor),
    what: test ? "sent a test" : meaningOf(delivery.event).what,
    labels: present({ service: projectOf(delivery) }),
    details: [],
  };
};

const parse = (delivered: Delivered): readonly ParsedAlert[] => {
  const delivery = {
    ...readHook(Delivery, delivered.body, "a Honeybadger webhook"),
    content: digest(textOf(delivered.body)),
  };
  const { fault, fault_ids: ids } = delivery;
  if (fault?.id) return [faultAlert(delivery, fault, fault.id, delivered.receivedAtMs)];
  if (ids.length > 0) return bulkAlerts(delivery, delivered.receivedAtMs);
  const subject = fault === undefined ? subjectOf(delivery, unnamed(delivered)) : undefined;
  return [subject ? subjectAlert(delivery, subject, delivered.receivedAtMs) : otherAlert(delivery, delivered)];
};

/** Errors, sites, check-ins, alarms and deploys, payload versions v2 and v3. Honeybadger signs nothing. */
export default defineIntegration({
  name: "honeybadger",
  docs: "https://docs.honeybadger.io/guides/integrations/webhook/",
  settings: { HONEYBADGER_TOKEN: tokenSetting("at the end of the address that Honeybadger posts to") },
  check: ({ HONEYBADGER_TOKEN }) => checkTokens("HONEYBADGER_TOKEN", HONEYBADGER_TOKEN),
  relay: {
    async verify(request, { HONEYBADGER_TOKEN }) {
      requireHookToken(request, "HONEYBADGER_TOKEN", HONEYBADGER_TOKEN);
    },
    parse,
  },
});
