import { Failure } from "../../core/failure.ts";
import type { Collect, Collected } from "../../core/integration.ts";
import type { Clock, Log } from "../../core/log.ts";
import type { Rules } from "../../core/rules.ts";
import type { Lease, Plan, Store } from "../../core/store.ts";
import type { FactOutput } from "../outputs.ts";

/** One source, and where what it tells goes. */
export interface WindowPorts {
  readonly source: string;
  readonly collect: Collect;
  readonly store: Store;
  readonly rules: Rules;
  readonly log: Log;
  readonly clock: Clock;
}

/** How one window is read. */
export interface WindowOptions {
  readonly window: { readonly fromMs: number; readonly toMs: number };
  /** Where changes of incidents are said; history posts nothing. */
  readonly plan?: Plan | undefined;
  /** Where new facts go, after their transaction; history goes nowhere. */
  readonly outputs?: FactOutput | undefined;
  /** Renews the lease between batches. */
  readonly stillOurs: () => Promise<boolean>;
  /** After each batch that is stored. */
  readonly stored?: ((batch: Collected) => Promise<void>) | undefined;
}

/** Reads a window and stores it batch by batch. Answers how many facts were new. Throws Failure("conflict") without the lease. */
export const storeWindow = async (lease: Lease, ports: WindowPorts, options: WindowOptions): Promise<number> => {
  const { store, source, rules } = ports;
  const { plan, outputs } = options;
  let facts = 0;
  let knowsPeople = false;
  for await (const batch of ports.collect.collect(options.window)) {
    if (!(await options.stillOurs())) throw new Failure("conflict", "the lease was lost in mid-poll");
    const { facts: fresh, applied } = await store.collected(lease, batch, { source, plan, rules });
    facts += fresh.length;
    if (outputs && fresh.length > 0) {
      outputs.facts(fresh, knowsPeople ? [] : await store.people(source));
      knowsPeople = true;
    }
    for (const { alert, change } of applied)
      ports.log.info({ source, key: alert.key, change }, "the poll found what no webhook told");
    await options.stored?.(batch);
  }
  return facts;
};
