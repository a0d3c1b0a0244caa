import { createHash } from "node:crypto";
import type { Incident } from "../core/incident.ts";
import { clip, firstText, webLink } from "./shape.ts";

/** What a call tells about a problem: the card, as plain facts. */
export interface PageContent {
  /** How a pager knows the call: the same for the same occurrence of a problem, within every pager's limit. */
  readonly ref: string;
  /** One line, never empty. */
  readonly title: string;
  /** Host, service or source. */
  readonly where: string;
  /** Labels, where it comes from, who called. */
  readonly facts: Readonly<Record<string, string>>;
  /** Problems that share the card, one line each; empty for a problem of its own. */
  readonly members: readonly string[];
  readonly links: readonly { readonly href: string; readonly text: string }[];
}

const MOST_FACTS = 40;
const MOST_MEMBERS = 50;

/** 36 characters: letters, digits and a colon. */
export const pageRef = (incidentId: string): string =>
  `drm:${createHash("sha256").update(incidentId).digest("hex").slice(0, 32)}`;

/** Whether a key of a pager's own incident is that of a call from here. */
export const isPageRef = (key: string | null | undefined): key is string => /^drm:[0-9a-f]{32}$/.test(key ?? "");

const lineOf = (text: string): string => text.slice(0, 4000).replaceAll(/\s+/g, " ").trim();

const membersOf = ({ members = [] }: Incident): readonly string[] => {
  const lines = members.slice(0, MOST_MEMBERS).map(({ title, state, labels }) => {
    const place = firstText(labels.host, labels.instance, labels.service);
    return clip(`${state}: ${title}${place && !title.includes(place) ? ` (${place})` : ""}`, 300);
  });
  return members.length > lines.length ? [...lines, `and ${members.length - lines.length} more`] : lines;
};

const factsOf = (incident: Incident, by: string): Readonly<Record<string, string>> => {
  const labels = Object.entries(incident.labels)
    .filter(([, value]) => value !== "")
    .slice(0, MOST_FACTS)
    .map(([name, value]): [string, string] => [clip(name, 100), clip(value, 500)]);
  return { ...Object.fromEntries(labels), "reported by": incident.source, "paged by": clip(by, 200) };
};

const linksOf = ({ source, url, runbook }: Incident): PageContent["links"] =>
  [
    { href: webLink(url), text: `Open in ${source}` },
    { href: webLink(runbook), text: "Runbook" },
  ].flatMap(({ href, text }) => (href === undefined ? [] : [{ href, text }]));

/** The content of a call about `incident`, made in the name of `by`. */
export const pageContent = (incident: Incident, by: string): PageContent => {
  const { labels, source } = incident;
  const where = firstText(labels.host, labels.instance, labels.service, source) ?? source;
  return {
    ref: pageRef(incident.id),
    title: lineOf(incident.title) || `Problem at ${where}`,
    where: clip(where, 255),
    facts: factsOf(incident, by),
    members: membersOf(incident),
    links: linksOf(incident),
  };
};
