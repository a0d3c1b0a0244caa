import * as z from "zod";
import { Id } from "../../lib/payload.ts";
import type { Client } from "./client.ts";
import { pages } from "./paging.ts";
import * as shape from "./shapes.ts";

/** Where webhook subscriptions live in the API: https://developer.pagerduty.com/docs/webhooks-overview */
export const SUBSCRIPTIONS = "/webhook_subscriptions";
const HOOK = "/hooks/pagerduty";

const Subscription = z.object({
  id: Id,
  active: z.boolean().nullish(),
  description: shape.Text,
  events: z.array(z.string()).nullish().catch(undefined),
  filter: z.object({ type: shape.Text }).nullish().catch(undefined),
  delivery_method: z.object({ url: z.string(), temporarily_disabled: z.boolean().nullish() }),
});

/** A v3 webhook of the account. */
export type Subscription = z.infer<typeof Subscription>;

/** All of the account. Throws Failure("credentials") when the token may not list them. */
export const readSubscriptions = async (client: Pick<Client, "get" | "log">): Promise<readonly Subscription[]> => {
  const all: Subscription[] = [];
  for await (const page of pages(client, SUBSCRIPTIONS, "webhook_subscriptions", Subscription)) all.push(...page);
  return all;
};

/** Where PagerDuty must deliver to. */
export const hookAddress = (publicUrl: string): string => `${publicUrl.replace(/\/+$/, "")}${HOOK}`;

/** Addresses without what does not tell them apart: the user, the query, a slash at the end. */
const placeOf = (address: string): string | undefined => {
  const url = URL.parse(address);
  return url ? `${url.host}${url.pathname}`.replace(/\/+$/, "").toLowerCase() : undefined;
};

/** Those that deliver to us; without a public URL the only one there is. */
export const oursOf = (all: readonly Subscription[], publicUrl: string | undefined): readonly Subscription[] => {
  if (publicUrl === undefined) return all.length === 1 ? all : [];
  const ours = placeOf(hookAddress(publicUrl));
  return all.filter(({ delivery_method: { url } }) => {
    const place = placeOf(url);
    return place !== undefined && (place === ours || place.startsWith(`${ours}/`));
  });
};
