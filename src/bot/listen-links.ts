import { toFailure } from "../core/failure.ts";
import { type Ears, isFirst } from "./ears.ts";
import type { SharedUrls } from "./shared-urls.ts";

/** More addresses than this in one message are not looked at. */
const MOST_LINKS = 20;

/** Whether an address is one of ours; without an address of our own, Slack's list of domains decides. */
const isOurs = (url: string, publicUrl: string | undefined): boolean => {
  if (!URL.canParse(url)) return false;
  return publicUrl === undefined || new URL(url).host === new URL(publicUrl).host;
};

/**
 * Addresses of ours in what people sent. Not while they write it: Slack does not say then who will read it, which may be
 * another workspace, and tells of it again when it is sent. The event is acked before (EventApp): Slack takes no unfurl for
 * what was not acked.
 */
export const listenLinks = (ears: Ears, urls: SharedUrls, publicUrl: string | undefined): void => {
  const { app, identity, handlers, log } = ears;
  app.event("link_shared", async ({ event, body }) => {
    const { channel, user, message_ts: ts } = event;
    if (user === identity.current()?.botUserId || event.source === "composer") return;
    const ours = [...new Set(event.links.map(({ url }) => urls.read(url)))].filter((url) => isOurs(url, publicUrl));
    if (ours.length === 0 || !(await isFirst(ears, "slack.event", body.event_id))) return;
    try {
      const foreign = body.is_ext_shared_channel === true;
      await handlers.links({ channel, ts, userId: user, urls: ours.slice(0, MOST_LINKS), foreign });
    } catch (error) {
      log.warn({ channel, err: toFailure(error) }, "a link could not be shown");
    }
  });
};
