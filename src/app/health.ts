import type { Bot } from "../bot/index.ts";
import { toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import type { Store } from "../core/store.ts";
import type { Trouble } from "../flows/tell-admin.ts";
import type { SourceWatch } from "./source-watch.ts";

/** The word about channels that refuse us. */
export interface BlockedWatch {
  /** A delivery to a channel was refused for a reason that a person must mend (`why`), or went through again. */
  readonly said: (channel: string, why: string | undefined) => Promise<void>;
}

/** Channels that refuse us at this moment, and why, as the store knows it. */
export const blockedChannels = async ({ outbox }: Pick<Store, "outbox">): Promise<Map<string, string>> =>
  new Map((await outbox.report()).lanes.flatMap(({ channel, blocked }) => (blocked ? [[channel, blocked]] : [])));

/**
 * Says each refusing channel once in the admin channel, and once when it takes messages again; `blocked` are those that
 * were said before this start.
 */
export const blockedWatch = (
  tellAdmin: (trouble: Trouble) => Promise<void>,
  adminChannel: string,
  log: Log,
  blocked: Map<string, string> = new Map(),
): BlockedWatch => {
  return {
    async said(channel, why) {
      if (why === blocked.get(channel) || (why === undefined && !blocked.has(channel))) return;
      if (why === undefined) blocked.delete(channel);
      else blocked.set(channel, why);
      log.warn({ channel, why }, why ? "a channel refuses messages; they wait" : "a channel takes messages again");
      if (channel === adminChannel) return;
      await tellAdmin({
        key: `channel:${channel}`,
        state: why ? "firing" : "resolved",
        title: `I cannot post to #${channel}`,
        what: why ? "messages wait; /oncall queue lists them" : "takes messages again",
        labels: why ? { reason: why, service: "Slack" } : {},
      });
    },
  };
};

/**
 * Whether work can be done, and every problem in words, without secrets. Not ok: what somebody has to mend here (the
 * store, Slack, a channel of ours that refuses us, a token that is refused). A source's own trouble is listed and leaves
 * it ok, because its webhooks must still reach us; so is what waits for a channel that is no longer configured.
 */
export const readiness = async (parts: {
  readonly store: Pick<Store, "ping" | "outbox">;
  readonly bot: Pick<Bot, "state">;
  readonly sources: Pick<SourceWatch, "now">;
  /** Where we are configured to post. */
  readonly channels: readonly string[];
}): Promise<{ readonly ok: boolean; readonly problems: readonly string[] }> => {
  const problems: string[] = [];
  const listed: string[] = [];
  const { connected, problem } = parts.bot.state();
  if (!connected) problems.push(`Slack is not connected${problem ? `: ${problem}` : ""}. What arrives is kept.`);
  try {
    await parts.store.ping();
    for (const [channel, why] of await blockedChannels(parts.store))
      (parts.channels.includes(channel) ? problems : listed).push(`#${channel} refuses messages: ${why}`);
  } catch (error) {
    problems.push(`The store does not answer: ${toFailure(error).message}`);
  }
  for (const { words, mend } of parts.sources.now()) (mend ? problems : listed).push(words);
  return { ok: problems.length === 0, problems: [...problems, ...listed] };
};
