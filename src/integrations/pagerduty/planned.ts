import type { PlannedWork } from "../../core/duty.ts";
import type { Client } from "./client.ts";
import { ApiWindow, PATH } from "./maintenance.ts";
import { pages, TooDeep } from "./paging.ts";
import { nameOf } from "./shapes.ts";

/**
 * Planned work that has begun, each service of a window apart. What is still to come may be taken back without a trace, and
 * a list of the past can be narrowed by no moment, so all of it is read: https://developer.pagerduty.com/api-reference/4c0936c241cbb-list-maintenance-windows
 */
export const readPlanned = async (client: Client, nowMs: number): Promise<readonly PlannedWork[]> => {
  const planned: PlannedWork[] = [];
  try {
    for await (const page of pages(client, PATH, "maintenance_windows", ApiWindow, { filter: "all" }))
      for (const { id: ref, services, start_time: fromMs, end_time: toMs } of page) {
        if (fromMs > nowMs || toMs <= fromMs) continue;
        const names = new Set(services?.flatMap((one) => nameOf(one) ?? []) ?? []);
        planned.push(...[...names].map((service) => ({ source: "pagerduty", ref, service, fromMs, toMs })));
      }
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    client.log.warn({ source: "pagerduty" }, "more than 10,000 maintenance windows: the first were read");
  }
  return planned;
};
