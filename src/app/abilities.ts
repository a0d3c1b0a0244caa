import type { Checkup } from "../core/checkup.ts";
import type { Act, Capabilities, Maintenance, Pager, Upkeep } from "../core/integration.ts";
import type { LogSource, Measure } from "../core/measure.ts";
import type { OnCallSource } from "../core/oncall.ts";
import type { Output } from "../core/output.ts";
import type { PagerDirectory, Responding, Rota } from "../core/responding.ts";
import { pagerOf } from "../flows/act/page.ts";
import { integrations } from "../integrations/index.ts";

/** What the connected services can do for us, by what is asked of them. */
export interface Abilities {
  readonly acts: ReadonlyMap<string, Act>;
  readonly upkeeps: ReadonlyMap<string, Upkeep>;
  readonly maintenances: ReadonlyMap<string, Maintenance>;
  readonly oncalls: ReadonlyMap<string, OnCallSource>;
  readonly respondings: ReadonlyMap<string, Responding>;
  readonly directories: ReadonlyMap<string, PagerDirectory>;
  readonly rotas: ReadonlyMap<string, Rota>;
  readonly checkups: ReadonlyMap<string, Checkup>;
  readonly measures: ReadonlyMap<string, Measure>;
  readonly logs: ReadonlyMap<string, LogSource>;
  /** Where numbers go. */
  readonly outputs: readonly Output[];
  /** Whom "Page on-call" calls. */
  readonly pager: Pager | undefined;
  /** All pagers by the name that people know them by. */
  readonly pagers: ReadonlyMap<string, Pager>;
  /** Whether "I'm on it" and "Resolve" mean something here: the source has neither, and calls nobody itself. */
  readonly claims: (source: string) => boolean;
}

/** Sources whose keys name one incident each, which never comes back under it. */
export const keyIsOneIncident: ReadonlySet<string> = new Set(
  integrations.flatMap(({ name, relay }) => (relay?.keyIsOneIncident ? [name] : [])),
);

/** Sources that call people themselves until somebody acks there. */
export const escalates: ReadonlySet<string> = new Set(["pagerduty", "opsgenie", "victorops"]);

/** Sorts connections by what they can do. */
export const abilitiesOf = (connections: ReadonlyMap<string, Capabilities>): Abilities => {
  const having = <K extends keyof Capabilities>(what: K): ReadonlyMap<string, NonNullable<Capabilities[K]>> => {
    const found = new Map<string, NonNullable<Capabilities[K]>>();
    for (const [name, capabilities] of connections) {
      const one = capabilities[what];
      if (one) found.set(name, one);
    }
    return found;
  };
  const acts = having("act");
  const pagers = new Map([...having("pager").values()].map((pager) => [pager.name, pager]));
  return {
    acts,
    upkeeps: having("upkeep"),
    maintenances: having("maintenance"),
    oncalls: having("oncall"),
    respondings: having("responding"),
    directories: having("directory"),
    rotas: having("rota"),
    checkups: having("checkup"),
    measures: having("measure"),
    logs: having("logs"),
    outputs: [...having("output").values()],
    pager: pagerOf(connections),
    pagers,
    claims: (source) => !acts.has(source) && !escalates.has(source),
  };
};
