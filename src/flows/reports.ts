import { Failure, toFailure } from "../core/failure.ts";
import { type JobTime, latestDue, nextDue } from "../core/job-times.ts";
import type { ReportRule } from "../core/policy.ts";
import { parseTimeRange, type TimeRange, type WeekStart } from "../core/time/range.ts";
import type { Job } from "./jobs.ts";
import { readUntil } from "./read-until.ts";
import { type GatherPorts, makeReport } from "./reports/gather.ts";
import { type PostReportPorts, postReport } from "./reports/post.ts";
import type { SayOncePorts } from "./say-once.ts";
import type { TellAdmin } from "./tell-admin.ts";

export { makeReport } from "./reports/gather.ts";

/** What reports by the clock need from outside. */
export type ReportPorts = GatherPorts &
  PostReportPorts & {
    readonly store: GatherPorts["store"] & SayOncePorts["store"];
    readonly tellAdmin: TellAdmin;
    /** Where a rule names no channel. */
    readonly channel: string;
    /** The team's IANA zone. */
    readonly tz: string;
    readonly weekStart: WeekStart;
  };

const MOST_WAIT_MS = 2 * 3_600_000;

const placeOf = ({ channel }: ReportRule, byDefault: string): string => (channel ?? byDefault).trim().replace(/^#/, "");

const timeOf = ({ kind, day, atMin, tz }: ReportRule, teamTz: string): JobTime => ({
  atMin,
  tz: tz ?? teamTz,
  ...(kind === "weekly" ? { day: day ?? 1 } : {}),
});

/** What a report of that moment is about: the last whole week, or the day before, in the job's zone. */
const rangeOf = (kind: ReportRule["kind"], dueMs: number, tz: string, weekStart: WeekStart): TimeRange =>
  parseTimeRange(kind === "weekly" ? "last week" : "yesterday", { nowMs: dueMs, tz, weekStart });

/** When each report of the rules is due. */
export const reportTimes = (rules: readonly ReportRule[], tz: string): readonly JobTime[] =>
  rules.map((rule) => timeOf(rule, tz));

/**
 * One job a report and channel; two rules that mean the same are one. The first of its kind is remembered without its
 * channel: a report that moves to another one, or whose channel was misspelt, is the same report.
 */
export const reportJobs = (ports: ReportPorts): readonly Job[] => {
  const jobs = new Map<string, Job>();
  const kinds = new Set<string>();
  for (const rule of ports.policy().care.reports) {
    const place = `report:${rule.kind}:${placeOf(rule, ports.channel)}`;
    if (jobs.has(place)) continue;
    jobs.set(place, jobOf(rule, kinds.has(rule.kind) ? place : `report:${rule.kind}`, ports));
    kinds.add(rule.kind);
  }
  return [...jobs.values()];
};

const jobOf = (rule: ReportRule, name: string, ports: ReportPorts): Job => {
  const { kind } = rule;
  const time = timeOf(rule, ports.tz);
  const channel = placeOf(rule, ports.channel);
  const range = (dueMs: number): TimeRange => rangeOf(kind, dueMs, time.tz, ports.weekStart);
  return {
    name,
    kind: `report ${kind}`,
    latestMs: (nowMs) => latestDue(time, nowMs),
    nextMs: (nowMs) => nextDue(time, nowMs),
    same: (beforeMs, dueMs) => range(beforeMs).fromMs === range(dueMs).fromMs,
    async run(dueMs) {
      const about = range(dueMs);
      try {
        await requireRead(about, dueMs, ports);
        const id = `report:${kind}:${channel}:${Math.floor(about.fromMs / 60_000)}`;
        await postReport(await makeReport(kind, about, ports), { id, channel, sinceMs: dueMs }, ports);
      } catch (error) {
        await tellFailed(name, kind, channel, dueMs, error, ports);
        throw error;
      }
    },
  };
};

/** A report waits until everything of its range was read, but not for ever. */
const requireRead = async ({ toMs }: TimeRange, dueMs: number, ports: ReportPorts): Promise<void> => {
  if (ports.clock() - dueMs >= MOST_WAIT_MS || (await readUntil(ports.store, ports.sources)) >= toMs) return;
  throw new Failure("unavailable", "a source is not read to the end of the report's range yet");
};

/** Only what a person can mend is told, once a moment. */
const tellFailed = async (
  key: string,
  kind: ReportRule["kind"],
  channel: string,
  dueMs: number,
  error: unknown,
  { tellAdmin }: Pick<ReportPorts, "tellAdmin">,
): Promise<void> => {
  const failure = toFailure(error);
  if (failure.retry || failure.code === "internal") return;
  const what = failure.tell ?? failure.message;
  await tellAdmin({
    ...{ key, state: "notice", severity: "warning", once: String(dueMs), what, lines: [what] },
    title: `The ${kind} report cannot be posted in #${channel}; it is tried for a day`,
  });
};
