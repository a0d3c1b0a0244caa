import type { AlertGraph } from "../../core/alert.ts";
import type { Threshold } from "../../core/measure.ts";

/** Links that may name the panel of an alert, the best first, and what else says so. */
export interface PanelOfAlert {
  readonly links: readonly (string | null | undefined)[];
  readonly panelId?: string | undefined;
  /** "> 90", where somebody wrote it down. */
  readonly threshold?: string | undefined;
}

const SIDES: Readonly<Record<string, Threshold["trouble"]>> = {
  ">": "above",
  "≥": "above",
  "<": "below",
  "≤": "below",
};

const thresholdOf = (text: string | undefined): readonly Threshold[] | undefined => {
  const [, sign = "", number] = /^\s*([<>≤≥])=?\s*(-?\d+(?:\.\d+)?)\s*%?\s*$/.exec(text ?? "") ?? [];
  const trouble = SIDES[sign];
  return trouble && number !== undefined ? [{ value: Number(number), trouble }] : undefined;
};

/** "panel-2" since Grafana 11, "2" before; of panels that are repeated also "panel-2-clone-1" and "web-1$panel-2". */
const idOf = (text: string | null | undefined): string | undefined =>
  /^(?:.*[$/])?(?:panel-)?(\d{1,9})(?:-clone-\d+)?$/.exec(text ?? "")?.[1];

const quotedIf = (value: string): string => (/\s/.test(value) ? `"${value}"` : value);

/** The panel of an alert as a query of ours; undefined where no link names both a dashboard and a panel. */
export const panelGraph = ({ links, panelId, threshold }: PanelOfAlert): AlertGraph | undefined => {
  for (const link of links) {
    const url = URL.parse(link ?? "");
    const uid = /\/d\/([\w-]{1,100})(?:\/|$)/.exec(url?.pathname ?? "")?.[1];
    const asked = url?.searchParams;
    const id = idOf(asked?.get("viewPanel") ?? asked?.get("panelId") ?? asked?.get("editPanel") ?? panelId);
    if (uid === undefined || id === undefined) continue;
    const variables = [...(asked ?? [])].flatMap(([name, value]) =>
      /^var-[\w-]+$/.test(name) && !value.includes('"') ? [`${name.slice(4)}=${quotedIf(value)}`] : [],
    );
    const query = [`${uid}:panel-${id}`, ...variables].join(" ");
    const thresholds = thresholdOf(threshold);
    return query.length > 2000 ? undefined : { source: "grafana", query, ...(thresholds && { thresholds }) };
  }
  return undefined;
};
