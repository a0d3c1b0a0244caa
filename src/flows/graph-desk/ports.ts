import type { ChatUser } from "../../core/chat.ts";
import type { SaidWhere } from "../../core/command.ts";
import type { GraphDesk, ThresholdState } from "../../core/graph/desk.ts";
import type { Incident } from "../../core/incident.ts";
import type { LogSource, Measure } from "../../core/measure.ts";
import type { GraphWatch, Store } from "../../core/store.ts";
import type { EveryMs } from "../graph-watches.ts";
import type { PermitPorts } from "../permit.ts";
import type { PagePorts } from "../snapshot.ts";

/** What the desk needs from outside. */
export interface GraphDeskPorts {
  /** By name of the integration. */
  readonly measures: ReadonlyMap<string, Measure>;
  readonly logs: ReadonlyMap<string, LogSource>;
  readonly store: Pick<Store, "graphs" | "snapshots" | "inbox">;
  /** How the spec of a page is loaded. */
  readonly pages: PagePorts;
  readonly links: {
    /** Page of a frozen picture. */
    frozen(id: string): string;
    /** Live twin, for everybody who has the link. */
    live(page: string, query: URLSearchParams): string;
    /** Live twin for one person, 12 h, that may act. */
    personal(page: string, query: URLSearchParams, userId: string): string;
  };
  /** Who may overwrite what is another's; the policy's redactions. */
  readonly permit: PermitPorts;
  /** How a kept-fresh picture is shown. */
  readonly watchMode: () => GraphWatch["mode"];
  readonly watchEveryMs: EveryMs;
  readonly thresholds: () => Promise<readonly ThresholdState[]>;
  readonly newId: () => string;
}

/** Who asks, where, and about which card's problem. */
export interface GraphAsker {
  readonly user: ChatUser;
  readonly said: SaidWhere;
  readonly here: () => Promise<Incident | undefined>;
}

/** The desk for one asker. */
export type GraphDeskFor = (user: ChatUser, said: SaidWhere, here: GraphAsker["here"]) => GraphDesk;
