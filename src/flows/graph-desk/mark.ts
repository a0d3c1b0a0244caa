import { fingerprint } from "../../core/fingerprint.ts";
import type { GraphDesk } from "../../core/graph/desk.ts";
import { DEPLOYS } from "../../core/store.ts";
import type { GraphAsker, GraphDeskPorts } from "./ports.ts";

const MINUTE_MS = 60_000;

/** Brings a deploy that somebody typed the way of every webhook: the same words at the same minute are one. */
export const markDeploy = async (
  { text, atMs, service }: Parameters<GraphDesk["mark"]>[0],
  { user }: GraphAsker,
  { store, pages }: GraphDeskPorts,
): Promise<void> => {
  const minuteMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  const said = { text, at: atMs, by: user.name, ...(service === undefined ? {} : { service }) };
  await store.inbox.add({
    id: `${DEPLOYS}:mark:${minuteMs}:${fingerprint(`${text}\n${service ?? ""}`)}`,
    source: DEPLOYS,
    receivedAtMs: pages.clock(),
    contentType: "application/json",
    body: new TextEncoder().encode(JSON.stringify(said)),
  });
};
