import { defineIntegration } from "../core/integration.ts";
import { checkBase } from "../lib/http-url.ts";
import { createMeasure } from "./graphite/measure.ts";

const EXAMPLE = "https://graphite.example.com";

/** Graphite, also where StatsD feeds it. */
export default defineIntegration({
  name: "graphite",
  docs: "https://graphite.readthedocs.io/en/latest/render_api.html",
  settings: {
    GRAPHITE_URL: { about: "where graphite-web is asked for points of graphs", example: EXAMPLE },
    GRAPHITE_AUTH: { about: '"user:password" or a bearer token, where it asks for one', secret: true },
    GRAPHITE_LINK_URL: { about: "where browsers open it, when that is another address", example: EXAMPLE },
  },
  check: ({ GRAPHITE_URL, GRAPHITE_AUTH, GRAPHITE_LINK_URL }) => [
    ...checkBase("GRAPHITE_URL", GRAPHITE_URL, EXAMPLE),
    ...checkBase("GRAPHITE_LINK_URL", GRAPHITE_LINK_URL, EXAMPLE),
    ...(GRAPHITE_URL === undefined && (GRAPHITE_AUTH !== undefined || GRAPHITE_LINK_URL !== undefined)
      ? ["GRAPHITE_AUTH or GRAPHITE_LINK_URL is set without GRAPHITE_URL: set that too."]
      : []),
  ],
  connect({ GRAPHITE_URL: url, GRAPHITE_AUTH: auth, GRAPHITE_LINK_URL: linkUrl }, connection) {
    return url === undefined
      ? undefined
      : { measure: createMeasure({ url, auth, linkUrl: linkUrl ?? url }, connection) };
  },
});
