import type { ParsedAlert } from "../../core/integration.ts";
import { shortId } from "../../lib/digest.ts";
import { firstText, linesOf, present, timeOf, webLink } from "../../lib/shape.ts";
import { classAndMessage, counted, cut, placeOf, stackLines } from "../../lib/wording.ts";
import type { Delivery, Fault } from "./shapes.ts";
import { meaningOf, projectOf, sentenceOf } from "./words.ts";

const REPORTS: ReadonlySet<string> = new Set(["occurred", "rate_exceeded"]);

/** Frames of the app itself where there are any. */
const framesOf = ({ notice }: Delivery): readonly string[] => {
  const all = notice?.backtrace ?? [];
  const marked = all.filter(({ context }) => context === "app");
  const own = notice?.application_trace.length ? notice.application_trace : marked;
  return (own.length > 0 ? own : all)
    .map(({ file, number, method }) =>
      placeOf(firstText(file)?.replace("[PROJECT_ROOT]/", ""), number, firstText(method)),
    )
    .filter((line) => line !== "");
};

const whatOf = (delivery: Delivery, fault: Fault): string => {
  const { what } = meaningOf(delivery.event);
  const rate = /\boccurred (\d.*)$/.exec(sentenceOf(delivery) ?? "")?.[1];
  if (delivery.event === "rate_exceeded" && rate) return `occurred ${cut(rate.replace("time(s)", "times"), 100)}`;
  if (REPORTS.has(delivery.event) && fault.notices_count)
    return `${what}, ${counted(fault.notices_count, "time")} so far`;
  const assignee = firstText(delivery.assignee, fault.assignee);
  return delivery.event === "assigned" ? (assignee ? `assigned to ${cut(assignee, 100)}` : "unassigned") : what;
};

/** A notice or a comment has an id; what people click is told apart by all that was sent. */
const eventIdOf = (delivery: Delivery, fault: Fault, id: string): string => {
  const { event, notice, comment } = delivery;
  const told = REPORTS.has(event)
    ? (notice?.id ?? notice?.url ?? fault.notices_count ?? delivery.content)
    : (comment?.id ?? delivery.content);
  return shortId(`${event}:${id}:${told}`);
};

/** `assignee: null` says that nobody is assigned any more. */
const labelsOf = (delivery: Delivery, fault: Fault): Record<string, string> => ({
  ...(fault.assignee === null ? { assigned: "" } : {}),
  ...present({
    service: projectOf(delivery),
    environment: firstText(fault.environment),
    assigned: firstText(delivery.assignee, fault.assignee),
    where: framesOf(delivery)[0],
    action: [firstText(fault.component), firstText(fault.action)].filter(Boolean).join("#"),
    occurrences: fault.notices_count?.toLocaleString("en-US"),
  }),
});

const titleOf = (delivery: Delivery, fault: Fault, id: string): string =>
  classAndMessage(firstText(fault.klass), firstText(fault.message)) ?? sentenceOf(delivery) ?? `Fault ${id}`;

const endingOf = (state: string, actor: string | null | undefined): Pick<ParsedAlert, "ending"> =>
  state === "resolved" ? { ending: firstText(actor) ? "human" : "auto" } : {};

/** An event of one fault. */
export const faultAlert = (delivery: Delivery, fault: Fault, id: string, receivedAtMs: number): ParsedAlert => {
  const { event, notice, comment, actor } = delivery;
  const { state, severity } = meaningOf(event);
  const report = REPORTS.has(event);
  return {
    key: shortId(id),
    eventId: eventIdOf(delivery, fault, id),
    state,
    severity: state === "update" ? "error" : severity,
    ...(state === "update" ? { severityKnown: false } : {}),
    title: cut(titleOf(delivery, fault, id), 300),
    url: webLink(fault.url, fault.links?.web, notice?.url, notice?.links?.web),
    atMs: (report ? timeOf(notice?.created_at ?? fault.last_notice_at) : undefined) ?? receivedAtMs,
    by: firstText(actor),
    what: whatOf(delivery, fault),
    labels: labelsOf(delivery, fault),
    details: comment?.body ? linesOf(cut(comment.body, 3000)) : report ? stackLines(framesOf(delivery), 6) : [],
    ...endingOf(state, actor),
  };
};

/** A bulk action names its faults by id alone: titles stay as they are known. */
export const bulkAlerts = (delivery: Delivery, receivedAtMs: number): readonly ParsedAlert[] => {
  const { state, severity } = meaningOf(delivery.event);
  const assignee = firstText(delivery.assignee);
  return [...new Set(delivery.fault_ids)].slice(0, 1000).map((id) => ({
    key: shortId(id),
    eventId: shortId(`${delivery.event}:${id}:${delivery.comment?.id ?? delivery.content}`),
    state,
    severity,
    severityKnown: false,
    title: "",
    atMs: receivedAtMs,
    by: firstText(delivery.actor),
    what: whatOf(delivery, { assignee }),
    labels: present({ service: projectOf(delivery), assigned: assignee }),
    details: linesOf(cut(delivery.comment?.body ?? "", 3000)),
    ...endingOf(state, delivery.actor),
  }));
};
