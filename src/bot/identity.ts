import { Failure, toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import { backOffMs, pause } from "./back-off.ts";
import type { WebCalls } from "./web-call.ts";

/** Who the bot is in its workspace. */
export interface Me {
  readonly botUserId: string;
  readonly teamId: string;
  readonly botId: string | undefined;
}

/** Which bot and workspace the token belongs to: learnt from Slack once, then remembered. */
export interface Identity {
  /** undefined until Slack answered once. */
  current(): Me | undefined;
  /** Asks Slack unless known. Throws the call's Failure. */
  require(): Promise<Me>;
}

/** Learns once, from auth.test, whose token we hold. */
export const createIdentity = ({ web, attempt }: WebCalls): Identity => {
  let me: Me | undefined;
  return {
    current: () => me,
    require: async () => {
      if (me !== undefined) return me;
      const told = await attempt("auth.test", () => web.auth.test());
      if (told.user_id === undefined || told.team_id === undefined)
        throw new Failure("upstream", "auth.test: ok without user and team");
      me = { botUserId: told.user_id, teamId: told.team_id, botId: told.bot_id };
      return me;
    },
  };
};

/** How long asking goes on: waits grow from `firstMs` to `mostMs`, until `signal` ends it. */
export interface LearnOptions {
  readonly log: Log;
  readonly retry: { readonly firstMs: number; readonly mostMs: number };
  readonly signal: AbortSignal;
}

/** Asks Slack who we are until it says so or `signal` aborts. */
export const learnIdentity = async (identity: Identity, { log, retry, signal }: LearnOptions): Promise<void> => {
  for (let failures = 1; !signal.aborted; failures++) {
    try {
      const me = await identity.require();
      log.info({ bot: me.botUserId, team: me.teamId }, "Slack knows us");
      return;
    } catch (error) {
      log.warn({ why: toFailure(error).message }, "Slack does not say who we are yet");
      await pause(backOffMs(failures, retry.firstMs, retry.mostMs), signal);
    }
  }
};
