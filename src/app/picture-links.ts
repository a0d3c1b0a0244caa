import type { ChartSpec } from "../core/chart.ts";
import { splitPage } from "../core/graph/asked.ts";
import type { Link } from "../core/message.ts";
import type { Snapshot } from "../core/store.ts";
import { graphs } from "../graphs/index.ts";
import type { Parts } from "./parts.ts";

/** The page's link, to its file: signed by the same token. */
const csvUrl = (liveUrl: string): string => {
  const url = new URL(liveUrl);
  url.pathname += "/csv";
  return url.href;
};

/** Where a picture can be looked at: its live twin, its numbers as a file unless they are one person's, and the same at its source. */
export const pictureLinks = (
  picture: Pick<Snapshot, "graph" | "query"> & { readonly spec?: ChartSpec | undefined },
  { liveUrl }: Pick<Parts, "liveUrl">,
): readonly Link[] => {
  const live = liveUrl(picture);
  const { graph } = splitPage(picture.graph);
  const isOfOne = new URLSearchParams(picture.query).has("person");
  return [
    { label: "Live view", url: live },
    ...(!isOfOne && graphs.some(({ name, csv }) => name === graph && csv) ? [{ label: "CSV", url: csvUrl(live) }] : []),
    ...(picture.spec?.openIn === undefined ? [] : [picture.spec.openIn]),
  ];
};
