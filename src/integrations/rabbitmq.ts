import { defineIntegration } from "../core/integration.ts";
import { checkBase } from "../lib/http-url.ts";
import { createMeasure } from "./rabbitmq/measure.ts";

const EXAMPLE = "http://rabbitmq.example.com:15672";

/** Queues of RabbitMQ: their depth and rates, as its management plugin keeps them. */
export default defineIntegration({
  name: "rabbitmq",
  docs: "https://www.rabbitmq.com/docs/management",
  settings: {
    RABBITMQ_URL: { about: "where RabbitMQ's management interface is", example: EXAMPLE },
    RABBITMQ_AUTH: { about: '"user:password" of a user with the tag monitoring', secret: true },
    RABBITMQ_LINK_URL: { about: "where browsers open it, when that is another address", example: EXAMPLE },
  },
  check: ({ RABBITMQ_URL, RABBITMQ_AUTH, RABBITMQ_LINK_URL }) => [
    ...checkBase("RABBITMQ_URL", RABBITMQ_URL, EXAMPLE),
    ...checkBase("RABBITMQ_LINK_URL", RABBITMQ_LINK_URL, EXAMPLE),
    ...((RABBITMQ_URL === undefined) !== (RABBITMQ_AUTH === undefined)
      ? ["RABBITMQ_URL and RABBITMQ_AUTH belong together: set both or none."]
      : []),
  ],
  connect({ RABBITMQ_URL: url, RABBITMQ_AUTH: auth, RABBITMQ_LINK_URL: linkUrl }, connection) {
    return url === undefined
      ? undefined
      : { measure: createMeasure({ url, auth, linkUrl: linkUrl ?? url }, connection) };
  },
});
