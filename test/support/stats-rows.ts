import type { StatsIncident, StatsRows } from "../../src/core/stats/rows.ts";

type Later = "ackedBy" | "severity" | "title" | "verdict";
type GivenIncident = Omit<StatsIncident, Later> & Partial<Pick<StatsIncident, Later>>;

/** Rows as a test writes them: what it does not say is absent. */
export type GivenRows = Partial<Omit<StatsRows, "incidents">> & { readonly incidents?: readonly GivenIncident[] };

/** An incident: acked by a person where it is acked, of severity error, without title and verdict. */
export const incidentRow = (given: GivenIncident): StatsIncident => ({
  ackedBy: given.ackedAtMs === null ? null : "human",
  severity: "error",
  title: "",
  verdict: null,
  ...given,
});

/** Rows of statistics with what is given. */
export const rowsWith = ({ incidents = [], ...rest }: GivenRows): StatsRows => ({
  incidents: incidents.map(incidentRow),
  facts: [],
  people: [],
  duties: [],
  planned: [],
  asOfMs: null,
  ...rest,
});
