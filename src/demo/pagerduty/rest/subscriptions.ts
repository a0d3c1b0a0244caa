import { invalid, notFound } from "../refusal.ts";
import type { Subscription } from "../webhooks/deliveries.ts";
import { pageOf } from "./query.ts";
import type { Rest, Route } from "./route.ts";

/** The event types that the account's webhook asks for. */
const EVENT_TYPES: readonly string[] = [
  "incident.acknowledged",
  "incident.annotated",
  "incident.delegated",
  "incident.escalated",
  "incident.priority_updated",
  "incident.reassigned",
  "incident.reopened",
  "incident.resolved",
  "incident.responder.added",
  "incident.responder.replied",
  "incident.service_updated",
  "incident.status_update_published",
  "incident.triggered",
  "incident.unacknowledged",
];

/** The secret is shown once, at creation; never here. */
const showSubscription = (one: Subscription): object => ({
  id: one.id,
  type: "webhook_subscription",
  active: true,
  delivery_method: {
    id: one.deliveryId,
    type: "http_delivery_method",
    url: one.url,
    secret: null,
    temporarily_disabled: one.disabledUntilMs !== null,
    custom_headers: [],
  },
  description: "Dr. M",
  events: EVENT_TYPES,
  filter: { type: "account_reference" },
});

/** The account's webhook: its state, the test event, switching it on again. */
export const subscriptionRoutes = (rest: Rest, ping: () => void): readonly Route[] => {
  const requireOne = (id: string | undefined): Subscription => {
    const found = rest.deliveries.subscription();
    if (found === undefined || found.id !== id) throw notFound();
    return found;
  };
  return [
    {
      method: "GET",
      path: "/webhook_subscriptions",
      handle: ({ query }) => {
        const type = query.get("filter_type");
        if ((type === "service" || type === "team") && query.get("filter_id") === null) {
          throw invalid("filter_id is required");
        }
        const one = rest.deliveries.subscription();
        const found = one !== undefined && (type ?? "account") === "account" ? [one] : [];
        return pageOf(query, "webhook_subscriptions", found, showSubscription);
      },
    },
    {
      method: "GET",
      path: "/webhook_subscriptions/:id",
      handle: ({ params }) => ({ webhook_subscription: showSubscription(requireOne(params.id)) }),
    },
    {
      method: "POST",
      path: "/webhook_subscriptions/:id/enable",
      handle: ({ params }) => {
        const { id } = requireOne(params.id);
        rest.deliveries.enable();
        return { webhook_subscription: showSubscription(requireOne(id)) };
      },
    },
    {
      method: "POST",
      path: "/webhook_subscriptions/:id/ping",
      status: 202,
      handle: ({ params }) => {
        requireOne(params.id);
        ping();
        return undefined;
      },
    },
  ];
};
