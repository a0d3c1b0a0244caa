import { splitPage } from "../core/graph/asked.ts";
import type { GraphData } from "../core/graph/data.ts";
import type { SnapshotPorts } from "../flows/snapshot.ts";
import type { Abilities } from "./abilities.ts";

const SIZE = { width: 1200, height: 630 };

/** Pictures that sources draw themselves, of the time that the chart shows. */
export const sourcePictures =
  (
    data: Pick<GraphData, "asked">,
    { measures }: Pick<Abilities, "measures">,
    tz: string,
  ): SnapshotPorts["drawnAtSource"] =>
  async (page, { panels }) => {
    const { id } = splitPage(page);
    const range = panels[0]?.range;
    if (id === undefined || range === undefined) return undefined;
    const { source, query, by } = await data.asked(id);
    return measures.get(source)?.picture?.({ ...range, query, by, tz, points: SIZE.width }, SIZE);
  };
