import type { Alert } from "../core/alert.ts";
import type { Clock } from "../core/log.ts";
import type { Inbox, Post } from "../core/store.ts";
import { SELF } from "./plan.ts";

/** A trouble of Dr. M itself, or its end. */
export interface Trouble {
  readonly key: string;
  readonly state: "firing" | "resolved" | "notice";
  readonly title: string;
  readonly what: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Says a trouble of our own by the same durable way as any webhook: one live message each. */
export const createTellAdmin =
  (inbox: Inbox, clock: Clock) =>
  async (trouble: Trouble): Promise<void> => {
    const atMs = clock();
    const id = `${SELF}:${trouble.key}:${trouble.state}:${atMs}`;
    const alert: Omit<Alert, "source"> = {
      key: trouble.key,
      eventId: id,
      state: trouble.state,
      severity: "error",
      title: trouble.title,
      atMs,
      what: trouble.what,
      labels: trouble.labels ?? {},
      details: [],
    };
    const body = new TextEncoder().encode(JSON.stringify(alert));
    await inbox.add({ id, source: SELF, receivedAtMs: atMs, contentType: "application/json", body });
  };

/** Says once that the chat refuses a message, unless that message is itself such a word. */
export const tellRefused =
  (tellAdmin: (trouble: Trouble) => Promise<void>) =>
  async (post: Post, why: string): Promise<void> => {
    if (post.incidentId.startsWith(`${SELF}:`)) return;
    await tellAdmin({
      key: `refused:${post.channel}`,
      state: "notice",
      title: "Slack refused a message of mine",
      what: "/oncall queue lists it; it is tried again when the problem changes",
      labels: { reason: why, service: "Slack" },
    });
  };

/** Reads back what `createTellAdmin` wrote. */
export const parseSelf = (delivered: { readonly body: Uint8Array }): readonly Omit<Alert, "source">[] => [
  JSON.parse(new TextDecoder().decode(delivered.body)),
];
