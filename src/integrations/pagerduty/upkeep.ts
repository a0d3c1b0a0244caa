import { Failure } from "../../core/failure.ts";
import type { Fault, Upkeep } from "../../core/integration.ts";
import { type Client, isDone } from "./client.ts";
import { TokenRefused } from "./failures.ts";
import { hookAddress, oursOf, readSubscriptions, SUBSCRIPTIONS, type Subscription } from "./subscriptions.ts";

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
      : `No webhook subscription points to ${hookAddress(publicUrl)}. Make one at PagerDuty under Integrations > Generic Webhooks (v3), or compare PUBLIC_URL.`,
});

/**
 * Subscriptions that PagerDuty switched off, or that are not there: https://developer.pagerduty.com/docs/webhooks-overview.
 * Nobody misses one where webhooks are not `expected` (no secret is set). A fault's id is the subscription's, or "no-subscription". A token that may not list them sees no fault; the log says so once.
 */
export const createUpkeep = (client: Client, publicUrl: string | undefined, expected: boolean): Upkeep => {
  let said = false;
  const list = async (): Promise<readonly Subscription[] | undefined> => {
    try {
      return await readSubscriptions(client);
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
      const call = { method: "POST", path: `${SUBSCRIPTIONS}/${encodeURIComponent(id)}/enable` } as const;
      const answer = await client.write(call);
      if (!isDone(answer)) throw client.refusal(call, answer);
      client.log.info({ source: "pagerduty", subscription: id, by: actor.name }, "webhook subscription enabled");
    },
  };
};
