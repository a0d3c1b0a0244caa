import type { ParsedAlert } from "../../core/integration.ts";
import { digest, shortId } from "../../lib/digest.ts";
import { firstText, present, timeOf, webLink } from "../../lib/shape.ts";
import { counted, cut, withoutQuery } from "../../lib/wording.ts";
import type { Delivery } from "./shapes.ts";
import { projectOf, sentenceOf } from "./words.ts";

/** What an event other than a fault's is about; `undefined` times are the moment it came in. */
export interface Subject extends Pick<ParsedAlert, "key" | "eventId" | "title" | "url" | "labels"> {
  readonly atMs?: number | undefined;
  readonly by?: string | undefined;
}

const siteSubject = (delivery: Delivery, id: string): Subject => {
  const { event, site, outage } = delivery;
  const cert = event === "cert_will_expire";
  const when = event === "up" ? outage?.up_at : outage?.down_at;
  return {
    // A site that is back up still has a certificate that will expire.
    key: shortId(cert ? `cert:${id}` : id),
    eventId: shortId(`${event}:${id}:${cert ? delivery.content : (when ?? site?.last_checked_at ?? delivery.content)}`),
    title: sentenceOf(delivery) ?? firstText(site?.name, site?.url) ?? `Site ${id}`,
    url: webLink(outage?.details_url, site?.details_url, outage?.links?.web, site?.links?.web),
    atMs: timeOf(when),
    labels: {
      ...(event === "up" ? { status: "" } : {}),
      ...present({
        service: firstText(site?.name),
        project: projectOf(delivery),
        site: withoutQuery(firstText(site?.url)),
        status: event === "up" ? undefined : firstText(outage?.status),
        reason: cut(firstText(outage?.reason) ?? "", 200),
      }),
    },
  };
};

const checkInSubject = (delivery: Delivery, id: string): Subject => {
  const { event, check_in: checkIn, project } = delivery;
  const when = event === "check_in_reporting" ? checkIn?.reported_at : checkIn?.expected_at;
  return {
    key: shortId(id),
    eventId: shortId(`${event}:${id}:${when ?? delivery.content}`),
    title: sentenceOf(delivery) ?? firstText(checkIn?.name) ?? `Check-in ${id}`,
    url: webLink(checkIn?.details_url, checkIn?.links?.web, project?.links?.web),
    labels: present({
      service: firstText(checkIn?.name),
      project: projectOf(delivery),
      expected: firstText(checkIn?.report_period) && `every ${firstText(checkIn?.report_period)?.replace(/^1 /, "")}`,
      missed: checkIn?.missed_count?.toLocaleString("en-US"),
    }),
  };
};

/** `created_at` of an alarm is its own birth: nothing tells two alerts apart but that they came twice. */
const alarmSubject = (delivery: Delivery, id: string, delivered: string): Subject => ({
  key: shortId(id),
  eventId: shortId(`${delivery.event}:${id}:${delivered}`),
  title: firstText(delivery.alarm?.name) ?? sentenceOf(delivery) ?? `Alarm ${id}`,
  url: webLink(delivery.alarm?.details_url, delivery.alarm?.url, delivery.alarm?.links?.web),
  labels: present({ service: projectOf(delivery), alarm: firstText(delivery.alarm?.name) }),
});

const spikeSubject = (delivery: Delivery): Subject => {
  const { volume_spike: spike, project } = delivery;
  const observed = spike?.observed ? counted(Math.round(spike.observed), "error") : undefined;
  const minutes = spike?.window_minutes ? ` in ${counted(spike.window_minutes, "minute")}` : "";
  const usual = spike?.baseline_median;
  return {
    key: shortId(`volume:${project?.id ?? projectOf(delivery) ?? ""}`),
    eventId: shortId(`volume_spike:${project?.id ?? ""}:${delivery.content}`),
    title: sentenceOf(delivery) ?? "Errors rose above the usual level",
    url: webLink(project?.links?.web),
    labels: present({
      service: projectOf(delivery),
      value: observed && `${observed}${minutes}`,
      threshold: usual ? `usually ${usual.toLocaleString("en-US")} an hour` : undefined,
    }),
  };
};

const deploySubject = (delivery: Delivery): Subject => {
  const { deploy, project } = delivery;
  const key = shortId(`deploy:${project?.id ?? ""}:${digest(deploy)}`);
  const [environment, revision] = [firstText(deploy?.environment), firstText(deploy?.revision)];
  const to = environment ? ` to ${environment}` : "";
  return {
    key,
    eventId: key,
    title: `Deployed ${[projectOf(delivery), revision && cut(revision, 40)].filter(Boolean).join(" ") || "a new version"}${to}`,
    url: webLink(deploy?.url, deploy?.links?.web),
    atMs: timeOf(deploy?.created_at),
    by: firstText(deploy?.local_username),
    labels: present({ service: projectOf(delivery), environment, version: revision }),
  };
};

/** What the event is about when it is no fault; undefined when the body does not say. */
export const subjectOf = (delivery: Delivery, delivered: string): Subject | undefined => {
  const { site, check_in: checkIn, alarm, volume_spike: spike, deploy } = delivery;
  if (checkIn?.id) return checkInSubject(delivery, checkIn.id);
  if (site?.id) return siteSubject(delivery, site.id);
  if (alarm?.id || alarm?.name)
    return alarmSubject(delivery, alarm.id ?? `alarm:${digest([alarm.name, projectOf(delivery)])}`, delivered);
  if (spike) return spikeSubject(delivery);
  return deploy && delivery.event === "deployed" ? deploySubject(delivery) : undefined;
};
