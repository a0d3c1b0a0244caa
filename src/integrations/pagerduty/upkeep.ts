import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Fault, Upkeep } from "../../core/integration.ts";
import { Id } from "../../lib/payload.ts";
import { type Client, isDone } from "./client.ts";
import { TokenRefused } from "./failures.ts";
import { pages } from "./paging.ts";
import * as shape from "./shapes.ts";

const PATH = "/webhook_subscriptions";
const HOOK = "/hooks/pagerduty";
const Subscription = z.object({
  id: Id,
  active: z.boolean().nullish(),
  description: shape.Text,
  delivery_method: z.object({ url: z.string(), temporarily_disabled: z.boolean().nullish() }),
});
type Subscription = z.infer<typeof Subscription>;

/** Addresses without what does not tell them apart: the user, the query, a slash at the end. */
const placeOf = (address: string): string | undefined => {
  const url = URL.parse(address);
  return url ? `${url.host}${url.pathname}`.replace(/\/+$/, "").toLowerCase() : undefined;
};

/** Those that deliver to us; without a public URL the only one there is. */
const oursOf = (all: readonly Subscription[], publicUrl: string | undefined): readonly Subscription[] => {
  if (publicUrl === undefined) return all.length === 1 ? all : [];
  const ours = placeOf(`${publicUrl.replace(/\/+$/, "")}${HOOK}`);
  return all.filter(({ delivery_method: { url } }) => {
    const place = placeOf(url);
    return place !== undefined && (place === ours || place.startsWith(`${ours}/`));
  });
};

const switchedOff = ({ id }: Subscription): Fault => ({
  id,
  title: "PagerDuty has switched off its webhook to me",
  what: "Three deliveries in a row were refused. What happens at PagerDuty until it is enabled again is lost to the cards; polls still repair them. It comes back by itself after a day.",
  mend: "Re-enable",
});

const missing = (ours: readonly Subscription[], publicUrl: string): Fault => ({
  id: "no-subscription",
  title: "No webhook of PagerDuty reaches me",
  what:
    ours.length > 0
      ? `The webhook subscription ${ours.map(({ id }) => id).join(", ")} is inactive. Activate it at PagerDuty under Integrations > Generic Webhooks (v3).`
      : `No webhook subscription points to ${publicUrl.replace(/\/+$/, "")}${HOOK}. Make one at PagerDuty under Integrations > Generic Webhooks (v3), or compare PUBLIC_URL.`,
});

/**
 * Subscriptions that PagerDuty switched off, or that are not there: https://developer.pagerduty.com/docs/webhooks-overview.
 * Nobody misses one where webhooks are not `expected` (no secret is set). A fault's id is the subscription's, or "no-subscription". A token that may not list them sees no fault; the log says so once.
 */
export const createUpkeep = (client: Client, publicUrl: string | undefined, expected: boolean): Upkeep => {
  let said = false;
  const list = async (): Promise<readonly Subscription[] | undefined> => {
    const all: Subscription[] = [];
    try {
      for await (const page of pages(client, PATH, "webhook_subscriptions", Subscription)) all.push(...page);
      return all;
    } catch (error) {
      const mayNot = error instanceof Failure && error.code === "credentials" && !(error instanceof TokenRefused);
      if (!mayNot) throw error;
      if (!said) client.log.warn({ source: "pagerduty" }, "the token may not list webhook subscriptions");
      said = true;
      return undefined;
    }
  };
  return {
    async faults() {
      const all = await list();
      if (all === undefined) return [];
      const ours = oursOf(all, publicUrl);
      const active = ours.filter((one) => one.active !== false);
      const faults = active.filter((one) => one.delivery_method.temporarily_disabled === true).map(switchedOff);
      return active.length === 0 && publicUrl !== undefined && expected ? [missing(ours, publicUrl)] : faults;
    },
    async mend(id, actor) {
      const call = { method: "POST", path: `${PATH}/${encodeURIComponent(id)}/enable`, data: {} } as const;
      const answer = await client.write(call);
      if (!isDone(answer)) throw client.refusal(call, answer);
      client.log.info({ source: "pagerduty", subscription: id, by: actor.name }, "webhook subscription enabled");
    },
  };
};
