import type { ChartSpec, Panel } from "../core/chart.ts";

type Scrub = (text: string) => string;

const textsOf = ({ title, subtitle, definition, summary, read, panels }: ChartSpec): readonly string[] => [
  ...[title, subtitle, definition, summary, read],
  ...panels.flatMap((panel) => [
    ...[panel.title, panel.empty, panel.x.label, panel.y.label, ...panel.categories],
    ...panel.series.map(({ name }) => name),
    ...(panel.annotations ?? []).map(({ label }) => label),
  ]),
];

const scrubbedPanel = (panel: Panel, scrub: Scrub): Panel => ({
  ...panel,
  ...{ title: scrub(panel.title), empty: scrub(panel.empty), categories: panel.categories.map(scrub) },
  ...{ x: { ...panel.x, label: scrub(panel.x.label) }, y: { ...panel.y, label: scrub(panel.y.label) } },
  series: panel.series.map((series) => ({ ...series, name: scrub(series.name) })),
  ...(panel.annotations === undefined
    ? {}
    : { annotations: panel.annotations.map((mark) => ({ ...mark, label: scrub(mark.label) })) }),
});

/** A spec without what the policy takes out of texts: people paste what they saw, and names come from labels. */
export const scrubbed = (spec: ChartSpec, scrub: Scrub): ChartSpec => {
  // Most hold nothing of that kind, and it is known after one look.
  const all = textsOf(spec).join("\0");
  if (scrub(all) === all) return spec;
  const { title, subtitle, definition, summary, read, panels } = spec;
  return {
    ...spec,
    ...{ title: scrub(title), subtitle: scrub(subtitle), definition: scrub(definition) },
    ...{ summary: scrub(summary), read: scrub(read), panels: panels.map((panel) => scrubbedPanel(panel, scrub)) },
  };
};
