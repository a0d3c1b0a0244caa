import type { ChartSpec } from "../core/chart.ts";
import type { Link } from "../core/message.ts";
import type { Snapshot } from "../core/store.ts";
import type { Parts } from "./parts.ts";

/** Where a picture can be looked at: its live twin, and the same at its source. */
export const pictureLinks = (
  picture: Pick<Snapshot, "graph" | "query"> & { readonly spec?: ChartSpec | undefined },
  { liveUrl }: Pick<Parts, "liveUrl">,
): readonly Link[] => [
  { label: "Live view", url: liveUrl(picture) },
  ...(picture.spec?.openIn === undefined ? [] : [picture.spec.openIn]),
];
