import type { types } from "@slack/bolt";
import type { Link } from "../core/message.ts";
import { LIMITS, truncate } from "./limits.ts";
import { plainLine, safeUrl } from "./mrkdwn.ts";

/** What one message is made of; `text` is what notifications, screen readers and a refused message show. */
export interface Payload {
  readonly text: string;
  /** Who is pinged, as mrkdwn: stands in the blocks, and must not be lost with them. */
  readonly mention?: string;
  readonly blocks: types.KnownBlock[];
  readonly attachments?: { color: string; fallback: string; blocks: types.KnownBlock[] }[];
}

/** A mrkdwn text object. `verbatim`: Slack must not look for names and addresses in it. */
export const mrkdwn = (text: string): types.MrkdwnElement => ({ type: "mrkdwn", text, verbatim: true });

/** A plain_text object of one line; Slack refuses an empty one. */
export const plain = (text: string, max: number): types.PlainTextElement => ({
  type: "plain_text",
  text: plainLine(text, max) || "–",
  emoji: true,
});

/** One paragraph; `escaped` is mrkdwn. */
export const section = (escaped: string): types.SectionBlock => ({
  type: "section",
  text: mrkdwn(truncate(escaped, LIMITS.sectionText)),
});

/** Small print. */
export const context = (escaped: string): types.ContextBlock => ({
  type: "context",
  elements: [mrkdwn(truncate(escaped, LIMITS.sectionText))],
});

/** A row of buttons; undefined when there is none, because Slack refuses an empty row. */
export const actions = (buttons: readonly types.Button[]): types.ActionsBlock | undefined =>
  buttons.length === 0 ? undefined : { type: "actions", elements: buttons.slice(0, LIMITS.buttons) };

/** Prefix of the action ids of buttons that only open a page: acked silently. */
const OPEN_ACTION = "drm_open";

/** Buttons that open a page; links that Slack would refuse are left out. */
export const linkButtons = (links: readonly Link[]): types.Button[] =>
  links.flatMap(({ label, url }, i) => {
    const href = safeUrl(url);
    return href === undefined
      ? []
      : [
          {
            type: "button",
            action_id: `${OPEN_ACTION}_${i}`,
            text: plain(label, LIMITS.buttonText),
            url: href,
          } satisfies types.Button,
        ];
  });
