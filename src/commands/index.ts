import type { ArgSpecs } from "../core/args.ts";
import type { Command } from "../core/command.ts";
import alertsList from "./alerts-list.ts";
import alertsMaintenance from "./alerts-maintenance.ts";
import alertsMute from "./alerts-mute.ts";
import alertsMutes from "./alerts-mutes.ts";
import alertsNoisy from "./alerts-noisy.ts";
import alertsRoute from "./alerts-route.ts";
import alertsUnmute from "./alerts-unmute.ts";
import alertsWithoutPlaybook from "./alerts-without-playbook.ts";
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
  alertsList,
  alertsMute,
  alertsMutes,
  alertsUnmute,
  alertsMaintenance,
  alertsNoisy,
  alertsWithoutPlaybook,
  alertsRoute,
  oncallLink,
  oncallQueue,
  oncallQueueRetry,
  help,
];
