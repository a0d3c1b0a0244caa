import type { Bot } from "../bot/index.ts";
import { toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import type { Store } from "../core/store.ts";
import type { Trouble } from "../flows/tell-admin.ts";

/** Channels that refuse us at this moment, and the word about them. */
export interface BlockedWatch {
  /** A delivery to a channel was refused for a reason that a person must mend (`why`), or went through again. */
  readonly said: (channel: string, why: string | undefined) => Promise<void>;
  readonly now: () => ReadonlyMap<string, string>;
}

/** Says each refusing channel once in the admin channel, and once when it takes messages again. */
export const blockedWatch = (
  tellAdmin: (trouble: Trouble) => Promise<void>,
  adminChannel: string,
  log: Log,
): BlockedWatch => {
  const blocked = new Map<string, string>();
  return {
    now: () => blocked,
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
        what: why ? "messages wait; `/oncall queue` lists them" : "takes messages again",
        labels: why ? { reason: why, service: "Slack" } : {},
      });
    },
  };
};

/** Whether work can be done, and every problem in words, without secrets. */
export const readiness = async (parts: {
  readonly store: Pick<Store, "ping">;
  readonly bot: Pick<Bot, "state">;
  readonly blocked: BlockedWatch;
}): Promise<{ readonly ok: boolean; readonly problems: readonly string[] }> => {
  const problems: string[] = [];
  try {
    await parts.store.ping();
  } catch (error) {
    problems.push(`The store does not answer: ${toFailure(error).message}`);
  }
  const { connected, problem } = parts.bot.state();
  if (!connected) problems.push(`Slack is not connected${problem ? `: ${problem}` : ""}. What arrives is kept.`);
  for (const [channel, why] of parts.blocked.now()) problems.push(`#${channel} refuses messages: ${why}`);
  return { ok: problems.length === 0, problems };
};
