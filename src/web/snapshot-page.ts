import type { ChartSpec } from "../core/chart.ts";
import type { Snapshot, SnapshotHead } from "../core/store.ts";
import { escapeHtml, renderPage } from "./pages.ts";

/** What stands around a frozen picture. */
export interface SnapshotSurroundings {
  /** Name of who took it; "" where nobody can say. */
  readonly by: string;
  /** undefined: its time is over. */
  readonly liveUrl: string | undefined;
  readonly pictureUrl: string;
  /** Other pictures of the same problem in the same channel, newest first. */
  readonly others: readonly SnapshotHead[];
  urlOf(id: string): string;
}

/** A moment in the chart's own zone, as people write it. */
const formatMoment = (atMs: number, tz: string): string =>
  new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: tz }).format(atMs);

/** Where the same can be looked at. The spec may come from outside: nothing but the web may be opened. */
const linksLine = ({ openIn }: ChartSpec, liveUrl: string | undefined): string => {
  const live = liveUrl === undefined ? [] : [`<a href="${escapeHtml(liveUrl)}">Live view</a>`];
  const url = openIn && URL.parse(openIn.url);
  const there =
    openIn && url && /^https?:$/.test(url.protocol)
      ? [`<a href="${escapeHtml(url.href)}" rel="noreferrer noopener">${escapeHtml(openIn.label)}</a>`]
      : [];
  return [...live, ...there].join(" · ");
};

const othersList = ({ spec }: Snapshot, { others, urlOf }: SnapshotSurroundings): string => {
  if (others.length === 0) return "";
  const items = others.map(
    ({ id, atMs }) => `<li><a href="${escapeHtml(urlOf(id))}">${escapeHtml(formatMoment(atMs, spec.tz))}</a></li>`,
  );
  return `
<h2>Other pictures of this problem</h2>
<ul>${items.join("\n")}</ul>`;
};

/** The page of a frozen picture: what it shows, who took it and when, and where more is. Every text is escaped here. */
export const renderSnapshot = (snapshot: Snapshot, around: SnapshotSurroundings): string => {
  const { spec, atMs } = snapshot;
  const by = around.by === "" ? "" : ` by ${around.by}`;
  const taken = `Taken ${formatMoment(atMs, spec.tz)} (${spec.tz})${by}. It does not change.`;
  return renderPage(
    `${spec.title} · Dr. M`,
    `<h1>${escapeHtml(spec.title)}</h1>
<p class="soft">${escapeHtml(spec.subtitle)}</p>
<p>${escapeHtml(spec.summary)}</p>
<img src="${escapeHtml(around.pictureUrl)}" alt="${escapeHtml(spec.summary)}">
<p class="soft">${escapeHtml(spec.definition)}</p>
<p class="soft">${escapeHtml(taken)} ${escapeHtml(spec.read)}</p>
<p>${linksLine(spec, around.liveUrl)}</p>${othersList(snapshot, around)}`,
  );
};
