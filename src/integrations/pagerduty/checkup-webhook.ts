import type { Check } from "../../core/checkup.ts";
import { Failure } from "../../core/failure.ts";
import { send } from "./change.ts";
import type { Client } from "./client.ts";
import { hookAddress, oursOf, readSubscriptions, SUBSCRIPTIONS, type Subscription } from "./subscriptions.ts";

const WHERE = "PagerDuty > Integrations > Generic Webhooks (v3)";
/** Without one of these a card tells something that is no longer so. */
const NEEDED = [
  "incident.triggered",
  "incident.acknowledged",
  "incident.unacknowledged",
  "incident.resolved",
  "incident.reopened",
  "incident.reassigned",
  "incident.escalated",
];

/** How webhooks reach us: the public address, if any, and whether secrets to check signatures with are set. */
export interface Reached {
  readonly publicUrl: string | undefined;
  readonly signed: boolean;
}

/** Read for somebody who waits. */
const readNow = (client: Client): Promise<readonly Subscription[]> =>
  readSubscriptions({ get: client.getNow, log: client.log });

const missing = (ours: readonly Subscription[], publicUrl: string | undefined): Check => {
  const name = "webhook";
  if (ours.length > 0)
    return { name, state: "bad", says: "the subscription is inactive", mend: `Activate it at ${WHERE}.` };
  if (publicUrl === undefined)
    return { name, state: "skipped", says: "PUBLIC_URL is not set, so nobody can tell which subscription is mine" };
  const mend = `Make one at ${WHERE}, for the whole account, or compare PUBLIC_URL.`;
  return { name, state: "bad", says: `no subscription points to ${hookAddress(publicUrl)}`, mend };
};

const stateOf = (active: readonly Subscription[]): Check => {
  const name = "webhook";
  const off = active.find((one) => one.delivery_method.temporarily_disabled === true);
  if (off)
    return {
      name,
      state: "bad",
      says: `PagerDuty switched ${off.id} off after three refused deliveries`,
      mend: `Press Re-enable in the admin channel, or enable it at ${WHERE}.`,
    };
  const events = new Set(active.flatMap((one) => one.events ?? NEEDED));
  const lacking = NEEDED.filter((event) => !events.has(event));
  if (lacking.length > 0)
    return { name, state: "warn", says: `does not send ${lacking.join(", ")}`, mend: `Select them at ${WHERE}.` };
  if (active.length > 1)
    return { name, state: "warn", says: `${active.length} subscriptions deliver the same here`, mend: `Keep one.` };
  const whole = active.some((one) => (one.filter?.type ?? "account_reference") === "account_reference");
  return whole
    ? { name, state: "ok", says: "one active subscription for the whole account" }
    : { name, state: "ok", says: "one active subscription, for a part of the account only" };
};

const signatureCheck = (signed: boolean): Check =>
  signed
    ? { name: "webhook signature", state: "ok", says: "is checked with the secret that is set" }
    : {
        name: "webhook signature",
        state: "bad",
        says: "PAGERDUTY_WEBHOOK_SECRETS is not set, so every delivery is refused",
        mend: "Set it to the secret that PagerDuty shows when a subscription is made.",
      };

/** Whether a v3 subscription delivers to us, and whether we can check its signature. */
export const webhookChecks = async (client: Client, { publicUrl, signed }: Reached): Promise<readonly Check[]> => {
  const ours = oursOf(await readNow(client), publicUrl);
  const active = ours.filter((one) => one.active !== false);
  return active.length === 0 ? [missing(ours, publicUrl)] : [stateOf(active), signatureCheck(signed)];
};

/** Has PagerDuty send its test event to us. Throws Failure("not_found") when no active subscription is ours. */
export const pingUs = async (client: Client, publicUrl: string | undefined): Promise<string> => {
  const one = oursOf(await readNow(client), publicUrl).find(({ active }) => active !== false);
  if (!one)
    throw new Failure("not_found", "PagerDuty: no active webhook subscription is ours", {
      tell: `No active webhook subscription of PagerDuty points here: make one at ${WHERE}.`,
    });
  const call = { method: "POST", path: `${SUBSCRIPTIONS}/${encodeURIComponent(one.id)}/ping` } as const;
  await send(client, call, { about: one.id, thing: "webhook subscriptions" });
  return one.description || one.id;
};
