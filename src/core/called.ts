import type { Page } from "./alert.ts";
import type { Incident } from "./incident.ts";

/** The calls about it that still hold: those made since it last ended, whatever time its source gave that end. */
export const callsNow = ({ paged = [] }: Incident): readonly Page[] => paged.filter(({ over }) => over !== true);
