import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Named, PagerDirectory, PagerSchedule } from "../../core/responding.ts";
import { zoneOf } from "../../lib/zone-of.ts";
import type { Client } from "./client.ts";
import { TokenRefused } from "./failures.ts";
import { allNow } from "./paging.ts";
import { ApiPerson, pagerPersonOf } from "./people.ts";
import { listOf, MaybeReference, namedOf, nameOf, Reference, Text, Thing } from "./shapes.ts";
import type { Call } from "./transport.ts";

const ApiService = Thing.extend({ status: Text, escalation_policy: MaybeReference });
const ApiSchedule = Thing.extend({ time_zone: Text, escalation_policies: listOf(Reference) });
const ApiPolicy = Thing.extend({ escalation_rules: listOf(z.object({ targets: listOf(Reference) })) });
type ApiPolicy = z.infer<typeof ApiPolicy>;

/** Every page of a list, each thing once, by name. */
const readAll = async <T extends { readonly id: string }>(
  client: Client,
  path: string,
  field: string,
  item: z.ZodType<T>,
  query: NonNullable<Call["query"]> = {},
): Promise<readonly T[]> => {
  const rows = await allNow(client, path, field, item, query);
  return [...new Map(rows.map((one) => [one.id, one])).values()];
};

const byName = (a: Named, b: Named): number => a.name.localeCompare(b.name, "en");

/** Accounts without shift-based schedules, and tokens that may not see them, have none. */
const unlessAbsent = async <T>(client: Client, read: Promise<readonly T[]>): Promise<readonly T[]> => {
  try {
    return await read;
  } catch (error) {
    const absent =
      error instanceof Failure &&
      !(error instanceof TokenRefused) &&
      ["not_found", "credentials", "forbidden", "rejected"].includes(error.code);
    if (!absent) throw error;
    client.log.debug({ source: "pagerduty", code: error.code }, "this account shows no shift-based schedules");
    return [];
  }
};

const readPolicies = (client: Client): Promise<readonly ApiPolicy[]> =>
  readAll(client, "/escalation_policies", "escalation_policies", ApiPolicy);

/** Names of the policies that call whoever is on call in that schedule. */
const policiesOf = (scheduleId: string, policies: readonly ApiPolicy[]): readonly string[] =>
  policies
    .filter((policy) => policy.escalation_rules?.some((rule) => rule.targets?.some(({ id }) => id === scheduleId)))
    .map((policy) => namedOf(policy).name);

/**
 * Classic schedules, and shift-based ones (https://developer.pagerduty.com/api-reference, Schedules v3), which are listed
 * apart, by name alone; policies tell which of them call by those.
 */
const readSchedules = async (client: Client): Promise<readonly PagerSchedule[]> => {
  const [classic, shiftBased] = await Promise.all([
    readAll(client, "/schedules", "schedules", ApiSchedule),
    unlessAbsent(client, readAll(client, "/v3/schedules", "schedules", Thing)),
  ]);
  const policies = shiftBased.length > 0 ? await readPolicies(client) : [];
  const newer = new Set(shiftBased.map(({ id }) => id));
  return [
    ...classic
      .filter(({ id }) => !newer.has(id))
      .map((one) => ({
        ...namedOf(one),
        tz: zoneOf(one.time_zone),
        policies: (one.escalation_policies ?? []).flatMap((policy) => nameOf(policy) ?? []),
      })),
    ...shiftBased.map((one) => ({ ...namedOf(one), policies: policiesOf(one.id, policies), v3: true })),
  ].sort(byName);
};

/** What there is at PagerDuty, each list whole, for somebody who waits. */
export const createDirectory = (client: Client): PagerDirectory => ({
  async people() {
    const users = await readAll(client, "/users", "users", ApiPerson, { "include[]": ["contact_methods"] });
    return users.map(pagerPersonOf).sort(byName);
  },
  schedules: () => readSchedules(client),
  async services() {
    const services = await readAll(client, "/services", "services", ApiService);
    return services
      .map((one) => {
        const { escalation_policy: policy } = one;
        const ref = policy?.id ? { policy: namedOf({ ...policy, id: policy.id }) } : {};
        return { ...namedOf(one), status: one.status ?? "active", ...ref };
      })
      .sort(byName);
  },
  policies: async () => (await readPolicies(client)).map(namedOf).sort(byName),
});
