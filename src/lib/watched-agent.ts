import { type ClientRequest, Agent as HttpAgent, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent } from "node:https";

/** Status and headers (lower case) of a response, before anybody has read its body. */
export type ResponseSeen = (status: number, headers: IncomingMessage["headers"]) => void;

/**
 * Makes agents for one request each that share their connections and tell of the response before the caller's own
 * handler runs: for HTTP libraries that hide a response until they have dealt with it.
 * Node hands a request to its agent through `addRequest`, the one entry that agent libraries build on.
 */
export const createWatchedAgents = (
  base: URL,
  keepAlive: boolean,
): { for(seen: ResponseSeen): object; close(): void } => {
  const agent = base.protocol === "https:" ? new HttpsAgent({ keepAlive }) : new HttpAgent({ keepAlive });
  const addRequest: unknown = Reflect.get(agent, "addRequest");
  if (typeof addRequest !== "function") throw new TypeError("this Node has no Agent#addRequest");
  const watch =
    (seen: ResponseSeen) =>
    (request: ClientRequest, ...rest: readonly unknown[]) => {
      request.prependOnceListener("response", (response) => seen(response.statusCode ?? 0, response.headers));
      Reflect.apply(addRequest, agent, [request, ...rest]);
    };
  return {
    for: (seen) => Object.assign(Object.create(agent), { addRequest: watch(seen) }),
    close: () => agent.destroy(),
  };
};
