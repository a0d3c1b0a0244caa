import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Maintenance, Window } from "../../core/integration.ts";
import type { Clock } from "../../core/log.ts";
import type { Named } from "../../core/responding.ts";
import { Id } from "../../lib/payload.ts";
import { clip } from "../../lib/shape.ts";
import { requireDone, send } from "./change.ts";
import { type Client, requireAnswer } from "./client.ts";
import { pages, pagesNow } from "./paging.ts";
import * as shape from "./shapes.ts";

/** Where maintenance windows live in the API. */
export const PATH = "/maintenance_windows";

/** A maintenance window of the API. */
export const ApiWindow = z.object({
  id: Id,
  summary: shape.Text,
  description: shape.Text,
  start_time: shape.Time,
  end_time: shape.Time,
  services: shape.listOf(shape.Reference),
  created_by: shape.MaybeReference,
});
const OneWindow = z.object({ maintenance_window: ApiWindow });

const windowOf = (window: z.infer<typeof ApiWindow>): Window => ({
  ref: window.id,
  services: window.services?.flatMap((service) => shape.nameOf(service) ?? []) ?? [],
  fromMs: window.start_time,
  toMs: window.end_time,
  by: shape.nameOf(window.created_by),
  because: window.description || window.summary || "",
});

/** The service of that name, else the only one that differs in upper and lower case. Throws Failure("conflict"). */
const serviceOf = async (client: Client, wanted: string): Promise<Named | undefined> => {
  const name = wanted.trim();
  const close: Named[] = [];
  for await (const page of pagesNow(client, "/services", "services", shape.Thing, { query: name })) {
    const services = page.map(shape.namedOf);
    const exact = services.find((service) => service.name === name);
    if (exact) return exact;
    close.push(...services.filter((service) => service.name.toLowerCase() === name.toLowerCase()));
  }
  if (close.length < 2) return close[0];
  throw new Failure("conflict", `PagerDuty: ${close.length} services are called "${name}"`, {
    tell: `PagerDuty has several services of that name: write one of them exactly: ${close.map((service) => service.name).join(", ")}.`,
  });
};

/** https://support.pagerduty.com/main/docs/maintenance-windows; a start in the past counts from now there. */
export const createMaintenance = (client: Client, clock: Clock): Maintenance => ({
  async windows() {
    const found: Window[] = [];
    const query = { filter: "open" };
    for await (const page of pages(client, PATH, "maintenance_windows", ApiWindow, query))
      found.push(...page.map(windowOf));
    const nowMs = clock();
    return found.filter(({ toMs }) => toMs > nowMs);
  },
  async create({ service: wanted, fromMs, toMs, because }, actor) {
    const service = await serviceOf(client, wanted);
    if (!service) return undefined;
    const maintenance_window = {
      type: "maintenance_window",
      start_time: new Date(fromMs).toISOString(),
      end_time: new Date(toMs).toISOString(),
      description: clip(because),
      services: [{ id: service.id, type: "service_reference" }],
    };
    const call = { method: "POST", path: PATH, data: { maintenance_window }, from: actor.email } as const;
    const { data } = await send(client, call, { about: PATH, email: actor.email, thing: "maintenance windows" });
    return windowOf(requireAnswer(PATH, OneWindow, data).maintenance_window);
  },
  async end(ref, actor) {
    const call = { method: "DELETE", path: `${PATH}/${encodeURIComponent(ref)}` } as const;
    const answer = await client.write(call);
    if (answer.status === 405)
      throw new Failure("conflict", `PagerDuty: ${ref}: status 405`, {
        tell: "This maintenance window has already ended.",
      });
    requireDone(client, call, answer, { about: ref, email: actor.email, thing: "this maintenance window" });
  },
});
