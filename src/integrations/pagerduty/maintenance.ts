import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Actor, Maintenance, Window } from "../../core/integration.ts";
import type { Clock } from "../../core/log.ts";
import { Id } from "../../lib/payload.ts";
import { clip } from "../../lib/shape.ts";
import { type Client, isDone, requireAnswer } from "./client.ts";
import { pages, pagesNow } from "./paging.ts";
import { isUnknownRequester, unknownRequester } from "./requester.ts";
import * as shape from "./shapes.ts";
import type { Answer } from "./transport.ts";

const PATH = "/maintenance_windows";
const ApiWindow = z.object({
  id: Id,
  summary: shape.Text,
  description: shape.Text,
  start_time: shape.Time,
  end_time: shape.Time,
  services: shape.listOf(shape.Reference),
  created_by: shape.MaybeReference,
});
const OneWindow = z.object({ maintenance_window: ApiWindow });
const ApiService = z.object({ id: Id, name: shape.Text, summary: shape.Text });
type ApiService = z.infer<typeof ApiService>;

const windowOf = (window: z.infer<typeof ApiWindow>): Window => ({
  ref: window.id,
  services: window.services?.flatMap((service) => shape.nameOf(service) ?? []) ?? [],
  fromMs: window.start_time,
  toMs: window.end_time,
  by: shape.nameOf(window.created_by),
  because: window.description || window.summary || "",
});

const nameOf = ({ name, summary }: ApiService): string => name || summary || "";

/** The service of that name, else the only one that differs in upper and lower case. Throws Failure("conflict"). */
const serviceOf = async (client: Client, wanted: string): Promise<ApiService | undefined> => {
  const name = wanted.trim();
  const close: ApiService[] = [];
  for await (const page of pagesNow(client, "/services", "services", ApiService, { query: name })) {
    const exact = page.find((service) => nameOf(service) === name);
    if (exact) return exact;
    close.push(...page.filter((service) => nameOf(service).toLowerCase() === name.toLowerCase()));
  }
  if (close.length < 2) return close[0];
  throw new Failure("conflict", `PagerDuty: ${close.length} services are called "${name}"`, {
    tell: `PagerDuty has several services of that name: write one of them exactly: ${close.map(nameOf).join(", ")}.`,
  });
};

const refusalOf = (client: Client, call: { method: "POST" | "DELETE"; path: string }, actor: Actor, answer: Answer) => {
  if (isUnknownRequester(answer)) return unknownRequester(PATH, actor.email);
  if (answer.status === 403)
    return new Failure("forbidden", `PagerDuty: ${call.method} ${call.path}: status 403`, {
      tell: `PagerDuty does not let ${actor.email} change maintenance windows.\nOr the token may only read.`,
    });
  if (answer.status === 404 && call.method === "DELETE")
    return new Failure("not_found", `PagerDuty: ${call.method} ${call.path}: status 404`, {
      tell: "PagerDuty does not know this maintenance window: it may have been deleted.",
    });
  if (answer.status === 405)
    return new Failure("conflict", `PagerDuty: ${call.method} ${call.path}: status 405`, {
      tell: "This maintenance window has already ended.",
    });
  return client.refusal(call, answer);
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
    const answer = await client.write(call);
    if (!isDone(answer)) throw refusalOf(client, call, actor, answer);
    return windowOf(requireAnswer(PATH, OneWindow, answer.data).maintenance_window);
  },
  async end(ref, actor) {
    const call = { method: "DELETE", path: `${PATH}/${encodeURIComponent(ref)}` } as const;
    const answer = await client.write(call);
    if (!isDone(answer)) throw refusalOf(client, call, actor, answer);
  },
});
