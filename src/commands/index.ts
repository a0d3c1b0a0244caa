import type { ArgSpecs } from "../core/args.ts";
import type { Command } from "../core/command.ts";
import help from "./help.ts";
import oncallLink from "./oncall-link.ts";
import oncallLive from "./oncall-live.ts";
import oncallQueue from "./oncall-queue.ts";
import oncallQueueRetry from "./oncall-queue-retry.ts";
import oncallStats from "./oncall-stats.ts";
import oncallWho from "./oncall-who.ts";

/** Every command, in the order that help shows. */
export const commands: readonly Command<ArgSpecs>[] = [
  oncallStats,
  oncallWho,
  oncallLive,
  oncallLink,
  oncallQueue,
  oncallQueueRetry,
  help,
];
