import type { Alert, Offer, Severity } from "../core/alert.ts";
import type { Clock } from "../core/log.ts";
import { SELF } from "../core/self.ts";
import type { Inbox, Post } from "../core/store.ts";

/** A trouble of Dr. M itself, or its end. */
export interface Trouble {
  readonly key: string;
  readonly state: "firing" | "resolved" | "notice";
  readonly title: string;
  readonly what: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** "error" when absent. */
  readonly severity?: Severity;
  /** Instead of the admin channel. */
  readonly channel?: string;
  /** What a button on its card can mend. */
  readonly offers?: readonly Offer[];
  /** Longer texts for its thread. */
  readonly details?: readonly string[];
  /** Lines of its card; moments in them are written with `when`. */
  readonly lines?: readonly string[];
  /** Makes it count once, however often it is told; each telling counts when absent. */
  readonly once?: string;
  readonly by?: string;
}

/** Says a trouble of our own. */
export type TellAdmin = (trouble: Trouble) => Promise<void>;

/** What was done here about a problem, or what a timer of ours found; `atMs` is now when absent. */
export type Ours = Omit<Alert, "ours" | "atMs" | "labels" | "details" | "title"> &
  Partial<Pick<Alert, "atMs" | "labels" | "details" | "title">>;

/** Puts it on the path of every other alert, durably; the same `eventId` again is ignored. */
export type TellOurs = (ours: Ours) => Promise<void>;

/** Puts an alert on the path of every other one, durably; the same event again is ignored. */
export const tellAlert = (inbox: Pick<Inbox, "add">, alert: Alert): Promise<void> =>
  inbox.add({
    id: `${SELF}:${alert.source}:${alert.eventId}`,
    source: SELF,
    receivedAtMs: alert.atMs,
    contentType: "application/json",
    body: new TextEncoder().encode(JSON.stringify(alert)),
  });

/** Says a trouble of our own by the same durable way as any webhook: one live message each. */
export const createTellAdmin =
  (inbox: Pick<Inbox, "add">, clock: Clock): TellAdmin =>
  ({ key, state, title, what, labels = {}, severity = "error", details = [], lines, once, channel, offers, by }) => {
    const atMs = clock();
    const eventId = `${key}:${state}:${once ?? atMs}`;
    const alert = { source: SELF, key, eventId, state, severity, title, atMs, by, what, labels, details };
    return tellAlert(inbox, { ...alert, channel, offers, lines });
  };

/** Brings what is done here about a problem of any source by the same durable way as the source's own words. */
export const createTellOurs =
  (inbox: Pick<Inbox, "add">, clock: Clock): TellOurs =>
  (ours) => {
    const atMs = ours.atMs ?? clock();
    return tellAlert(inbox, { title: "", labels: {}, details: [], ...ours, atMs, ours: true });
  };

/** Says once that the chat refuses a message, unless that message is itself such a word. */
export const tellRefused =
  (tellAdmin: TellAdmin) =>
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

/** Reads back what `createTellAdmin` and `createTellOurs` wrote: an alert whose source is its problem's. */
export const parseSelf = (delivered: { readonly body: Uint8Array }): readonly Alert[] => {
  const alert: Omit<Alert, "source"> & { readonly source?: string } = JSON.parse(
    new TextDecoder().decode(delivered.body),
  );
  return [{ ...alert, source: alert.source ?? SELF }];
};
