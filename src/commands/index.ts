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
import drmDoctor from "./drm-doctor.ts";
import drmStatus from "./drm-status.ts";
import graph from "./graph.ts";
import graphForget from "./graph-forget.ts";
import graphList from "./graph-list.ts";
import graphLive from "./graph-live.ts";
import graphMark from "./graph-mark.ts";
import graphNarrower from "./graph-narrower.ts";
import graphPost from "./graph-post.ts";
import graphSave from "./graph-save.ts";
import graphSearch from "./graph-search.ts";
import graphSnapshot from "./graph-snapshot.ts";
import graphSnapshots from "./graph-snapshots.ts";
import graphUnwatch from "./graph-unwatch.ts";
import graphWatch from "./graph-watch.ts";
import graphWatches from "./graph-watches.ts";
import graphWider from "./graph-wider.ts";
import help from "./help.ts";
import measureCount from "./measure-count.ts";
import measureRate from "./measure-rate.ts";
import measureTop from "./measure-top.ts";
import oncallAck from "./oncall-ack.ts";
import oncallAdd from "./oncall-add.ts";
import oncallAmI from "./oncall-am-i.ts";
import oncallAudit from "./oncall-audit.ts";
import oncallCover from "./oncall-cover.ts";
import oncallCoverTake from "./oncall-cover-take.ts";
import oncallCoverWithdraw from "./oncall-cover-withdraw.ts";
import oncallEscalate from "./oncall-escalate.ts";
import oncallForget from "./oncall-forget.ts";
import oncallIncident from "./oncall-incident.ts";
import oncallIncidents from "./oncall-incidents.ts";
import oncallLink from "./oncall-link.ts";
import oncallLive from "./oncall-live.ts";
import oncallMerge from "./oncall-merge.ts";
import oncallMySchedule from "./oncall-my-schedule.ts";
import oncallNext from "./oncall-next.ts";
import oncallNote from "./oncall-note.ts";
import oncallNotes from "./oncall-notes.ts";
import oncallOverride from "./oncall-override.ts";
import oncallOverrideDelete from "./oncall-override-delete.ts";
import oncallOverrides from "./oncall-overrides.ts";
import oncallPage from "./oncall-page.ts";
import oncallPriority from "./oncall-priority.ts";
import oncallQueue from "./oncall-queue.ts";
import oncallQueueRetry from "./oncall-queue-retry.ts";
import oncallRate from "./oncall-rate.ts";
import oncallRatings from "./oncall-ratings.ts";
import oncallReassign from "./oncall-reassign.ts";
import oncallReopen from "./oncall-reopen.ts";
import oncallReport from "./oncall-report.ts";
import oncallResolve from "./oncall-resolve.ts";
import oncallSchedule from "./oncall-schedule.ts";
import oncallSchedules from "./oncall-schedules.ts";
import oncallServices from "./oncall-services.ts";
import oncallSnooze from "./oncall-snooze.ts";
import oncallStats from "./oncall-stats.ts";
import oncallStatsAvailability from "./oncall-stats-availability.ts";
import oncallStatsCompare from "./oncall-stats-compare.ts";
import oncallStatsFairness from "./oncall-stats-fairness.ts";
import oncallStatsLoad from "./oncall-stats-load.ts";
import oncallStatsNights from "./oncall-stats-nights.ts";
import oncallStatsNoise from "./oncall-stats-noise.ts";
import oncallStatsPerson from "./oncall-stats-person.ts";
import oncallStatsResponse from "./oncall-stats-response.ts";
import oncallStatsServices from "./oncall-stats-services.ts";
import oncallStatus from "./oncall-status.ts";
import oncallTake from "./oncall-take.ts";
import oncallUnack from "./oncall-unack.ts";
import oncallUndo from "./oncall-undo.ts";
import oncallVerdict from "./oncall-verdict.ts";
import oncallVerdicts from "./oncall-verdicts.ts";
import oncallVerdictsMissing from "./oncall-verdicts-missing.ts";
import oncallWhen from "./oncall-when.ts";
import oncallWho from "./oncall-who.ts";
import oncallWhoami from "./oncall-whoami.ts";

export { phrases } from "./phrases.ts";

/** Every command, in the order that help shows. */
export const commands: readonly Command<ArgSpecs>[] = [
  oncallStats,
  oncallStatsLoad,
  oncallStatsNights,
  oncallStatsFairness,
  oncallStatsResponse,
  oncallStatsNoise,
  oncallStatsServices,
  oncallStatsAvailability,
  oncallStatsPerson,
  oncallStatsCompare,
  oncallReport,
  oncallWho,
  oncallAmI,
  oncallWhen,
  oncallNext,
  oncallMySchedule,
  oncallSchedules,
  oncallSchedule,
  oncallOverrides,
  oncallServices,
  oncallIncidents,
  oncallIncident,
  oncallNotes,
  oncallAck,
  oncallResolve,
  oncallUnack,
  oncallReopen,
  oncallSnooze,
  oncallEscalate,
  oncallReassign,
  oncallAdd,
  oncallMerge,
  oncallPriority,
  oncallNote,
  oncallVerdict,
  oncallVerdictsMissing,
  oncallVerdicts,
  oncallRate,
  oncallRatings,
  oncallStatus,
  oncallPage,
  oncallTake,
  oncallOverride,
  oncallOverrideDelete,
  oncallCover,
  oncallCoverTake,
  oncallCoverWithdraw,
  oncallWhoami,
  oncallLive,
  alertsList,
  alertsMute,
  alertsMutes,
  alertsUnmute,
  alertsMaintenance,
  alertsNoisy,
  alertsWithoutPlaybook,
  alertsRoute,
  graph,
  graphList,
  graphSearch,
  graphSave,
  graphForget,
  graphWider,
  graphNarrower,
  graphSnapshot,
  graphSnapshots,
  graphLive,
  graphMark,
  graphWatch,
  graphWatches,
  graphUnwatch,
  graphPost,
  measureCount,
  measureRate,
  measureTop,
  oncallUndo,
  oncallAudit,
  oncallLink,
  oncallForget,
  oncallQueue,
  oncallQueueRetry,
  drmStatus,
  drmDoctor,
  help,
];
